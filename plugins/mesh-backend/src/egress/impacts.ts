import { EgressImpact } from '@meshport/backstage-plugin-mesh-common';
import {
  effectiveMutualTls,
  EgressEnvironment,
  EgressGatewayModel,
  EgressNote,
  isLivePod,
  podKind,
} from '@meshport/istio';
import { StoredObject } from '../inventory';
import { ClusterEgress } from './EgressInventory';
import { EgressSight } from './EgressSight';
import { isExternal, isSeenFrom } from './EgressUnit';
import { workloadName } from './usersOf';

/** Most names in one list. */
const MOST_NAMES = 50;

/** What impacts are judged from. */
export interface ImpactInput {
  model: EgressGatewayModel;
  environment: EgressEnvironment;
  egress: ClusterEgress;
  sight: EgressSight;
  cluster: string;
}

/** What a gateway would do to others, as far as configuration shows. */
export function impactsOf(
  input: ImpactInput,
  notes: readonly EgressNote[],
): EgressImpact[] {
  return [
    ...(input.model.strictMtls ? [strictImpact(input)] : []),
    registryImpact(input),
    ...(input.model.networkPolicy ? networkPolicyImpacts(input) : []),
    ...notes.filter(one => !SAID_HERE.includes(one.code)).map(ofNote),
  ];
}

/** Notes of which an impact tells more. */
const SAID_HERE = ['registry-only', 'allow-any'];

function checkOf(field: string, code: string): EgressImpact['check'] {
  if (field.startsWith('readiness')) {
    return 'READINESS';
  }
  if (/peer-authentication|hop|callers/.test(code)) {
    return 'HOP';
  }
  if (code.startsWith('network-policy')) {
    return 'NETWORK_POLICY';
  }
  return code.startsWith('dns') ? 'DNS' : 'OTHER';
}

function ofNote({ field, code, message, severity }: EgressNote): EgressImpact {
  return {
    check: checkOf(field, code),
    severity: severity === 'warning' ? 'warning' : 'info',
    message,
    affected: [],
    ...(severity === 'unknown' ? { unknown: message } : {}),
  };
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

/**
 * STRICT in the gateway's namespace closes its workloads to callers without a
 * proxy: which pods have none is known, which of them call is not.
 */
function strictImpact({
  model,
  egress: { sources },
  sight,
  cluster,
}: ImpactInput): EgressImpact {
  const { namespace } = model;
  if (
    sources.unreadable.has('Pod') ||
    sources.unreadable.has('PeerAuthentication')
  ) {
    return {
      check: 'STRICT',
      severity: 'warning',
      message: `Who would be cut off from workloads in ${namespace} by STRICT is not known.`,
      affected: [],
      unknown: 'Pods or PeerAuthentications could not be read.',
    };
  }
  const policies = sources.list('PeerAuthentication');
  const opened = sources
    .list('Pod', namespace)
    .filter(
      pod =>
        isLivePod(pod) &&
        ['sidecar', 'ambient'].includes(podKind(pod)) &&
        effectiveMutualTls(
          policies,
          namespace,
          pod.metadata.labels ?? {},
          sources.rootNamespace,
        ).some(({ mode }) => mode !== 'STRICT'),
    );
  const bare = sources
    .list('Pod')
    .filter(pod => isLivePod(pod) && podKind(pod) === 'none');
  const seen = bare.filter(({ metadata }) =>
    sight.scope.mayReadNamespace(cluster, metadata.namespace ?? ''),
  );
  const hidden = bare.length - seen.length;
  if (opened.length === 0) {
    return {
      check: 'STRICT',
      severity: 'info',
      message: `No workload in ${namespace} takes plain text now, so STRICT cuts nobody off.`,
      affected: [],
    };
  }
  return {
    check: 'STRICT',
    severity: seen.length + hidden > 0 ? 'warning' : 'info',
    message: `STRICT closes ${names(opened)} to callers without a proxy. ${
      bare.length
        ? `${bare.length} running pods have none; those of them that call are cut off. Which of them call is not known from configuration.`
        : 'Every running pod has one.'
    }`,
    affected: workloadsOf(seen),
    ...(hidden
      ? {
          unknown: `${hidden} of these pods are in namespaces that you may not read.`,
        }
      : {}),
  };
}

/** Whether undeclared hosts are let through, and what would break if they were not. */
function registryImpact(input: ImpactInput): EgressImpact {
  const { model, environment, egress, sight, cluster } = input;
  const { sources } = egress;
  const mode = environment.outboundTrafficPolicy;
  const namespaces = callerNamespaces(model).filter(one =>
    sight.scope.mayReadNamespace(cluster, one),
  );
  const exceptions = sources
    .list('Sidecar')
    .filter(
      ({ metadata, spec }) =>
        namespaces.includes(metadata.namespace ?? '') &&
        spec?.outboundTrafficPolicy?.mode,
    )
    .map(
      ({ metadata, spec }) =>
        `Sidecar ${metadata.namespace}/${metadata.name} says ${spec?.outboundTrafficPolicy.mode} for its workloads`,
    );
  if (mode === undefined) {
    return {
      check: 'REGISTRY_ONLY',
      severity: 'info',
      message: 'Whether the mesh lets undeclared hosts through is not known.',
      affected: exceptions,
      unknown: "The mesh's configuration could not be read.",
    };
  }
  if (mode === 'REGISTRY_ONLY') {
    return {
      check: 'REGISTRY_ONLY',
      severity: 'info',
      message:
        'The mesh refuses undeclared hosts (REGISTRY_ONLY): with the gateway gone, its hosts are refused, too.',
      affected: exceptions,
    };
  }
  const broken = undeclaredHosts(namespaces, egress);
  return {
    check: 'REGISTRY_ONLY',
    severity: 'info',
    message: `The mesh lets undeclared hosts through (ALLOW_ANY): the gateway is a way, no fence. Were REGISTRY_ONLY switched on, calls to hosts that no ServiceEntry declares would end with 502 or a closed connection. ${
      broken.length
        ? 'Configuration names some:'
        : 'Configuration names none; which others are called is not known from it.'
    }`,
    affected: [...broken, ...exceptions],
    unknown:
      'Hosts that workloads call without anything in the cluster naming them.',
  };
}

/** Hosts outside the mesh that rules and routes name and no ServiceEntry that the namespaces see declares. */
function undeclaredHosts(
  namespaces: readonly string[],
  { sources }: ClusterEgress,
): string[] {
  const entries = sources.list('ServiceEntry');
  const found = new Set<string>();
  const named: [StoredObject, string[]][] = [
    ...sources
      .list('DestinationRule')
      .map((one): [StoredObject, string[]] => [one, [String(one.spec?.host)]]),
    ...sources
      .list('VirtualService')
      .map((one): [StoredObject, string[]] => [one, one.spec?.hosts ?? []]),
  ];
  for (const namespace of namespaces) {
    const declared = new Set(
      entries
        .filter(one => isSeenFrom(one, namespace))
        .flatMap(({ spec }) => (spec?.hosts ?? []) as string[]),
    );
    for (const [object, hosts] of named) {
      const isBound =
        object.kind !== 'VirtualService' ||
        (object.spec?.gateways ?? ['mesh']).includes('mesh');
      if (isBound && isSeenFrom(object, namespace)) {
        for (const host of hosts) {
          const isOutside =
            host.includes('.') &&
            !host.includes('*') &&
            !/\.svc(\.|$)|\.local$/.test(host);
          if (isOutside && !declared.has(host)) {
            found.add(`${host} in ${namespace}`);
          }
        }
      }
    }
  }
  return [...found].sort().slice(0, MOST_NAMES);
}

/** What a NetworkPolicy in callers' namespaces selects, and what it closes. */
function networkPolicyImpacts(input: ImpactInput): EgressImpact[] {
  const { model, environment, egress, sight, cluster } = input;
  const { sources } = egress;
  const enforcer = environment.networkPolicyEnforcer;
  const own = new Set(model.upstreams.map(({ host }) => host));
  return callerNamespaces(model)
    .filter(one => sight.scope.mayReadNamespace(cluster, one))
    .flatMap((namespace): EgressImpact[] => {
      const pods = sources
        .list('Pod', namespace)
        .filter(pod => isLivePod(pod) && podKind(pod) !== 'gateway');
      const led = new Set(
        egress.readings
          .filter(
            ({ clientNamespaces }) =>
              clientNamespaces.includes(namespace) ||
              clientNamespaces[0] === '*',
          )
          .flatMap(({ upstreams }) => upstreams.map(({ host }) => host)),
      );
      const closed = sources
        .list('ServiceEntry')
        .filter(one => isExternal(one) && isSeenFrom(one, namespace))
        .flatMap(({ spec }) =>
          ((spec?.hosts ?? []) as string[])
            .filter(host => !own.has(host) && !led.has(host))
            .flatMap(host =>
              ((spec?.ports ?? []) as { number: number }[]).map(
                ({ number }) => `${host}:${number}`,
              ),
            ),
        );
      return [
        {
          check: 'NETWORK_POLICY',
          severity: 'info',
          message: `The NetworkPolicy in ${namespace} selects ${
            pods.length
          } running pods. ${
            enforcer
              ? `${enforcer} enforces it.`
              : enforcer === false
              ? 'Nothing in this cluster enforces NetworkPolicies: it closes nothing.'
              : 'Whether anything enforces it in this cluster is not known.'
          }`,
          affected: workloadsOf(pods),
          ...(sources.unreadable.has('Pod')
            ? { unknown: 'Pods could not be read.' }
            : {}),
        },
        {
          check: 'NETWORK_POLICY',
          severity: closed.length ? 'warning' : 'info',
          message: closed.length
            ? `From ${namespace} it closes what is called directly now, as far as ServiceEntries declare it:`
            : `No ServiceEntry declares a host that is called directly from ${namespace}.`,
          affected: [...new Set(closed)].sort().slice(0, MOST_NAMES),
          unknown:
            'Hosts outside the cluster that workloads call without a ServiceEntry are closed as well; they are not known.',
        },
      ];
    });
}

function workloadsOf(pods: readonly StoredObject[]): string[] {
  return [
    ...new Set(
      pods.map(pod => `${pod.metadata.namespace}/${workloadName(pod)}`),
    ),
  ]
    .sort()
    .slice(0, MOST_NAMES);
}

function names(pods: readonly StoredObject[]): string {
  const all = [...new Set(pods.map(workloadName))].sort();
  return all.length > 5
    ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more workloads`
    : all.join(', ');
}
