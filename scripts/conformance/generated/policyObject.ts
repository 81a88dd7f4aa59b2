import { Choices } from './Choices';
import { NAMESPACES } from './policyWorld';

/** Namespace of policies for the whole mesh. */
export const ROOT = 'istio-system';

const SECURITY = [
  'PeerAuthentication',
  'RequestAuthentication',
  'AuthorizationPolicy',
];

/** An object of Istio's. */
export function policyObject(
  kind: string,
  name: string,
  namespace: string,
  spec: object,
  annotations = {},
): object {
  const group = SECURITY.includes(kind) ? 'security' : 'networking';
  return {
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: { name, namespace, annotations },
    spec,
  };
}

/** A namespace for a policy, at times that of the whole mesh. */
export function anywhere(choices: Choices): string {
  return choices.chance(0.2) ? ROOT : choices.one(NAMESPACES);
}

/** The selector of a policy, or none. */
export function selector(choices: Choices): object {
  return choices.chance(0.5)
    ? {
        selector: {
          matchLabels: choices.one<Record<string, string>>([
            { app: 'web' },
            { app: 'shop' },
            { app: 'legacy' },
            { app: 'gate' },
            { version: 'v1' },
            { app: 'web', version: 'v2' },
          ]),
        },
      }
    : {};
}

/** The full host of a Service. */
export function fullHost({
  name,
  namespace,
}: {
  name: string;
  namespace: string;
}): string {
  return `${name}.${namespace}.svc.cluster.local`;
}
