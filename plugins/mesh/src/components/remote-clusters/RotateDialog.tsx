import { useCallback, useState } from 'react';
import { Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { QuestionDialog } from '../requests/QuestionDialog';
import { useAction } from '../requests/useAction';

const NOTHING = () => {};

/** Asks for a new credential of a link; the owners of both clusters approve it where that is wanted. */
export function RotateDialog(props: { primary: string; remote: string }) {
  const { primary, remote } = props;
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const page = useRouteRef(requestRouteRef);
  const [made, setMade] = useState<MeshRequestDetail>();
  // The same for every try, so that two of them make one request.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const onDone = useCallback((one: MeshRequestDetail) => setMade(one), []);
  const { run, error } = useAction<MeshRequestDetail>(onDone, NOTHING);
  if (made) {
    return (
      <StateBlock status="ok" title={t('remote.rotate.asked')}>
        {page && (
          <Link href={page({ id: made.id })} variant="body-small">
            {t('remote.rotate.follow')} →
          </Link>
        )}
      </StateBlock>
    );
  }
  return (
    <>
      {error && (
        <StateBlock status="warning" title={t('remote.rotate.refused')}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
        </StateBlock>
      )}
      <div>
        <QuestionDialog
          opener={t('remote.next.rotate')}
          title={t('remote.rotate.title', { primary, remote })}
          warning={t('remote.rotate.warning')}
          label={t('remote.rotate.reason')}
          action={t('remote.rotate.ask')}
          isRequired
          onAnswer={reason =>
            run(() =>
              api.create({
                kind: 'remote-cluster-rotate',
                parameters: { primary, remote },
                reason,
                idempotencyKey,
              }),
            )
          }
        />
      </div>
    </>
  );
}
