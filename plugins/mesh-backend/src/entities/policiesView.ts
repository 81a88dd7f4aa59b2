import { PolicyReport } from '@meshport/backstage-plugin-mesh-common';
import {
  isHttpProtocol,
  judgePolicies,
  KubernetesObject,
  podKind,
  policyEffects,
  PolicyVerdict,
  PolicyWorkload,
  protocolOfPort,
  ResourceReference,
  servicesOf,
} from '@meshport/istio';
import { ClusterInventory, StoredObject, WatchedKindName } from '../inventory';
import { EntityView, ViewContext } from './EntityView';
import { meshConfigContentOf, meshConfigOf } from './meshConfig';
import { Reported, toReport } from './policyReport';
import { isUnreadable } from './readability';

/** Kinds that istiod reads in the cluster of the control plane. */
export const POLICY_CONFIGURATION: readonly WatchedKindName[] = [
  'AuthorizationPolicy',
  'ConfigMap',
  'DestinationRule',
  'HTTPRoute',
  'PeerAuthentication',
  'RequestAuthentication',
  'ServiceEntry',
  'Sidecar',
  'VirtualService',
];

/** Kinds that tell what runs in a cluster. */
export const POLICY_WORKLOADS: readonly WatchedKindName[] = [
  'Namespace',
  'Pod',
  'Service',
  'WorkloadEntry',
  'WorkloadGroup',
];

/** What policies mean for an entity, a report for each of its namespaces. */
export const policiesView: EntityView<PolicyReport> = {
  name: 'policies',
  inputs: POLICY_WORKLOADS,
  controlPlaneInputs: POLICY_CONFIGURATION,
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
      .map(reported =>
        toReport(
          context,
          configurationOf(cluster, context.inventory).details.name,
          reported,
        ),
      )
      .map(report => ({ cluster: cluster.details.name, ...report }));
  },
};

/**
 * The cluster whose configuration holds: istiod of a primary reads Services
 * and pods of its remotes, but policies and routes of its own cluster only.
 */
export function configurationOf(
  cluster: ClusterInventory,
  inventory: ViewContext['inventory'],
): ClusterInventory {
  const { primary } = cluster.details;
  return (primary && inventory.cluster(primary)) || cluster;
}

function judgeNamespace(context: ViewContext, namespace: string): Reported {
  const { cluster } = context;
  const configuration = configurationOf(cluster, context.inventory);
  const home = configuration.details.name;
  const unreadable = new Set([
    ...unreadableOf(cluster, [
      'Pod',
      'Service',
      'WorkloadEntry',
      'WorkloadGroup',
    ]),
    ...unreadableOf(configuration, POLICY_CONFIGURATION),
  ]);
  const list = (kind: WatchedKindName) => configuration.store(kind).list();
  const input = {
    namespace,
    namespaceLabels: cluster.store('Namespace').get('', namespace)?.metadata
      .labels,
    workloads: workloadsIn(context, namespace),
    services: cluster.store('Service').list(namespace),
    peerAuthentications: list('PeerAuthentication'),
    authorizationPolicies: list('AuthorizationPolicy'),
    requestAuthentications: list('RequestAuthentication'),
    virtualServices: list('VirtualService'),
    httpRoutes: list('HTTPRoute'),
    destinationRules: list('DestinationRule'),
    serviceEntries: list('ServiceEntry'),
    sidecars: list('Sidecar'),
    unreadable,
    mayRead: ({ namespace: where = '' }: ResourceReference) =>
      context.mayReadCluster(home) && context.mayReadNamespace(home, where),
    meshConfig: meshConfigContentOf(configuration),
    ...meshConfigOf(configuration),
  };
  const verdict = judgePolicies(input);
  return {
    verdict: unreadable.has('Pod') ? withoutPods(verdict) : verdict,
    effects: policyEffects(input),
    ports: servicesOf(input).flatMap(portsOf),
  };
}

/** What calls to a Service can name. */
function portsOf({ metadata, spec }: KubernetesObject): Reported['ports'] {
  return (spec?.ports ?? []).map((one: any) => {
    const protocol = protocolOfPort(one);
    return {
      service: metadata.name,
      port: one.port,
      ...(one.name ? { name: one.name } : {}),
      ...(protocol === undefined ? {} : { isHttp: isHttpProtocol(protocol) }),
    };
  });
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
      const ports = namedPortsOf(pod);
      return {
        labels: pod.metadata.labels ?? {},
        // Policies take a waypoint as any proxy that stands alone.
        kind: kind === 'waypoint' ? ('gateway' as const) : kind,
        ...(ports ? { ports } : {}),
      };
    }),
    ...objects.workloadEntries.filter(here).map(entry => ({
      labels: { ...entry.metadata.labels, ...entry.spec?.labels },
      kind: 'virtualMachine' as const,
      ...(entry.spec?.ports ? { ports: entry.spec.ports } : {}),
    })),
  ];
}

/** A pod's ports that have names, which Services may point at. */
function namedPortsOf({
  spec,
}: StoredObject): Record<string, number> | undefined {
  const named = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
    .flatMap((container: any) => container.ports ?? [])
    .filter(({ name }: any) => name)
    .map(({ name, containerPort }: any) => [name, containerPort]);
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}
