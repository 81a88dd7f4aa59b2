import type { KubernetesObject } from '../resources';
import { isOlder } from '../releases';
import { resolveTag, WebhookConfiguration } from './injection';
import { podKind, podProxyVersion, podRevision } from './pods';

/**
 * One proxy of the data plane.
 *
 * @public
 */
export interface ProxyInstance {
  namespace: string;
  name: string;
  kind: 'sidecar' | 'gateway' | 'virtualMachine';
  version?: string;
  revision?: string;
}

/**
 * Proxies that run one version under one revision.
 *
 * @public
 */
export interface ProxyGroup {
  version?: string;
  revision?: string;
  kind: ProxyInstance['kind'];
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
  /** True when older than its control plane: a restart brings it up to date. */
  restartNeeded: boolean;
}

/**
 * The proxy of a pod; undefined for a pod without one.
 *
 * @public
 */
export function proxyOfPod(
  pod: KubernetesObject,
  webhooks: readonly WebhookConfiguration[] = [],
): ProxyInstance | undefined {
  const kind = podKind(pod);
  if (kind !== 'sidecar' && kind !== 'gateway') {
    return undefined;
  }
  const version = podProxyVersion(pod);
  const revision = podRevision(pod);
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    kind,
    ...(version ? { version } : {}),
    ...(revision ? { revision: resolveTag(revision, webhooks) } : {}),
  };
}

/**
 * Groups proxies by kind, version and revision.
 *
 * @param controlPlaneVersion - the version of the control plane that serves a
 * revision (undefined: a proxy whose revision is not known); undefined when
 * that is not known, and then no restart is asked for.
 * @public
 */
export function groupProxies(
  proxies: readonly ProxyInstance[],
  controlPlaneVersion: (revision: string | undefined) => string | undefined,
): ProxyGroup[] {
  const groups = new Map<string, ProxyGroup>();
  const byName = [...proxies].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (const proxy of byName) {
    const { kind, version, revision } = proxy;
    const key = JSON.stringify([kind, revision ?? '', version ?? '']);
    const known = groups.get(key);
    if (known) {
      known.count += 1;
      if (known.examples.length < 10) {
        known.examples.push(nameOf(proxy));
      }
      continue;
    }
    const wanted = controlPlaneVersion(revision);
    groups.set(key, {
      ...(version ? { version } : {}),
      ...(revision ? { revision } : {}),
      kind,
      count: 1,
      examples: [nameOf(proxy)],
      restartNeeded: Boolean(version && wanted && isOlder(version, wanted)),
    });
  }
  return [...groups.keys()].sort().map(key => groups.get(key)!);
}

function nameOf({ namespace, name }: ProxyInstance): string {
  return `${namespace}/${name}`;
}
