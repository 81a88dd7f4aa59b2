import type { KubernetesObject } from '../resources';
import { compareIstioVersions, imageVersion } from '../releases';
import { isLivePod } from './pods';

/**
 * A control plane that runs in a cluster.
 *
 * @public
 */
export interface ControlPlane {
  namespace: string;
  /** `default` for an istiod without a revision label. */
  revision: string;
  /** Read off its image; absent where that does not tell. */
  version?: string;
}

function versionOf(istiod: KubernetesObject): string | undefined {
  const spec =
    istiod.kind === 'Deployment' ? istiod.spec?.template?.spec : istiod.spec;
  const containers: { name?: string; image?: string }[] =
    spec?.containers ?? [];
  const discovery =
    containers.find(({ name }) => name === 'discovery') ?? containers[0];
  return discovery?.image ? imageVersion(discovery.image) : undefined;
}

/**
 * The control planes of a cluster, from istiod's pods or Deployments (label
 * `app=istiod`), by namespace and revision. While one is being replaced its
 * newest version counts.
 *
 * @public
 */
export function controlPlanesOf(
  objects: readonly KubernetesObject[],
): ControlPlane[] {
  const found = new Map<string, ControlPlane>();
  for (const istiod of objects) {
    const { labels = {}, namespace = '' } = istiod.metadata;
    if (labels.app !== 'istiod' || !isLivePod(istiod)) {
      continue;
    }
    const revision = labels['istio.io/rev'] ?? 'default';
    const key = `${namespace}/${revision}`;
    const version = versionOf(istiod);
    const known = found.get(key);
    const newer =
      version !== undefined &&
      (known?.version === undefined ||
        (compareIstioVersions(known.version, version) ?? 0) < 0);
    if (!known || newer) {
      found.set(key, {
        namespace,
        revision,
        ...(version ? { version } : {}),
      });
    }
  }
  return [...found.keys()].sort().map(key => found.get(key)!);
}
