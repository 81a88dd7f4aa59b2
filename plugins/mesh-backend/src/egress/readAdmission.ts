import { EgressAdmission } from '@meshport/backstage-plugin-mesh-common';
import { accessUnder, authorizationPoliciesFor } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { EgressSources } from './EgressSources';
import { EgressUnit } from './EgressUnit';

/** Labels by which policies select the gateway's pods. */
export function podLabelsOf(unit: EgressUnit): Record<string, string> {
  if (unit.kubernetesGateway) {
    return {
      'gateway.networking.k8s.io/gateway-name':
        unit.kubernetesGateway.metadata.name,
    };
  }
  return unit.service?.spec?.selector ?? unit.gateways[0]?.spec?.selector ?? {};
}

/** The AuthorizationPolicies that apply to the gateway's pods, in the order of evaluation. */
export function policiesOf(
  unit: EgressUnit,
  sources: EgressSources,
): StoredObject[] {
  return authorizationPoliciesFor(
    sources.list('AuthorizationPolicy'),
    { labels: podLabelsOf(unit), kind: 'gateway' },
    { namespace: unit.namespace, rootNamespace: sources.rootNamespace },
  ) as StoredObject[];
}

/** Namespaces whose calls are led to the gateway, its own among them; `*` for all. */
export function clientNamespacesOf(unit: EgressUnit): string[] {
  const namespaces = new Set<string>();
  const visible = [
    ...unit.leads
      .filter(({ from }) => from === 'mesh')
      .map(({ virtualService }) => virtualService),
    ...(unit.kubernetesGateway ? unit.entries : []),
  ];
  for (const { metadata, spec } of visible) {
    const exportTo: string[] = spec?.exportTo?.length ? spec.exportTo : ['*'];
    exportTo.forEach(one =>
      namespaces.add(one === '.' ? metadata.namespace ?? '' : one),
    );
  }
  return namespaces.has('*') ? ['*'] : [...namespaces].sort();
}

/** Who gets in: by policies, else by who sees the route. */
export function admissionOf(
  unit: EgressUnit,
  sources: EgressSources,
): EgressAdmission {
  if (sources.unreadable.has('AuthorizationPolicy')) {
    return {
      mode: 'unknown',
      callers: [],
      why: 'AuthorizationPolicies could not be read',
    };
  }
  const policies = policiesOf(unit, sources);
  switch (accessUnder(policies)) {
    case 'nobody':
      return { mode: 'named', callers: [] };
    case 'rules':
      return ofRules(unit, policies);
    default:
      return ofVisibility(unit);
  }
}

function ofVisibility(unit: EgressUnit): EgressAdmission {
  const namespaces = clientNamespacesOf(unit);
  return namespaces[0] === '*'
    ? { mode: 'anyone', callers: [] }
    : {
        mode: 'namespaces',
        callers: namespaces.map(namespace => ({ namespace })),
      };
}

interface Source {
  principals?: string[];
  namespaces?: string[];
  serviceAccounts?: string[];
}

function ofRules(
  unit: EgressUnit,
  policies: readonly StoredObject[],
): EgressAdmission {
  const allowing = policies.filter(
    ({ spec }) => (spec?.action ?? 'ALLOW') === 'ALLOW',
  );
  const asks = policies.find(({ spec }) => spec?.action === 'CUSTOM');
  const denies = policies.some(({ spec }) => spec?.action === 'DENY');
  const notes = [
    ...(asks
      ? [`${asks.spec?.provider?.name ?? 'an authorizer'} is asked besides`]
      : []),
    ...(denies ? ['a policy denies some calls'] : []),
  ];
  const why = notes.length ? { why: `${notes.join(', and ')}.` } : {};
  if (allowing.length === 0) {
    return { ...ofVisibility(unit), ...why };
  }
  const callers = new Map<string, Set<string> | undefined>();
  let isClear = true;
  for (const rule of allowing.flatMap(
    ({ spec }) => (spec?.rules ?? []) as any[],
  )) {
    const sources: Source[] = (rule.from ?? []).map((one: any) => one.source);
    isClear &&= sources.length > 0;
    for (const source of sources) {
      isClear = noteCallers(source ?? {}, callers, unit.namespace) && isClear;
    }
  }
  return isClear
    ? {
        mode: 'named',
        callers: [...callers]
          .map(([namespace, accounts]) => ({
            namespace,
            ...(accounts ? { serviceAccounts: [...accounts].sort() } : {}),
          }))
          .sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
        ...why,
      }
    : {
        mode: 'unknown',
        callers: [],
        why: 'its policies name callers in a way that is not told in a list; look at its AuthorizationPolicies',
      };
}

/** Adds who a source names; false when it names them otherwise than by identity or namespace. */
function noteCallers(
  source: Source,
  callers: Map<string, Set<string> | undefined>,
  namespace: string,
): boolean {
  const known = ['principals', 'namespaces', 'serviceAccounts'];
  if (Object.keys(source).some(field => !known.includes(field))) {
    return false;
  }
  for (const one of source.namespaces ?? []) {
    if (one.includes('*')) {
      return false;
    }
    callers.set(one, undefined);
  }
  const accounts = [
    ...(source.principals ?? []).map(one =>
      /^[^/]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(one)?.slice(1),
    ),
    ...(source.serviceAccounts ?? []).map(one =>
      one.includes('/') ? one.split('/') : [namespace, one],
    ),
  ];
  for (const account of accounts) {
    if (!account) {
      return false;
    }
    const [where, name] = account;
    if (!callers.has(where)) {
      callers.set(where, new Set());
    }
    callers.get(where)?.add(name);
  }
  return accounts.length > 0 || (source.namespaces ?? []).length > 0;
}
