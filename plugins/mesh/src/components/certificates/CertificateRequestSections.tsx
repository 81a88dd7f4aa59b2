import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshCertificatesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { requestDelayMs } from '../requests/requestStatus';
import { useRead } from '../requests/useRead';
import { IssuanceList } from './IssuanceList';
import { RootChangeSection } from './RootChangeSection';

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
  const { value, error } = useRead(load, delay);
  const own = (value?.details?.history ?? []).filter(
    ({ requestId }) => requestId === id,
  );
  return (
    <Section title={t('certificates.issuance.title')}>
      {own.length > 0 ? (
        <IssuanceList issuances={own} onRequest />
      ) : (
        <Text as="p" variant="body-small">
          {error && !value ? messageOf(error) : t('certificates.issuance.none')}
        </Text>
      )}
    </Section>
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
  const { value, error } = useRead(load, delay);
  if (value) {
    return (
      <>
        <RootChangeSection change={value} />
        <IssuanceSection request={request} />
      </>
    );
  }
  return (
    <Section title={t('certificates.change.title')}>
      <Text as="p" variant="body-small">
        {error ? messageOf(error) : t('certificates.change.none')}
      </Text>
    </Section>
  );
}
