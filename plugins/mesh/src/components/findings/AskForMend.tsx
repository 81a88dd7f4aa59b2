import { useState } from 'react';
import { Button, Link, Text, TextField } from '@backstage/ui';
import { useApiHolder, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  CreateMeshRequest,
  MeshRequestDetail,
  RequestPreview,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import styles from './findings.module.css';

interface Asking {
  isPending?: boolean;
  error?: Error;
  /** What would be asked for. */
  preview?: RequestPreview;
  /** The same for every try, so that two of them make one request. */
  idempotencyKey?: string;
  made?: MeshRequestDetail;
}

/** Asks for a mend as for any manifests: first shows who has to agree, then makes the request. */
export function AskForMend(props: {
  cluster: string;
  manifest: string;
  /** Of the finding that it mends. */
  code: string;
  /** Entity reference of whom it is for. */
  beneficiary?: string;
}) {
  const { cluster, manifest, code, beneficiary } = props;
  const { t } = useWords();
  const requests = useApiHolder().get(meshRequestsApiRef);
  const [asking, setAsking] = useState<Asking>({});
  const [reason, setReason] = useState('');
  if (!requests) {
    return null;
  }
  const request: CreateMeshRequest = {
    kind: 'manifests',
    parameters: { cluster, manifests: manifest },
    ...(beneficiary ? { beneficiary } : {}),
  };

  async function step(work: () => Promise<Asking>) {
    setAsking({ ...asking, error: undefined, isPending: true });
    try {
      setAsking({ ...(await work()), isPending: false });
    } catch (error) {
      setAsking({ ...asking, isPending: false, error: error as Error });
    }
  }
  const look = () =>
    step(async () => ({
      preview: await requests.plan(request),
      idempotencyKey: crypto.randomUUID(),
    }));
  const ask = () =>
    step(async () => ({
      made: await requests.create({
        ...request,
        reason: reason.trim() || t('findings.ask.defaultReason', { code }),
        idempotencyKey: asking.idempotencyKey,
      }),
    }));

  const { preview, made, error, isPending } = asking;
  if (made) {
    return <Made request={made} />;
  }
  const changesNothing = preview?.diff.every(
    ({ outcome }) => outcome === 'unchanged',
  );
  return (
    <div className={styles.part}>
      {error && (
        <StateBlock status="warning" title={t('findings.ask.refused')}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
          <Text as="p" variant="body-small">
            {t('findings.ask.otherwise')}
          </Text>
        </StateBlock>
      )}
      {!preview && (
        <div>
          <Button size="small" isPending={isPending} onPress={look}>
            {t('findings.ask.open')}
          </Button>
        </div>
      )}
      {preview && changesNothing && (
        <StateBlock status="warning" title={t('findings.ask.changesNothing')}>
          <Text as="p" variant="body-small">
            {t('findings.ask.otherwise')}
          </Text>
        </StateBlock>
      )}
      {preview && !changesNothing && (
        <>
          <Text as="p" variant="body-small">
            {preview.approval.explanation}
          </Text>
          <TextField
            size="small"
            label={t('findings.ask.reason')}
            description={t('findings.ask.reasonHelp')}
            value={reason}
            onChange={setReason}
            maxLength={1000}
          />
          <div className={styles.actions}>
            <Button size="small" isPending={isPending} onPress={ask}>
              {t('findings.ask.send')}
            </Button>
            <Button
              size="small"
              variant="secondary"
              onPress={() => setAsking({})}
            >
              {t('findings.ask.cancel')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Made({ request }: { request: MeshRequestDetail }) {
  const { t } = useWords();
  const page = useRouteRef(requestRouteRef);
  return (
    <div role="status">
      <Text as="p" variant="body-small" weight="bold">
        {t('findings.ask.made')}
      </Text>
      {page && (
        <Link href={page({ id: request.id })} variant="body-small">
          {t('findings.ask.see')}
        </Link>
      )}
    </div>
  );
}
