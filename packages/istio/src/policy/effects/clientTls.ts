import { KubernetesObject, referenceTo } from '../../resources';
import { ClientRules, ClientTlsMode } from '../ask/destinationTls';
import { effectiveMutualTls } from '../mutualTls';
import { fullHost, isSubset } from '../selection';
import type { MutualTlsVerdict, PolicyWorkload } from '../types';
import { portBehind } from './servicePorts';
import type { ClientTlsConflict, EffectsInput } from './types';

/** A namespace that nobody can have: callers without rules of their own. */
const ELSEWHERE = '';

/** Nothing else is looked at for a rule. */
const NO_OBJECTS = {
  pods: [],
  services: [],
  workloadEntries: [],
  peerAuthentications: [],
  requestAuthentications: [],
  authorizationPolicies: [],
  virtualServices: [],
  sidecars: [],
};

interface Caller {
  namespace: string;
  labels?: Record<string, string>;
}

type Found = Omit<ClientTlsConflict, 'ports'> & { port: number };

/** How a call ends that is opened in one way and expected in another. */
function resultOf(
  opened: ClientTlsMode,
  taken: MutualTlsVerdict['mode'],
): ClientTlsConflict['result'] | undefined {
  if (taken === 'unknown') {
    return undefined;
  }
  switch (opened) {
    case 'ISTIO_MUTUAL':
      return taken === 'DISABLE' ? 'refused' : undefined;
    case 'DISABLE':
      if (taken === 'STRICT') {
        return 'refused';
      }
      return taken === 'PERMISSIVE' ? 'plain' : undefined;
    default:
      return taken === 'STRICT' ? 'refused' : 'foreign';
  }
}

/** Who may have a rule of their own for a host: each namespace with rules, and everyone else. */
function callersOf(input: EffectsInput, host: string): Caller[] {
  const { clusterDomain = 'cluster.local' } = input;
  const rules = input.destinationRules.filter(({ spec, metadata }) => {
    const own = fullHost(
      spec?.host ?? '',
      metadata.namespace ?? '',
      clusterDomain,
    );
    return own === host || (own.startsWith('*') && host.endsWith(own.slice(1)));
  });
  const namespaces = [
    ...new Set(rules.map(({ metadata }) => metadata.namespace ?? '')),
  ].sort();
  const selected = rules.flatMap(({ spec, metadata }): Caller[] =>
    spec?.workloadSelector?.matchLabels
      ? [
          {
            namespace: metadata.namespace ?? '',
            labels: spec.workloadSelector.matchLabels,
          },
        ]
      : [],
  );
  return [
    { namespace: ELSEWHERE },
    ...namespaces.map(namespace => ({ namespace })),
    ...selected,
  ];
}

function modeOn(
  input: EffectsInput,
  workload: PolicyWorkload,
  port: number | undefined,
): MutualTlsVerdict['mode'] {
  const verdicts = effectiveMutualTls(
    input.peerAuthentications,
    input.namespace,
    workload.labels,
    input.rootNamespace,
  );
  return (verdicts.find(one => port && one.port === port) ?? verdicts[0]).mode;
}

/** JSON pointer of what a rule says about TLS to a port. */
function fieldOf(
  rule: KubernetesObject,
  port: number,
  subset: string | undefined,
): string {
  const subsets: any[] = rule.spec?.subsets ?? [];
  const at = subsets.findIndex(({ name }) => name === subset);
  const isOwn = at >= 0 && subsets[at].trafficPolicy;
  const policy = isOwn ? subsets[at].trafficPolicy : rule.spec?.trafficPolicy;
  const start = isOwn
    ? `/spec/subsets/${at}/trafficPolicy`
    : '/spec/trafficPolicy';
  const level = (policy?.portLevelSettings ?? []).findIndex(
    (one: any) => one.port?.number === port,
  );
  return level >= 0
    ? `${start}/portLevelSettings/${level}/tls`
    : `${start}/tls`;
}

function conflictsOf(input: EffectsInput, service: KubernetesObject): Found[] {
  const { clusterDomain = 'cluster.local', namespace } = input;
  const selector = service.spec?.selector ?? {};
  const workloads = input.workloads.filter(
    ({ labels, kind }) =>
      kind !== 'none' && kind !== 'gateway' && isSubset(selector, labels),
  );
  const host = `${service.metadata.name}.${namespace}.svc.${clusterDomain}`;
  const found: Found[] = [];
  for (const caller of callersOf(input, host)) {
    const rules = new ClientRules(
      {
        ...NO_OBJECTS,
        destinationRules: input.destinationRules,
        clusterDomain,
        controlPlaneNamespace: input.rootNamespace,
        meshConfig: input.meshConfig,
      },
      { metadata: { name: '', ...caller } },
      { host, namespace },
    );
    const subsets: (string | undefined)[] = [
      undefined,
      ...subsetNames(input.destinationRules, host, clusterDomain),
    ];
    for (const { port, targetPort } of portsOf(service)) {
      for (const subset of subsets) {
        const chosen = subset === undefined ? undefined : rules.subset(subset);
        const { mode, decidedBy } = rules.tls(port, subset);
        if (!mode || !decidedBy || (subset !== undefined && !chosen)) {
          continue;
        }
        // What a subset does not say itself is told once, for all calls.
        const field = fieldOf(decidedBy, port, subset);
        if (subset !== undefined && !field.startsWith('/spec/subsets/')) {
          continue;
        }
        const worst = workloads
          .filter(({ labels }) => isSubset(chosen?.labels ?? {}, labels))
          .map(workload =>
            resultOf(
              mode,
              modeOn(input, workload, portBehind(workload, targetPort)),
            ),
          )
          .sort(bySeverity)[0];
        if (worst) {
          found.push({
            service: service.metadata.name,
            port,
            ...(subset === undefined ? {} : { subset }),
            mode,
            result: worst,
            ...(caller.namespace === ELSEWHERE
              ? {}
              : { callersIn: caller.namespace }),
            ...(caller.labels ? { callersWith: caller.labels } : {}),
            decidedBy: referenceTo(decidedBy),
            field,
          });
        }
      }
    }
  }
  return found;
}

const SEVERITY: (string | undefined)[] = [
  'refused',
  'plain',
  'foreign',
  undefined,
];

function bySeverity(a: string | undefined, b: string | undefined): number {
  // `sort` puts what is undefined last by itself.
  return SEVERITY.indexOf(a) - SEVERITY.indexOf(b);
}

function portsOf(service: KubernetesObject): {
  port: number;
  targetPort?: number | string;
}[] {
  return (service.spec?.ports ?? []).map(
    ({ port, targetPort = port }: any) => ({ port, targetPort }),
  );
}

function subsetNames(
  rules: readonly KubernetesObject[],
  host: string,
  clusterDomain: string,
): string[] {
  const names = rules
    .filter(
      ({ spec, metadata }) =>
        fullHost(spec?.host ?? '', metadata.namespace ?? '', clusterDomain) ===
        host,
    )
    .flatMap(({ spec }) => (spec?.subsets ?? []).map((one: any) => one.name));
  return [...new Set(names)];
}

/** The same rule for several ports is one line. */
function joined(found: readonly Found[], all: number): ClientTlsConflict[] {
  const groups = new Map<string, ClientTlsConflict & { ports: number[] }>();
  for (const { port, field, ...rest } of found) {
    const key = JSON.stringify(rest);
    const group = groups.get(key);
    if (group) {
      group.ports.push(port);
    } else {
      groups.set(key, { ...rest, field, ports: [port] });
    }
  }
  return [...groups.values()].map(({ ports, ...rest }) =>
    ports.length === all ? rest : { ...rest, ports },
  );
}

/**
 * Where DestinationRules have callers open a call in another way than the
 * workloads take it: by the same choice of rules as the proxies make (that of
 * the caller's namespace before the Service's before the root namespace's).
 * What a namespace's own rule says is told only where it differs from what
 * holds for everyone.
 */
export function clientTlsConflicts(
  input: EffectsInput,
  services: readonly KubernetesObject[],
): ClientTlsConflict[] {
  return services.flatMap(service => {
    const all = joined(conflictsOf(input, service), portsOf(service).length);
    const general = all.filter(one => one.callersIn === undefined);
    return [
      ...general,
      ...all.filter(
        ({ callersIn, callersWith, ...rest }) =>
          callersIn !== undefined &&
          !general.some(one => JSON.stringify(one) === JSON.stringify(rest)),
      ),
    ];
  });
}
