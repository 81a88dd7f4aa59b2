import { Finding } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { JUDGED_KINDS } from './snapshots';

/** The object that a finding is about, as it is now. */
export function objectOf(
  cluster: ClusterInventory,
  resource: Finding['resource'],
): StoredObject | undefined {
  const isGatewayApi = resource.apiVersion?.startsWith(
    'gateway.networking.k8s.io/',
  );
  const wanted =
    resource.kind === 'Gateway' && isGatewayApi
      ? 'KubernetesGateway'
      : resource.kind;
  const kind = JUDGED_KINDS.find(one => one === wanted);
  return kind === undefined
    ? undefined
    : cluster.store(kind).get(resource.namespace ?? '', resource.name);
}
