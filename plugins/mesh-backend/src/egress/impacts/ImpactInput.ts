import { EgressEnvironment, EgressGatewayModel } from '@meshport/istio';
import { StoredObject } from '../../inventory';
import { ClusterEgress } from '../EgressInventory';
import { EgressSight } from '../EgressSight';
import { workloadName } from '../usersOf';

/** Most names in one list. */
export const MOST_NAMES = 50;

/** What impacts are judged from. */
export interface ImpactInput {
  model: EgressGatewayModel;
  environment: EgressEnvironment;
  egress: ClusterEgress;
  sight: EgressSight;
  cluster: string;
}

/** Namespaces whose calls a gateway takes. */
export function callerNamespaces({
  namespace,
  callers,
  clientNamespaces = [],
}: EgressGatewayModel): string[] {
  return [
    ...new Set(
      callers
        ? callers.map(one => one.namespace)
        : [namespace, ...clientNamespaces],
    ),
  ].sort();
}

/** Workloads of pods, `NAMESPACE/NAME`, sorted. */
export function workloadsOf(pods: readonly StoredObject[]): string[] {
  return [
    ...new Set(
      pods.map(pod => `${pod.metadata.namespace}/${workloadName(pod)}`),
    ),
  ]
    .sort()
    .slice(0, MOST_NAMES);
}

/** Names of the workloads of pods, in one text. */
export function names(pods: readonly StoredObject[]): string {
  const all = [...new Set(pods.map(workloadName))].sort();
  return all.length > 5
    ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more workloads`
    : all.join(', ');
}
