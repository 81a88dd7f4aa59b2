import { compareIstioVersions, imageVersion } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../../inventory';
import { meshConfigIn, meshConfigMapOf } from '../../inventory/meshConfigMap';

/** What of a control plane decides what its istiods and proxies make of a bundle. */
export interface BundleRules {
  /** The oldest istiod that reads it; absent where none tells, so that the stricter rule holds. */
  istioVersion?: string;
  /** Of the workloads' identities; absent where it is not known: Istio's default holds. */
  trustDomain?: string;
}

/**
 * What the inventory knows of a control plane.
 *
 * @param namespace - of the control plane
 */
export function bundleRules(
  cluster: ClusterInventory | undefined,
  namespace: string,
): BundleRules {
  if (!cluster) {
    return {};
  }
  const istioVersion = oldestVersion(istiodVersions(cluster, namespace));
  const map = meshConfigMapOf(cluster, namespace);
  const trustDomain: unknown = map && meshConfigIn(map).trustDomain;
  return {
    ...(istioVersion ? { istioVersion } : {}),
    ...(typeof trustDomain === 'string' && trustDomain ? { trustDomain } : {}),
  };
}

/** The versions that istiods tell of themselves, or that their images name; each once. */
export function istiodVersions(
  cluster: ClusterInventory,
  namespace: string,
): string[] {
  const { controlPlanes } = cluster;
  const versions = controlPlanes
    .pods()
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(pod => controlPlanes.versionOf(pod) ?? versionOfImage(pod) ?? []);
  return [...new Set(versions)];
}

/** By Istio's order: `1.29.3` before `1.31-dev`. What is no version does not count. */
export function oldestVersion(versions: readonly string[]): string | undefined {
  return versions
    .filter(one => compareIstioVersions(one, one) !== undefined)
    .reduce<string | undefined>(
      (oldest, one) =>
        oldest !== undefined && compareIstioVersions(oldest, one)! <= 0
          ? oldest
          : one,
      undefined,
    );
}

function versionOfImage({ spec }: StoredObject): string | undefined {
  const container =
    spec?.containers?.find((one: any) => one.name === 'discovery') ??
    spec?.containers?.[0];
  return typeof container?.image === 'string'
    ? imageVersion(container.image)
    : undefined;
}
