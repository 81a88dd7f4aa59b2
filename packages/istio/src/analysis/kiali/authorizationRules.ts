import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { hostRegistryOf } from '../istio/serviceHosts';
import { meantBy, spelledAs } from '../istio/spelling';

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
]);

/** Methods of gRPC are paths. */
function isMethod(text: string): boolean {
  return METHODS.has(text) || text.includes('*') || text.startsWith('/');
}

function checkOperations(
  policy: Resource,
  view: ClusterView,
  report: Report,
): void {
  const hosts = hostRegistryOf(view);
  (policy.spec.rules ?? []).forEach(({ to = [] }: any, i: number) =>
    to.forEach(({ operation = {} }: any, j: number) => {
      const base = ['spec', 'rules', i, 'to', j, 'operation'];
      for (const field of ['methods', 'notMethods']) {
        (operation[field] ?? []).forEach((method: string, k: number) => {
          if (!isMethod(method)) {
            const path = [...base, field, k];
            const upper = method.toUpperCase();
            const meant = METHODS.has(upper) ? upper : meantBy(upper, METHODS);
            report('KIA0102', policy, {
              args: [method],
              path,
              mend: spelledAs(policy, path, method, meant),
            });
          }
        });
      }
      for (const field of ['hosts', 'notHosts']) {
        (operation[field] ?? []).forEach((host: string, k: number) => {
          // Hosts of outside clients may be anything with a port or a wildcard.
          const [name] = host.split(':');
          const isOpen = name.includes('*');
          if (!isOpen && !hosts.find(policy.namespace, undefined, name)) {
            report('KIA0104', policy, {
              args: [host],
              path: [...base, field, k],
            });
          }
        });
      }
    }),
  );
}

/** Rules of AuthorizationPolicies that can never match. */
export const authorizationRulesAnalyzer: Analyzer = {
  name: 'kiali.AuthorizationRules',
  description:
    'Looks for methods and hosts in AuthorizationPolicies that do not exist.',
  codes: ['KIA0102', 'KIA0104'],
  reads: ['AuthorizationPolicy', 'Service', 'ServiceEntry'],
  analyze(view, report) {
    for (const policy of view.all('AuthorizationPolicy')) {
      checkOperations(policy, view, report);
    }
  },
};
