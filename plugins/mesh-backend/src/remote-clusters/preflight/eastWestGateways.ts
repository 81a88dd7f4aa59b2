import { EastWestGateway, isSubset } from '@meshport/istio';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, StoredObject } from '../../inventory';
import { gatewaysOf } from '../links/topology';

/**
 * The gateways of a cluster that let other networks in, with the hosts that
 * Gateway objects open on them; undefined when Services are not known.
 */
export function eastWestGateways(
  cluster: ClusterInventory,
): EastWestGateway[] | undefined {
  if (isUnreadable(cluster, 'Service')) {
    return undefined;
  }
  const known = !isUnreadable(cluster, 'Gateway');
  return gatewaysOf(cluster)
    .filter(({ network }) => network !== undefined)
    .map(({ namespace, name, network, addresses, ports }) => {
      const service = cluster.store('Service').get(namespace, name);
      return {
        namespace,
        name,
        network,
        addresses,
        ports,
        ...(known && service
          ? { passthroughHosts: hostsOn(service, cluster) }
          : {}),
      };
    });
}

function hostsOn(service: StoredObject, cluster: ClusterInventory): string[] {
  const labels: Record<string, string> = service.spec?.selector ?? {};
  return [
    ...new Set(
      cluster
        .store('Gateway')
        .list()
        .filter(({ spec }) => {
          const selector = spec?.selector ?? {};
          return Object.keys(selector).length > 0 && isSubset(selector, labels);
        })
        .flatMap(({ spec }) => spec?.servers ?? [])
        .filter((server: any) => server.tls?.mode === 'AUTO_PASSTHROUGH')
        // `namespace/host`, or the host alone.
        .flatMap((server: any) =>
          (server.hosts ?? []).map((host: string) => host.replace(/^.*\//, '')),
        ),
    ),
  ];
}
