import { useCallback, useMemo } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EgressPreview } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshEgressApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { TryAgain } from '../../frame/ErrorState';
import { LoadingState } from '../../frame/LoadingState';
import { StateBlock } from '../../frame/StateBlock';
import { useRead } from '../../requests/useRead';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { Missing, previewOf } from './previewOf';
import { PreviewEffects } from './PreviewEffects';
import { PreviewObjects } from './PreviewObjects';
import { PreviewVerdict } from './PreviewVerdict';
import { MeshEgressReviewProps } from './schemas';
import { EgressFormData } from './types';
import styles from './form.module.css';

/** What is shown is asked for again this often, since the cluster goes on (milliseconds). */
const DELAY_MS = 30_000;
const delay = () => DELAY_MS;

/**
 * A form field that takes nothing: it shows what would be made, what it would
 * do to others, and what stands in the way.
 */
export function MeshEgressReview(props: MeshEgressReviewProps) {
  const { t } = useWords();
  const api = useApi(meshEgressApiRef);
  const { delivery, ...form } = formDataOf(props);
  // The field itself and the reason are no part of what is shown.
  const key = JSON.stringify({ ...form, review: undefined, reason: undefined });
  const asked = useMemo(() => JSON.parse(key) as EgressFormData, [key]);
  const load = useCallback(
    (signal: AbortSignal) => previewOf(api, asked, { signal }),
    [api, asked],
  );
  const { value, error, reload, reloading } = useRead(load, delay);
  const title = t('egressForm.review.title');

  if (!value && !error) {
    return <LoadingState title={title} rows={3} syncing={[]} />;
  }
  if (!value) {
    const message = messageOf(error!);
    return (
      <div role="alert" className={styles.fields}>
        <StateBlock
          status={isForbidden(error!) ? 'locked' : 'bad'}
          title={t('egressForm.review.error', { message })}
        />
        <div>
          <TryAgain onPress={reload} isPending={reloading} />
        </div>
      </div>
    );
  }
  if ('missing' in value) {
    return <MissingNote missing={value.missing} why={value.why} />;
  }
  return (
    <Preview
      preview={value}
      delivery={delivery}
      outage={error}
      reload={reload}
      reloading={reloading}
    />
  );
}

function MissingNote(props: { missing: Missing; why?: string }) {
  const { missing, why } = props;
  const { t } = useWords();
  return (
    <StateBlock status="off" title={t(`egressForm.review.missing.${missing}`)}>
      {why && (
        <Text as="p" variant="body-small">
          {why}
        </Text>
      )}
    </StateBlock>
  );
}

function Preview(props: {
  preview: EgressPreview;
  delivery: EgressFormData['delivery'];
  outage?: Error;
  reload: () => void;
  reloading: boolean;
}) {
  const { preview, delivery, outage, reload, reloading } = props;
  const { t } = useWords();
  return (
    <FormPart>
      <div className={styles.review} data-mesh-egress-review>
        {outage && (
          <StateBlock
            status="warning"
            title={t('egressForm.review.outage', {
              message: messageOf(outage),
            })}
          />
        )}
        <PreviewVerdict preview={preview} delivery={delivery} />
        {preview.problems.length === 0 && (
          <>
            <PreviewEffects preview={preview} />
            <PreviewObjects preview={preview} />
          </>
        )}
        <div>
          <Button
            size="small"
            variant="secondary"
            isPending={reloading}
            onPress={reload}
          >
            {t('egressForm.review.again')}
          </Button>
        </div>
      </div>
    </FormPart>
  );
}
