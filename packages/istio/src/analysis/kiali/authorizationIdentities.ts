import { FleetAnalyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { policyModeOf } from './mutualTlsModes';

const IDENTITIES = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
];
const ATTRIBUTES = ['source.principal', 'source.namespace', 'connection.sni'];
const PRINCIPAL = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** Fields of a policy that mean something only with mTLS. */
function* identityFields(policy: Resource) {
  for (const [i, rule] of (policy.spec.rules ?? []).entries()) {
    for (const [j, { source = {} }] of (rule.from ?? []).entries()) {
      for (const field of IDENTITIES) {
        if ((source[field] ?? []).length > 0) {
          const path = ['spec', 'rules', i, 'from', j, 'source', field];
          yield { field, path };
        }
      }
    }
    for (const [j, { key = '' }] of (rule.when ?? []).entries()) {
      if (ATTRIBUTES.includes(key)) {
        yield { field: key, path: ['spec', 'rules', i, 'when', j, 'key'] };
      }
    }
  }
}

function accountsOf(view: ClusterView): Set<string> {
  return view.index('accounts in use', ['Pod', 'ServiceAccount'], () => {
    const ofPods = view
      .all('Pod')
      .map(
        pod => `${pod.namespace}/${pod.spec.serviceAccountName ?? 'default'}`,
      );
    const objects = view.all('ServiceAccount').map(one => one.fullName);
    return new Set([...ofPods, ...objects]);
  });
}

function checkPrincipals(
  policy: Resource,
  view: ClusterView,
  others: readonly ClusterView[],
  report: Report,
): void {
  const { trustDomain, trustDomainAliases } = view.mesh;
  (policy.spec.rules ?? []).forEach(({ from = [] }: any, i: number) =>
    from.forEach(({ source = {} }: any, j: number) => {
      for (const field of ['principals', 'notPrincipals']) {
        (source[field] ?? []).forEach((principal: string, k: number) => {
          const [, domain, namespace, name] = PRINCIPAL.exec(principal) ?? [];
          if (name === undefined) {
            return;
          }
          const at = {
            path: ['spec', 'rules', i, 'from', j, 'source', field, k],
          };
          if (domain !== trustDomain && !trustDomainAliases.includes(domain)) {
            report('KIA0108', policy, {
              ...at,
              args: [principal, trustDomain],
            });
            return;
          }
          // Of an account that nobody can look up it is not known whether it is.
          const unread = [view, ...others].some(
            one => one.missing('ServiceAccount') !== undefined,
          );
          const account = `${namespace}/${name}`;
          if (unread || accountsOf(view).has(account)) {
            return;
          }
          const elsewhere = others
            .filter(other => accountsOf(other).has(account))
            .map(other => other.cluster ?? '');
          if (elsewhere.length > 0) {
            report('KIA0107', policy, { ...at, args: [principal, elsewhere] });
          } else {
            report('KIA0106', policy, { ...at, args: [principal] });
          }
        });
      }
    }),
  );
}

/** Identities in AuthorizationPolicies that nobody has or can show. */
export const authorizationIdentitiesAnalyzer: FleetAnalyzer = {
  name: 'kiali.AuthorizationIdentities',
  description:
    'Looks for identities in AuthorizationPolicies that no workload has, or that are not shown for want of mTLS.',
  codes: ['KIA0105', 'KIA0106', 'KIA0107', 'KIA0108'],
  reads: ['AuthorizationPolicy', 'PeerAuthentication', 'Pod', 'MeshConfig'],
  readsIfThere: ['ServiceAccount'],
  analyze(views, report) {
    for (const view of views) {
      const others = views.filter(other => other !== view);
      for (const policy of view.all('AuthorizationPolicy')) {
        checkPrincipals(policy, view, others, report);
        const mode = policyModeOf(
          view,
          policy.namespace,
          policy.spec.selector?.matchLabels,
        );
        for (const { field, path } of mode === 'DISABLE'
          ? identityFields(policy)
          : []) {
          report('KIA0105', policy, { args: [field], path });
        }
      }
    }
  },
};
