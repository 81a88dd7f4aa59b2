import type { KubernetesObject } from '../resources';
import { isOlder } from '../releases';
import { podKind, podProxyVersion, podRevision } from './pods';
import { VersionSkew, versionSkew } from './skew';
import { resolveTag, WebhookConfiguration } from './webhooks';

/**
 * One proxy of the data plane.
 *
 * @public
 */
export interface ProxyInstance {
  namespace: string;
  name: string;
  kind: 'sidecar' | 'gateway' | 'waypoint' | 'virtualMachine';
  version?: string;
  /** How the version is known: from istiod, which the proxy told it, or from its image. */
  source?: 'istiod' | 'image';
  revision?: string;
  /** Whether istiod knows the proxy; absent where that could not be asked. */
  connected?: boolean;
}

/**
 * Proxies that run one version under one revision.
 *
 * @public
 */
export interface ProxyGroup {
  version?: string;
  /** How the version is known. */
  source?: ProxyInstance['source'];
  revision?: string;
  kind: ProxyInstance['kind'];
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
  /** True when older than its control plane: a restart brings it up to date. */
  restartNeeded: boolean;
  /** Set where it is further from its control plane than Istio supports. */
  skew?: VersionSkew;
  /** Those of the group that no istiod knows; up to ten names. */
  disconnected?: { count: number; examples: string[] };
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
  if (kind === 'none' || kind === 'ambient') {
    return undefined;
  }
  const version = podProxyVersion(pod);
  const revision = podRevision(pod);
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    kind,
    ...(version ? { version, source: 'image' as const } : {}),
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
    const { kind, version, revision, source } = proxy;
    const key = JSON.stringify([
      kind,
      revision ?? '',
      version ?? '',
      source ?? '',
    ]);
    const wanted = controlPlaneVersion(revision);
    const skew = version && wanted ? versionSkew(version, wanted) : undefined;
    const group = groups.get(key) ?? {
      ...(version ? { version } : {}),
      ...(source ? { source } : {}),
      ...(revision ? { revision } : {}),
      kind,
      count: 0,
      examples: [],
      restartNeeded: Boolean(version && wanted && isOlder(version, wanted)),
      ...(skew ? { skew } : {}),
    };
    groups.set(key, group);
    group.count += 1;
    addExample(group.examples, proxy);
    if (proxy.connected === false) {
      group.disconnected ??= { count: 0, examples: [] };
      group.disconnected.count += 1;
      addExample(group.disconnected.examples, proxy);
    }
  }
  return [...groups.keys()].sort().map(key => groups.get(key)!);
}

function addExample(examples: string[], proxy: ProxyInstance): void {
  if (examples.length < 10) {
    examples.push(nameOf(proxy));
  }
}

function nameOf({ namespace, name }: ProxyInstance): string {
  return `${namespace}/${name}`;
}
