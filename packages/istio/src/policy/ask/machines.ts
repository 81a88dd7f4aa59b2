import type { KubernetesObject } from '../../resources';

/** Annotation of entries that machines made for themselves: their WorkloadGroup. */
export const GROUP = 'istio.io/autoRegistrationGroup';

const CONNECTED = ['istio.io/connectedAt', 'istio.io/workloadController'];

/**
 * Whether a proxy of the mesh runs on the machine of a WorkloadEntry: it has
 * connected, or the entry says an identity for it.
 */
export function isMachineInMesh({ metadata, spec }: KubernetesObject): boolean {
  const { annotations = {} } = metadata;
  return (
    [GROUP, ...CONNECTED].some(name => annotations[name] !== undefined) ||
    Boolean(spec?.serviceAccount) ||
    spec?.labels?.['security.istio.io/tlsMode'] === 'istio'
  );
}
