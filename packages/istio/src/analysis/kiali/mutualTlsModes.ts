import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';

/** The mTLS mode that a policy sets; undefined when it sets none. */
export function modeOf({ spec }: Resource): string | undefined {
  const mode = spec.mtls?.mode ?? 'UNSET';
  return mode === 'UNSET' ? undefined : mode;
}

/** Whether a policy is for every workload of its namespace. */
export function isForAll({ spec }: Resource): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

/** The policy for all of a namespace, or of the mesh in the root namespace. */
export function policyOf(
  view: ClusterView,
  namespace: string,
): Resource | undefined {
  return view
    .byNamespace('PeerAuthentication')
    .get(namespace)
    ?.find(policy => isForAll(policy) && modeOf(policy) !== undefined);
}

/**
 * The mode for workloads of a namespace: of a policy for the same labels, else
 * of the namespace's, else of the mesh's; undefined for Istio's default.
 */
export function policyModeOf(
  view: ClusterView,
  namespace: string,
  labels: Record<string, string> | undefined,
): string | undefined {
  const own = (
    view.byNamespace('PeerAuthentication').get(namespace) ?? []
  ).find(
    policy =>
      labels !== undefined &&
      !isForAll(policy) &&
      selects(policy.spec.selector.matchLabels, labels),
  );
  const policies = [
    own,
    policyOf(view, namespace),
    policyOf(view, view.mesh.rootNamespace),
  ];
  return policies.map(policy => policy && modeOf(policy)).find(Boolean);
}

/** What a DestinationRule is for: the mesh, a namespace, or less. */
export function scopeOfRule({ spec }: Resource): 'mesh' | string | undefined {
  const host: string = spec.host ?? '';
  if (host === '*.local' || host === '*.svc.cluster.local' || host === '*') {
    return 'mesh';
  }
  const [, namespace] = /^\*\.([^.*]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  return namespace;
}

/** The TLS mode that a DestinationRule sets for its host. */
export function tlsModeOf({ spec }: Resource): string | undefined {
  return spec.trafficPolicy?.tls
    ? spec.trafficPolicy.tls.mode ?? 'DISABLE'
    : undefined;
}

/** Whether a TLS mode of a client is mTLS. */
export function isMutual(mode: string | undefined): boolean {
  return mode === 'ISTIO_MUTUAL' || mode === 'MUTUAL';
}
