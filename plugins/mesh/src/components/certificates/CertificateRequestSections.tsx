import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterCertificatesDetail,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { isMissing } from '../../answers/failures';
import { meshCertificatesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { ReadStates } from '../requests/ReadStates';
import { Section } from '../requests/Section';
import { requestDelayMs } from '../requests/requestStatus';
import { useRead } from '../requests/useRead';
import { IssuanceList } from './IssuanceList';
import { RootChangeSection } from './RootChangeSection';

/** Statuses in which it may begin yet. */
const BEFORE = ['requested', 'approved', 'provisioning'];

/** On the page of a request for an authority: what was issued for it, step by step. */
export function IssuanceSection({ request }: { request: MeshRequestDetail }) {
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const { id, status, targets } = request;
  const cluster = targets[0]?.cluster ?? '';
  const load = useCallback(
    (signal: AbortSignal) => api.getCluster(cluster, { signal }),
    [api, cluster],
  );
  const delay = useCallback(() => requestDelayMs({ status }), [status]);
  const title = t('certificates.issuance.title');
  return (
    <Section title={title}>
      <ReadStates read={useRead(load, delay)} title={title} rows={1}>
        {({ details }) => (
          <OwnIssuances requestId={id} cluster={cluster} details={details} />
        )}
      </ReadStates>
    </Section>
  );
}

function OwnIssuances(props: {
  requestId: string;
  cluster: string;
  details: ClusterCertificatesDetail['details'];
}) {
  const { requestId, cluster, details } = props;
  const { t } = useWords();
  if (!details) {
    return (
      <Text as="p" variant="body-small">
        {t('certificates.issuance.hidden', { cluster })}
      </Text>
    );
  }
  const own = details.history.filter(one => one.requestId === requestId);
  return own.length > 0 ? (
    <IssuanceList issuances={own} onRequest />
  ) : (
    <Text as="p" variant="body-small">
      {t('certificates.issuance.none')}
    </Text>
  );
}

/** On the page of a request for a change of the root: its steps. */
export function RootChangeRequestSection({
  request,
}: {
  request: MeshRequestDetail;
}) {
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const { id, status } = request;
  const load = useCallback(
    (signal: AbortSignal) => api.getRootChange(id, { signal }),
    [api, id],
  );
  const delay = useCallback(() => requestDelayMs({ status }), [status]);
  const read = useRead(load, delay);
  const title = t('certificates.change.title');
  if (read.value) {
    return (
      <>
        <RootChangeSection change={read.value} />
        <IssuanceSection request={request} />
      </>
    );
  }
  return (
    <Section title={title}>
      {read.error && isMissing(read.error) ? (
        <Text as="p" variant="body-small">
          {t(
            BEFORE.includes(status)
              ? 'certificates.change.none'
              : 'certificates.change.neverBegun',
          )}
        </Text>
      ) : (
        <ReadStates read={read} title={title} rows={2}>
          {() => null}
        </ReadStates>
      )}
    </Section>
  );
}
