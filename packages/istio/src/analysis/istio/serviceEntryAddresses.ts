import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';

/** Whether proxies give hosts without addresses some of their own. */
function isAutoAllocated({ mesh }: ClusterView): boolean {
  const { proxyMetadata } = mesh;
  return (
    proxyMetadata.ISTIO_META_DNS_CAPTURE === 'true' &&
    (proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE === 'true' ||
      proxyMetadata.PILOT_ENABLE_IP_AUTOALLOCATE === 'true')
  );
}

/** TCP ports of outside hosts that cannot be told apart. */
export const serviceEntryAddressesAnalyzer: Analyzer = {
  name: 'serviceentry.ProtocolAddressesAnalyzer',
  description:
    'Looks for TCP ports of ServiceEntries without addresses to tell them by.',
  codes: ['IST0134'],
  reads: ['ServiceEntry', 'MeshConfig'],
  analyze(view, report) {
    if (isAutoAllocated(view)) {
      return;
    }
    for (const entry of view.all('ServiceEntry')) {
      const { addresses = [], ports = [] } = entry.spec;
      const allocated = entry.status?.addresses ?? [];
      if (addresses.length + allocated.length > 0) {
        continue;
      }
      ports.forEach(({ protocol = '' }: any, i: number) => {
        if (protocol === '' || protocol.toUpperCase() === 'TCP') {
          report('IST0134', entry, {
            path: ['spec', 'ports', i],
            linePath: ['spec', 'ports', i, 'name'],
          });
        }
      });
    }
  },
};
