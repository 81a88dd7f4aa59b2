import { routesOf } from '../policy/meshRoutes';
import { fullHost, isSubset, isVisibleIn } from '../policy/selection';
import { KubernetesObject, referenceTo } from '../resources';
import { ScopeHosts } from './ScopeHosts';
import { SidecarScopeInput, SidecarSuggestion } from './types';

/** Whether a policy's rule lets this component in by name: then it most likely calls. */
function namesCaller(
  policy: KubernetesObject,
  input: SidecarScopeInput,
): boolean {
  const accounts = new Set(
    input.workloads.map(
      ({ spec }) =>
        spec?.serviceAccountName || spec?.serviceAccount || 'default',
    ),
  );
  const sources: any[] = (policy.spec?.rules ?? [])
    .flatMap(({ from = [] }: any) => from)
    .map(({ source }: any) => source ?? {});
  return sources.some(
    ({ principals = [], serviceAccounts = [] }) =>
      principals.some((one: string) =>
        [...accounts].some(account =>
          one.endsWith(`/ns/${input.namespace}/sa/${account}`),
        ),
      ) ||
      serviceAccounts.some((one: string) =>
        [...accounts].some(
          account =>
            one === `${input.namespace}/${account}` ||
            (one === account && policy.metadata.namespace === input.namespace),
        ),
      ),
  );
}

/** What a component calls, or may call, that nothing declares. */
export function undeclared(
  input: SidecarScopeInput,
  hosts: ScopeHosts,
): SidecarSuggestion['undeclared'] {
  const { clusterDomain = 'cluster.local', namespace } = input;
  const entries = input.serviceEntries
    .filter(
      one =>
        isVisibleIn(one, namespace) &&
        (one.metadata.namespace === namespace ||
          (one.spec?.exportTo ?? []).includes(namespace)),
    )
    .flatMap(object =>
      (object.spec?.hosts ?? []).map((host: string) => ({
        host,
        object: referenceTo(object),
        why: `ServiceEntry ${object.metadata.namespace}/${object.metadata.name} is there for this namespace.`,
      })),
    );
  const routed = input.virtualServices
    .filter(
      one =>
        isVisibleIn(one, namespace) &&
        routesOf(one).some(({ match = [] }) =>
          match.some(
            ({ sourceNamespace, sourceLabels }) =>
              (sourceLabels !== undefined || sourceNamespace === namespace) &&
              (sourceNamespace ?? namespace) === namespace &&
              input.workloads.some(({ metadata }) =>
                isSubset(sourceLabels ?? {}, metadata.labels ?? {}),
              ),
          ),
        ),
    )
    .flatMap(object =>
      (object.spec?.hosts ?? []).map((host: string) => ({
        host: fullHost(host, object.metadata.namespace ?? '', clusterDomain),
        object: referenceTo(object),
        why: `VirtualService ${object.metadata.namespace}/${object.metadata.name} has a route for calls of this component.`,
      })),
    );
  const admitted = input.authorizationPolicies
    .filter(
      one =>
        (one.spec?.action ?? 'ALLOW') === 'ALLOW' && namesCaller(one, input),
    )
    .flatMap(policy =>
      input.services
        .filter(({ metadata, spec }) => {
          const selector = policy.spec?.selector?.matchLabels ?? {};
          return (
            metadata.namespace === policy.metadata.namespace &&
            Object.keys(selector).length > 0 &&
            isSubset(selector, spec?.selector ?? {})
          );
        })
        .map(({ metadata }) => ({
          host: `${metadata.name}.${metadata.namespace}.svc.${clusterDomain}`,
          object: referenceTo(policy),
          why: `AuthorizationPolicy ${policy.metadata.namespace}/${policy.metadata.name} lets this component call it.`,
        })),
    );
  const found = new Map(
    [...entries, ...routed, ...admitted]
      .filter(({ host }) => !hosts.has(host))
      .map(one => [one.host, one]),
  );
  return [...found.values()];
}
