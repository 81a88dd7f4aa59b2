import { MachineNetworkChoice } from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { ClusterInventory, StoredObject } from '../../inventory';

const NETWORK_LABEL = 'topology.istio.io/network';

/**
 * Networks that a cluster's objects name: that of its pods (label of the
 * control plane's namespace, as istiod reads it), those of gateways, and those
 * of machines that are there.
 *
 * @param mayRead - whether the caller may read a namespace
 */
export function networkChoices(
  cluster: ClusterInventory,
  mayRead: (namespace: string) => boolean,
): MachineNetworkChoice[] {
  const { details } = cluster;
  const own =
    cluster.store('Namespace').get('', controlPlaneNamespace(details))?.metadata
      .labels?.[NETWORK_LABEL] ?? details.network;
  const count = (objects: StoredObject[], name: string) =>
    objects.filter(
      one => mayRead(one.metadata.namespace ?? '') && networkOf(one) === name,
    ).length;
  const gateways = cluster.store('Service').list();
  const machines = cluster.store('WorkloadEntry').list();
  const groups = cluster.store('WorkloadGroup').list();
  const names = new Set(
    [...gateways, ...machines, ...groups]
      .filter(({ metadata }) => mayRead(metadata.namespace ?? ''))
      .map(networkOf)
      .filter(name => name !== undefined),
  );
  if (own) {
    names.add(own);
  }
  return [...names].sort().map(name => ({
    name,
    isOfPods: name === own,
    text: textOf({
      isOfPods: name === own,
      machines: count(machines, name),
      gateways: count(gateways, name),
    }),
  }));
}

function networkOf({ kind, metadata, spec }: StoredObject): string | undefined {
  switch (kind) {
    case 'WorkloadEntry':
      return spec?.network || undefined;
    case 'WorkloadGroup':
      return spec?.template?.network || undefined;
    default:
      return metadata.labels?.[NETWORK_LABEL] || undefined;
  }
}

function textOf(on: {
  isOfPods: boolean;
  machines: number;
  gateways: number;
}): string {
  const parts = [
    on.isOfPods ? 'The pods of the cluster are on it' : '',
    on.machines ? counted(on.machines, 'machine') : '',
    on.gateways ? counted(on.gateways, 'gateway') : 'no gateway',
  ].filter(Boolean);
  return `${parts.join(', ')}.`;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
