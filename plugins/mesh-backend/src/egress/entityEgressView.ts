import {
  EntityEgress,
  EntityEgressWay,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { egressOf, EgressVerdict, podKind } from '@meshport/istio';
import { EntityView, ViewContext } from '../entities/EntityView';
import { isUnreadable } from '../entities/readability';
import { ClusterInventory, StoredObject } from '../inventory';
import { EgressSources, sourcesOf } from './EgressSources';
import { EgressUnit } from './EgressUnit';
import { findEgressUnits } from './findEgressUnits';
import { meshEgressSettings } from './meshSettings';
import { admissionOf } from './readAdmission';
import { upstreamsOf } from './readUpstreams';
import { accountOf } from './usersOf';

/** Kinds that istiod reads in the cluster of the control plane. */
const CONFIGURATION = [
  'AuthorizationPolicy',
  'ConfigMap',
  'DestinationRule',
  'Gateway',
  'HTTPRoute',
  'KubernetesGateway',
  'ServiceEntry',
  'VirtualService',
] as const;

/** What a component may reach outside the mesh, and by which gateway; one item for each of its namespaces. */
export const entityEgressView: EntityView<EntityEgress> = {
  name: 'egress',
  inputs: ['Namespace', 'Pod', 'Service'],
  controlPlaneInputs: CONFIGURATION,
  judge: context => {
    const { cluster, objects, inventory } = context;
    const { primary } = cluster.details;
    const home = (primary && inventory.cluster(primary)) || cluster;
    const sources = sourcesOf(cluster, home);
    const units = findEgressUnits(sources);
    const namespaces = new Set(
      [...objects.pods, ...objects.workloadEntries, ...objects.services].map(
        ({ metadata }) => metadata.namespace ?? '',
      ),
    );
    return [...namespaces].sort().map(namespace => ({
      cluster: cluster.details.name,
      namespace,
      undeclared: undeclaredOf(home),
      ways: waysOf(namespace, { context, home, sources, units }),
    }));
  },
};

interface Judging {
  context: ViewContext;
  home: ClusterInventory;
  sources: EgressSources;
  units: EgressUnit[];
}

function undeclaredOf(home: ClusterInventory): EntityEgress['undeclared'] {
  switch (meshEgressSettings(home)?.outboundTrafficPolicy) {
    case 'ALLOW_ANY':
      return 'allowed';
    case 'REGISTRY_ONLY':
      return 'refused';
    default:
      return 'unknown';
  }
}

function waysOf(namespace: string, judging: Judging): EntityEgressWay[] {
  const { context, home, sources } = judging;
  const pods = context.objects.pods.filter(
    ({ metadata }) => metadata.namespace === namespace,
  );
  const verdicts = egressOf({
    namespace,
    workloads: pods.map(pod => ({
      labels: pod.metadata.labels ?? {},
      kind: podKind(pod) === 'waypoint' ? 'gateway' : podKind(pod),
    })),
    services: [],
    peerAuthentications: [],
    authorizationPolicies: [],
    virtualServices: sources.list('VirtualService'),
    destinationRules: sources.list('DestinationRule'),
    serviceEntries: sources.list('ServiceEntry'),
    unreadable: new Set(CONFIGURATION.filter(kind => isUnreadable(home, kind))),
  } as Parameters<typeof egressOf>[0]);
  return verdicts.map(verdict => wayOf(verdict, pods, judging));
}

function wayOf(
  verdict: EgressVerdict,
  pods: StoredObject[],
  { context, home, sources, units }: Judging,
): EntityEgressWay {
  const { cluster } = context;
  const unit = unitFor(verdict, units);
  const gateway = verdict.gateway ?? unit;
  const upstream = unit
    ? upstreamsOf(unit, sources).find(one => one.host === verdict.host)
    : undefined;
  const isSeen =
    gateway !== undefined &&
    context.mayReadNamespace(cluster.details.name, gateway.namespace);
  return {
    host: verdict.host,
    ports: verdict.ports,
    protocol: upstream?.protocol ?? protocolOf(verdict),
    tls: upstream?.tls ?? tlsOf(verdict),
    ...(gateway
      ? {
          gateway: isSeen
            ? { name: unit?.name ?? gateway.name, namespace: gateway.namespace }
            : { hidden: true as const },
        }
      : {}),
    ...admittedBy(unit, gateway !== undefined, pods, sources),
    decidedBy: verdict.decidedBy.map(({ kind, namespace, name }) =>
      pointAt(context, home, { kind, namespace, name }),
    ),
  };
}

/** The gateway that a way goes by: that of its route, or the waypoint of its ServiceEntry. */
function unitFor(
  { gateway, host }: EgressVerdict,
  units: EgressUnit[],
): EgressUnit | undefined {
  return units.find(unit =>
    gateway
      ? unit.namespace === gateway.namespace &&
        (unit.service?.metadata.name ?? unit.name) === gateway.name
      : unit.kubernetesGateway &&
        unit.entries.some(({ spec }) =>
          ((spec?.hosts ?? []) as string[]).includes(host),
        ),
  );
}

function protocolOf({ tls }: EgressVerdict): EntityEgressWay['protocol'] {
  switch (tls) {
    case 'originated':
      return 'TLS-ORIGINATION';
    case 'passthrough':
      return 'TLS-PASSTHROUGH';
    default:
      return 'unknown';
  }
}

function tlsOf({ tls }: EgressVerdict): EntityEgressWay['tls'] {
  return tls === 'originated' ? 'simple' : tls;
}

/** Whether the component's own service accounts get in at the gateway. */
function admittedBy(
  unit: EgressUnit | undefined,
  goesByGateway: boolean,
  pods: StoredObject[],
  sources: EgressSources,
): Pick<EntityEgressWay, 'admitted' | 'why'> {
  if (!goesByGateway) {
    return {
      admitted: 'yes',
      why: 'Its calls go directly; no gateway is on the way.',
    };
  }
  if (!unit) {
    return {
      admitted: 'unknown',
      why: 'Its calls are led to a gateway of which nothing more is known.',
    };
  }
  const { mode, callers, why } = admissionOf(unit, sources);
  if (mode === 'unknown') {
    return {
      admitted: 'unknown',
      why: `Who gets in is not known, because ${why}.`,
    };
  }
  if (mode !== 'named') {
    return {
      admitted: 'yes',
      why: 'The gateway names no callers: every workload that sees it gets in.',
    };
  }
  const isNamed = (pod: StoredObject) =>
    callers.some(
      caller =>
        caller.namespace === pod.metadata.namespace &&
        (!caller.serviceAccounts ||
          caller.serviceAccounts.includes(accountOf(pod))),
    );
  const named = pods.filter(isNamed).length;
  if (pods.length === 0) {
    return {
      admitted: 'unknown',
      why: 'The gateway names its callers, and no pod of the component runs.',
    };
  }
  if (named === pods.length) {
    return { admitted: 'yes', why: 'The gateway names it among its callers.' };
  }
  return named === 0
    ? {
        admitted: 'no',
        why: 'The gateway names its callers, and it is none of them: its calls are refused.',
      }
    : {
        admitted: 'some',
        why: 'The gateway names some of its service accounts; calls of the others are refused.',
      };
}

function pointAt(
  context: ViewContext,
  home: ClusterInventory,
  { kind, namespace, name }: { kind: string; namespace?: string; name: string },
): ObjectReference {
  const cluster = home.details.name;
  return context.mayReadCluster(cluster) &&
    context.mayReadNamespace(cluster, namespace ?? '')
    ? { kind, cluster, namespace, name }
    : { kind, cluster, hidden: true };
}
