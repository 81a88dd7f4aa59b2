import { ClusterPair, finding, unknowns } from './findings';
import type {
  PreflightCluster,
  PreflightFinding,
  PreflightPolicy,
} from './types';

/** Namespaces of Kubernetes itself, in which nobody's workloads are. */
const SYSTEM = /^kube-(system|public|node-lease)$/;

/** A namespace that two clusters have, with different owners. */
interface Contested {
  name: string;
  owners: [string, string];
  accounts: string[];
}

/** Istio's way to match texts: whole, by their beginning, or by their end. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '*') {
    return text !== '';
  }
  if (pattern.startsWith('*')) {
    return text.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*')
    ? text.startsWith(pattern.slice(0, -1))
    : pattern === text;
}

function ownersOf({ namespaces = [] }: PreflightCluster) {
  return new Map(
    namespaces
      .filter(({ name }) => !SYSTEM.test(name))
      .map(({ name, owner }) => [name, owner]),
  );
}

function accountsIn(pair: ClusterPair, namespace: string): string[] {
  const names = pair
    .flatMap(({ serviceAccounts = [] }) => serviceAccounts)
    .filter(one => one.namespace === namespace)
    .map(({ name }) => name);
  return [...new Set(names)].sort();
}

function common(pair: ClusterPair): {
  contested: Contested[];
  ownerless: string[];
} {
  const [ours, theirs] = pair.map(ownersOf);
  const both = [...ours.keys()].filter(name => theirs.has(name));
  return {
    contested: both.flatMap(name => {
      const [one, other] = [ours.get(name), theirs.get(name)];
      return one && other && one !== other
        ? [{ name, owners: [one, other], accounts: accountsIn(pair, name) }]
        : [];
    }),
    ownerless: both.filter(name => !ours.get(name) || !theirs.get(name)),
  };
}

/** Which of an account's names a policy's source goes by; all must fit. */
function admits(
  { namespace: own, rules = [] }: PreflightPolicy,
  domains: readonly string[],
  namespace: string,
  account: string,
): boolean {
  return rules
    .flatMap(({ from = [] }) => from)
    .some(({ source = {} }) => {
      const { principals, namespaces, serviceAccounts } = source;
      const tests = [
        principals?.some(pattern =>
          domains.some(domain =>
            matches(pattern, `${domain}/ns/${namespace}/sa/${account}`),
          ),
        ),
        namespaces?.some(pattern => matches(pattern, namespace)),
        serviceAccounts?.some(
          name =>
            (name.includes('/') ? name : `${own}/${name}`) ===
            `${namespace}/${account}`,
        ),
      ].filter(test => test !== undefined);
      return tests.length > 0 && tests.every(Boolean);
    });
}

function admitting(pair: ClusterPair, contested: readonly Contested[]) {
  const domains = [
    'cluster.local',
    ...pair.flatMap(one => [
      one.trustDomain ?? [],
      one.trustDomainAliases ?? [],
    ]),
  ].flat();
  return pair.flatMap(({ name: cluster, authorizationPolicies = [] }) =>
    authorizationPolicies
      .filter(({ action = 'ALLOW' }) => action === 'ALLOW')
      .flatMap(policy => {
        const admitted = contested.flatMap(({ name, accounts }) =>
          accounts
            .filter(account => admits(policy, domains, name, account))
            .map(account => `${name}/${account}`),
        );
        return admitted.length === 0
          ? []
          : [
              `${cluster}: ${policy.namespace}/${
                policy.name
              } admits ${admitted.join(', ')}`,
            ];
      }),
  );
}

/**
 * An identity of the mesh is a namespace and a service account, whichever cluster
 * they are in: where two clusters have a namespace of one name with different
 * owners, each owner's workloads can act as the other's.
 */
export function checkSharedIdentities(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  const missing = unknowns(
    pair,
    'namespaces',
    'The list of namespaces',
    'Let the portal read Namespaces.',
  );
  const { contested, ownerless } = common(pair);
  const unowned =
    ownerless.length === 0
      ? []
      : [
          finding(
            'unknown',
            'owners-unknown',
            pair,
            'Both clusters have namespaces of the same name without an owner in one of them: whether they are of the same people is not known.',
            'Label them with meshport.dev/owner, or name owners in mesh.namespaceOwners.',
            ownerless,
          ),
        ];
  if (contested.length === 0) {
    return [...missing, ...unowned];
  }
  const policies = admitting(pair, contested);
  return [
    ...missing,
    ...unowned,
    ...unknowns(
      pair,
      'serviceAccounts',
      'The list of service accounts',
      'Let the portal read ServiceAccounts.',
    ),
    ...unknowns(
      pair,
      'authorizationPolicies',
      'Who may call whom',
      'Let the portal read AuthorizationPolicies.',
    ),
    finding(
      'warning',
      'identities-shared',
      pair,
      'Namespaces of the same name have different owners in the two clusters: their service accounts become the same identities of the mesh.',
      'Join only if both owners consent. Else rename one of the namespaces, or keep it out of the mesh with discoverySelectors.',
      contested.map(
        ({ name, owners, accounts }) =>
          `${name} (${owners[0]} in ${one.name}, ${owners[1]} in ${
            other.name
          }): ${accounts.join(', ') || 'no service account'}`,
      ),
    ),
    ...(policies.length === 0
      ? []
      : [
          finding(
            'warning',
            'policies-admit-both',
            pair,
            'AuthorizationPolicies admit these identities and would then admit the workloads of both owners.',
            'Let the owners of the policies look at them before the clusters join.',
            policies,
          ),
        ]),
  ];
}
