import {
  EgressVerdict,
  ObjectReference,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import {
  judgePolicies,
  podKind,
  PolicyVerdict,
  PolicyWorkload,
  ResourceReference,
} from '@meshport/istio';
import { ClusterInventory, StoredObject, WatchedKindName } from '../inventory';
import { EntityView, ViewContext } from './EntityView';
import { meshConfigOf } from './meshConfig';
import { isUnreadable } from './readability';

/** Kinds that istiod reads in the cluster of the control plane. */
const CONFIGURATION: readonly WatchedKindName[] = [
  'AuthorizationPolicy',
  'ConfigMap',
  'DestinationRule',
  'PeerAuthentication',
  'ServiceEntry',
  'VirtualService',
];

/** What policies mean for an entity, a report for each of its namespaces. */
export const policiesView: EntityView<PolicyReport> = {
  name: 'policies',
  inputs: ['Namespace', 'Pod', 'Service', 'WorkloadEntry', 'WorkloadGroup'],
  controlPlaneInputs: CONFIGURATION,
  judge: context => {
    const { cluster, objects } = context;
    const namespaces = new Set(
      [...objects.pods, ...objects.workloadEntries, ...objects.services].map(
        ({ metadata }) => metadata.namespace ?? '',
      ),
    );
    return [...namespaces]
      .sort()
      .map(namespace => judgeNamespace(context, namespace))
      .map(verdict => toReport(context, verdict))
      .map(report => ({ cluster: cluster.details.name, ...report }));
  },
};

/**
 * The cluster whose configuration holds: istiod of a primary reads Services
 * and pods of its remotes, but policies and routes of its own cluster only.
 */
function configurationOf({ cluster, inventory }: ViewContext) {
  const { primary } = cluster.details;
  return (primary && inventory.cluster(primary)) || cluster;
}

function judgeNamespace(
  context: ViewContext,
  namespace: string,
): PolicyVerdict {
  const { cluster } = context;
  const configuration = configurationOf(context);
  const unreadable = new Set([
    ...unreadableOf(cluster, ['Pod', 'WorkloadEntry', 'WorkloadGroup']),
    ...unreadableOf(configuration, CONFIGURATION),
  ]);
  const verdict = judgePolicies({
    namespace,
    namespaceLabels: cluster.store('Namespace').get('', namespace)?.metadata
      .labels,
    workloads: workloadsIn(context, namespace),
    services: cluster.store('Service').list(namespace),
    peerAuthentications: configuration.store('PeerAuthentication').list(),
    authorizationPolicies: configuration.store('AuthorizationPolicy').list(),
    virtualServices: configuration.store('VirtualService').list(),
    destinationRules: configuration.store('DestinationRule').list(),
    serviceEntries: configuration.store('ServiceEntry').list(),
    unreadable,
    ...meshConfigOf(configuration),
  });
  return unreadable.has('Pod') ? withoutPods(verdict) : verdict;
}

function unreadableOf(
  cluster: ClusterInventory,
  kinds: readonly WatchedKindName[],
): WatchedKindName[] {
  return kinds.filter(kind => isUnreadable(cluster, kind));
}

/** Without its workloads nothing is known of who may call an entity. */
function withoutPods(verdict: PolicyVerdict): PolicyVerdict {
  const why = 'Pods could not be read';
  return {
    ...verdict,
    access: 'unknown',
    why,
    callers: [],
    mutualTls: [{ mode: 'unknown', from: 'default', why }],
    summary: `Encryption and callers are not known, because ${why}.`,
  };
}

function workloadsIn(
  { objects }: ViewContext,
  namespace: string,
): PolicyWorkload[] {
  const here = ({ metadata }: StoredObject) => metadata.namespace === namespace;
  return [
    ...objects.pods.filter(here).map(pod => {
      const kind = podKind(pod);
      return {
        labels: pod.metadata.labels ?? {},
        // Policies take a waypoint as any proxy that stands alone.
        kind: kind === 'waypoint' ? 'gateway' : kind,
      };
    }),
    ...objects.workloadEntries.filter(here).map(entry => ({
      labels: { ...entry.metadata.labels, ...entry.spec?.labels },
      kind: 'virtualMachine' as const,
    })),
  ];
}

/** Puts the cluster into references, and hides what the caller may not read. */
function toReport(
  context: ViewContext,
  verdict: PolicyVerdict,
): Omit<PolicyReport, 'cluster'> {
  const cluster = configurationOf(context).details.name;
  const point = ({ kind, namespace, name }: ResourceReference) =>
    context.mayReadCluster(cluster) &&
    context.mayReadNamespace(cluster, namespace ?? '')
      ? ({ kind, cluster, namespace, name } satisfies ObjectReference)
      : ({ kind, cluster, hidden: true } satisfies ObjectReference);
  return {
    ...verdict,
    mutualTls: verdict.mutualTls.map(({ decidedBy, ...rest }) => ({
      ...rest,
      ...(decidedBy ? { decidedBy: point(decidedBy) } : {}),
    })),
    callers: verdict.callers.map(rule => ({
      ...rule,
      decidedBy: point(rule.decidedBy),
    })),
    routes: verdict.routes.map(route => ({
      ...route,
      decidedBy: point(route.decidedBy),
    })),
    egress: verdict.egress.map(({ gateway, ...way }) => ({
      ...way,
      ...(gateway ? { gateway: gatewayAsSeen(context, gateway) } : {}),
      decidedBy: way.decidedBy.map(point),
    })),
  };
}

/** A gateway runs in the cluster of the entity itself, whose configuration may lie in another. */
function gatewayAsSeen(
  { cluster, mayReadNamespace }: ViewContext,
  gateway: { name: string; namespace: string },
): EgressVerdict['gateway'] {
  return mayReadNamespace(cluster.details.name, gateway.namespace)
    ? gateway
    : { hidden: true };
}
