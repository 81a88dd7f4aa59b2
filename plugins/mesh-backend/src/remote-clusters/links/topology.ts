import {
  RemoteFleet,
  RemoteTopologyCluster,
  RemoteTopologyGateway,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { meshConfigOf } from '../../entities/meshConfig';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, Inventory } from '../../inventory';
import { outsideAddresses } from './addressDrift';
import { reachOf, runsIstiod } from './findLinks';

/** Label of Istio's networks, on namespaces and on gateways. */
export const NETWORK_LABEL = 'topology.istio.io/network';
const SERVICES_PORT = 15443;
/** Of the gateway of an ambient mesh (HBONE). */
const AMBIENT_PORT = 15008;
const ISTIOD_PORT = 15012;

/** Whether a join may name a cluster, and why not. */
export type Joinable = (cluster: ClusterInventory) => string | undefined;

/** The network of a cluster: of the control plane's namespace, else as configured; undefined when not known. */
export function networkOf(cluster: ClusterInventory): string | undefined {
  const { details } = cluster;
  const namespace = cluster
    .store('Namespace')
    .get('', controlPlaneNamespace(details));
  const labelled = namespace?.metadata.labels?.[NETWORK_LABEL];
  if (labelled !== undefined) {
    return labelled;
  }
  if (details.network !== undefined) {
    return details.network;
  }
  return isUnreadable(cluster, 'Namespace') ? undefined : '';
}

/** Services that let other networks, or proxies of other clusters, in. */
export function gatewaysOf(cluster: ClusterInventory): RemoteTopologyGateway[] {
  return cluster
    .store('Service')
    .list()
    .flatMap(service => {
      const { namespace = '', name, labels = {} } = service.metadata;
      const ports: number[] = (service.spec?.ports ?? []).map(
        (one: any) => one.port,
      );
      const network = labels[NETWORK_LABEL];
      const services =
        network !== undefined &&
        (ports.includes(SERVICES_PORT) || ports.includes(AMBIENT_PORT));
      // istiod's own Service has that port, too, for pods of its cluster.
      const addresses = outsideAddresses(service);
      const istiod =
        ports.includes(ISTIOD_PORT) &&
        (addresses.length > 0 || service.spec?.type === 'LoadBalancer');
      return services || istiod || network !== undefined
        ? [
            {
              namespace,
              name,
              ...(network === undefined ? {} : { network }),
              addresses,
              ports,
              exposes: [
                ...(services ? ['services' as const] : []),
                ...(istiod ? ['istiod' as const] : []),
              ],
            },
          ]
        : [];
    })
    .sort((a, b) =>
      `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1,
    );
}

/** What a cluster is in the mesh; a configured primary makes a remote of it. */
export function roleOf(
  cluster: ClusterInventory,
): RemoteTopologyCluster['role'] {
  if (cluster.details.primary !== undefined) {
    return 'remote';
  }
  if (runsIstiod(cluster)) {
    return 'primary';
  }
  return 'unknown';
}

/** The clusters and networks of a fleet, as far as a caller may see them. */
export function topologyOf(
  clusters: readonly ClusterInventory[],
  inventory: Inventory,
  joinable: Joinable,
  mayReadNamespace: (cluster: string, namespace: string) => boolean,
): RemoteFleet['topology'] {
  const views = clusters.map((cluster): RemoteTopologyCluster => {
    const { name, title, owner, primary } = cluster.details;
    const home =
      (primary !== undefined && inventory.cluster(primary)) || cluster;
    const network = networkOf(cluster);
    const why = joinable(cluster);
    const { trustDomain } = meshConfigOf(home);
    return {
      name,
      ...(title ? { title } : {}),
      clusterId: cluster.istioId.id,
      role: roleOf(cluster),
      ...(network === undefined ? {} : { network }),
      ...(isUnreadable(home, 'ConfigMap')
        ? {}
        : { trustDomain: trustDomain ?? 'cluster.local' }),
      ...(cluster.kubernetesVersion
        ? { kubernetesVersion: cluster.kubernetesVersion }
        : {}),
      istioVersions: [
        ...new Set(
          controlPlanesIn(cluster).flatMap(({ version }) =>
            version ? [version] : [],
          ),
        ),
      ].sort(),
      gateways: gatewaysOf(cluster).filter(({ namespace }) =>
        mayReadNamespace(name, namespace),
      ),
      reach: reachOf(cluster),
      ...(owner ? { owner } : {}),
      joinable: why === undefined,
      ...(why === undefined ? {} : { joinableWhy: why }),
    };
  });
  const networks = new Map<string, string[]>();
  for (const { name, network } of views) {
    if (network !== undefined) {
      networks.set(network, [...(networks.get(network) ?? []), name]);
    }
  }
  return {
    clusters: views,
    networks: [...networks].map(([name, members]) => ({
      name,
      clusters: members,
    })),
  };
}
