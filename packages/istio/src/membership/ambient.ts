import { imageVersion } from '../releases';
import type { KubernetesObject } from '../resources';

export const DATAPLANE_MODE = 'istio.io/dataplane-mode';
const REDIRECTION = 'ambient.istio.io/redirection';
const SIDECAR_STATUS = 'sidecar.istio.io/status';

/**
 * Whether a pod is to be in the ambient mesh: asked for by label, kept out by
 * its own label where its namespace asks for it, impossible (it uses the node's
 * network, or has a sidecar), or not asked for. Source: the selectors that
 * Istio's CNI agent has by default (`ambient.enablementSelectors`).
 *
 * @public
 */
export type AmbientWish = 'asked' | 'optedOut' | 'impossible' | 'notAsked';

/**
 * Whether a pod is to be in the ambient mesh.
 *
 * @public
 */
export function ambientWish(
  pod: KubernetesObject,
  namespace: KubernetesObject | undefined,
): AmbientWish {
  const own = pod.metadata.labels?.[DATAPLANE_MODE];
  const ofNamespace = namespace?.metadata.labels?.[DATAPLANE_MODE];
  const asked =
    own === 'ambient' || (ofNamespace === 'ambient' && own !== 'none');
  if (!asked) {
    return ofNamespace === 'ambient' ? 'optedOut' : 'notAsked';
  }
  const isImpossible =
    pod.spec?.hostNetwork === true ||
    pod.metadata.annotations?.[SIDECAR_STATUS] !== undefined;
  return isImpossible ? 'impossible' : 'asked';
}

/**
 * Whether traffic of a pod goes through the ztunnel of its node.
 *
 * @public
 */
export function isCaptured({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[REDIRECTION] === 'enabled';
}

/**
 * The ztunnel of one node.
 *
 * @public
 */
export interface Ztunnel {
  namespace: string;
  name: string;
  node?: string;
  /** Read off its image; absent where that does not tell. */
  version?: string;
  ready: boolean;
}

/**
 * A pod's ztunnel; undefined for any other pod. Its label alone does not make
 * one: anybody may write it, so a DaemonSet must own the pod, too.
 *
 * @public
 */
export function ztunnelOf(pod: KubernetesObject): Ztunnel | undefined {
  const { metadata, spec, status } = pod;
  const isOurs =
    metadata.labels?.app === 'ztunnel' &&
    metadata.ownerReferences?.some(
      ({ kind, controller }) => kind === 'DaemonSet' && controller,
    );
  if (!isOurs) {
    return undefined;
  }
  const containers: { name?: string; image?: string }[] =
    spec?.containers ?? [];
  const image = (
    containers.find(({ name }) => name === 'istio-proxy') ?? containers[0]
  )?.image;
  const version = image && imageVersion(image);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...(spec?.nodeName ? { node: spec.nodeName as string } : {}),
    ...(version ? { version } : {}),
    ready: Boolean(
      status?.conditions?.some(
        (one: { type?: string; status?: string }) =>
          one.type === 'Ready' && one.status === 'True',
      ),
    ),
  };
}
