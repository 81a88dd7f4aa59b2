import type { KubernetesObject } from '../resources';
import { imageVersion } from '../releases';
import { isCaptured, ztunnelOf } from './ambient';

/**
 * How a pod is in the mesh: by a proxy beside its containers, as a gateway
 * (a proxy alone) or a waypoint, captured by the node's proxy, or not at all. A
 * ztunnel carries the mesh and is not in it.
 *
 * @public
 */
export type PodKind = 'sidecar' | 'gateway' | 'waypoint' | 'ambient' | 'none';

interface Container {
  name?: string;
  image?: string;
}

function proxyOf(pod: KubernetesObject): Container | undefined {
  // A native sidecar is an init container that keeps running.
  const all: Container[] = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
  ];
  return all.find(
    ({ name, image }) =>
      // `auto` stands where the injector was to put its image, and did not.
      name === 'istio-proxy' && image !== 'auto',
  );
}

/**
 * How a pod is in the mesh.
 *
 * @public
 */
export function podKind(pod: KubernetesObject): PodKind {
  const { annotations = {}, labels = {} } = pod.metadata;
  if (ztunnelOf(pod)) {
    return 'none';
  }
  if (proxyOf(pod)) {
    if (labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller') {
      return 'waypoint';
    }
    const templates = annotations['inject.istio.io/templates'] ?? '';
    const containers: Container[] = pod.spec?.containers ?? [];
    const alone = containers.length === 1 && containers[0] === proxyOf(pod);
    const gateway =
      alone ||
      templates.split(',').includes('gateway') ||
      'gateway.networking.k8s.io/gateway-name' in labels;
    return gateway ? 'gateway' : 'sidecar';
  }
  return isCaptured(pod) ? 'ambient' : 'none';
}

/**
 * The version of a pod's proxy, read off its image; undefined without a proxy
 * or where the image does not tell.
 *
 * @public
 */
export function podProxyVersion(pod: KubernetesObject): string | undefined {
  const image = proxyOf(pod)?.image;
  return image ? imageVersion(image) : undefined;
}

/**
 * The revision that injected a pod's proxy. What the injector noted is taken
 * before the label `istio.io/rev`, which may name a tag.
 *
 * @public
 */
export function podRevision(pod: KubernetesObject): string | undefined {
  if (!proxyOf(pod)) {
    return undefined;
  }
  const { annotations = {}, labels = {} } = pod.metadata;
  return (
    revisionOfStatus(annotations['sidecar.istio.io/status']) ??
    annotations['istio.io/rev'] ??
    labels['istio.io/rev']
  );
}

function revisionOfStatus(status: string | undefined): string | undefined {
  // Matched rather than parsed: the text is the pod's owner's to write, and
  // one that is no JSON must not hide the other pods.
  return /"revision"\s*:\s*"([^"\\]+)"/.exec(status ?? '')?.[1];
}

/**
 * Whether a pod still runs or is about to: finished pods count nowhere.
 *
 * @public
 */
export function isLivePod(pod: KubernetesObject): boolean {
  const phase = pod.status?.phase;
  return phase !== 'Succeeded' && phase !== 'Failed';
}
