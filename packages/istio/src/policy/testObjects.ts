import type { KubernetesObject } from '../resources';
import type { PolicyInput } from './types';

/** An object `namespace/name` of a kind, for tests. */
export function object(
  kind: string,
  path: string,
  spec: Record<string, unknown>,
  metadata: Partial<KubernetesObject['metadata']> = {},
): KubernetesObject {
  const [namespace, name] = path.split('/');
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, ...metadata },
    spec,
  };
}

/** A PolicyInput for sidecars of app `ratings` in bookinfo, with the objects given. */
export function inputWith(
  objects: readonly KubernetesObject[],
  more: Partial<PolicyInput> = {},
): PolicyInput {
  const ofKind = (kind: string) => objects.filter(one => one.kind === kind);
  return {
    namespace: 'bookinfo',
    workloads: [{ labels: { app: 'ratings', version: 'v1' }, kind: 'sidecar' }],
    services: ofKind('Service'),
    peerAuthentications: ofKind('PeerAuthentication'),
    authorizationPolicies: ofKind('AuthorizationPolicy'),
    virtualServices: ofKind('VirtualService'),
    destinationRules: ofKind('DestinationRule'),
    serviceEntries: ofKind('ServiceEntry'),
    ...more,
  };
}
