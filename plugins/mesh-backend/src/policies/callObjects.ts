import { CallObjects } from '@meshport/istio';
import { controlPlaneNamespace } from '../clusters';
import {
  configurationOf,
  POLICY_CONFIGURATION,
  POLICY_WORKLOADS,
} from '../entities/policiesView';
import { EntityView } from '../entities/EntityView';
import { meshConfigContentOf } from '../entities/meshConfig';
import { isUnreadable } from '../entities/readability';
import { viewFreshness } from '../entities/viewFreshness';
import {
  ClusterInventory,
  Inventory,
  isIstiod,
  tellsByAlpn,
  WatchedKindName,
} from '../inventory';

/** Calls through gateways are asked for here, and not told by the card. */
const QUESTION_CONFIGURATION: readonly WatchedKindName[] = [
  ...POLICY_CONFIGURATION,
  'Gateway',
  'KubernetesGateway',
  'ReferenceGrant',
];

/** What the answer to a question rests on. */
export const QUESTION_VIEW: EntityView<never> = {
  name: 'policy-question',
  inputs: POLICY_WORKLOADS,
  controlPlaneInputs: QUESTION_CONFIGURATION,
  judge: () => [],
};

/** The objects from which a call in a cluster is judged, whoever asks. */
export function callObjectsOf(
  cluster: ClusterInventory,
  inventory: Inventory,
): CallObjects {
  const configuration = configurationOf(cluster, inventory);
  const own = (kind: WatchedKindName) => cluster.store(kind).list();
  const of = (kind: WatchedKindName) => configuration.store(kind).list();
  return {
    pods: own('Pod'),
    services: own('Service'),
    workloadEntries: own('WorkloadEntry'),
    peerAuthentications: of('PeerAuthentication'),
    requestAuthentications: of('RequestAuthentication'),
    authorizationPolicies: of('AuthorizationPolicy'),
    destinationRules: of('DestinationRule'),
    virtualServices: of('VirtualService'),
    sidecars: of('Sidecar'),
    gateways: of('Gateway'),
    gatewayApiGateways: of('KubernetesGateway'),
    httpRoutes: of('HTTPRoute'),
    referenceGrants: of('ReferenceGrant'),
    alpn: tellsByAlpn(configuration.store('Pod').list().filter(isIstiod)),
    meshConfig: meshConfigContentOf(configuration),
    controlPlaneNamespace: controlPlaneNamespace(configuration.details),
  };
}

/**
 * Why nothing can be said of calls in a cluster now, as the end of a sentence:
 * a kind could not be read, or is known only up to some time ago. Undefined
 * when all is known.
 */
export function whyNotKnown(
  cluster: ClusterInventory,
  inventory: Inventory,
): string | undefined {
  const configuration = configurationOf(cluster, inventory);
  const unread = [
    ...POLICY_WORKLOADS.map(kind => [cluster, kind] as const),
    ...QUESTION_CONFIGURATION.map(kind => [configuration, kind] as const),
  ].find(([where, kind]) => isUnreadable(where, kind));
  if (unread) {
    const [where, kind] = unread;
    return `${kind} of cluster ${where.details.name} could not be read`;
  }
  const { state, asOf } = viewFreshness(QUESTION_VIEW, cluster, inventory);
  if (state === 'fresh') {
    return undefined;
  }
  return asOf
    ? `cluster ${cluster.details.name} does not answer, and what is known of it is from ${asOf}`
    : `cluster ${cluster.details.name} is not read completely`;
}
