import { controlPlaneNamespace } from '../clusters';
import { ClusterInventory } from '../inventory';
import { meshConfigIn, meshConfigMapOf } from '../inventory/meshConfigMap';

/** What verdicts need of Istio's mesh configuration. */
export interface MeshConfig {
  /** Namespace of mesh-wide policies. */
  rootNamespace: string;
  trustDomain?: string;
}

/** What MeshConfig of a control plane's cluster says; undefined where there is none. */
export function meshConfigContentOf(
  cluster: ClusterInventory,
): Record<string, any> | undefined {
  const configMap = meshConfigMapOf(
    cluster,
    controlPlaneNamespace(cluster.details),
  );
  return configMap && meshConfigIn(configMap);
}

/**
 * The mesh configuration of a control plane's cluster. Istio's defaults hold for
 * what it does not say.
 */
export function meshConfigOf(cluster: ClusterInventory): MeshConfig {
  const namespace = controlPlaneNamespace(cluster.details);
  const configMap = meshConfigMapOf(cluster, namespace);
  const { rootNamespace, trustDomain } = configMap
    ? meshConfigIn(configMap)
    : ({} as Record<string, unknown>);
  return {
    rootNamespace:
      typeof rootNamespace === 'string' && rootNamespace
        ? rootNamespace
        : namespace,
    trustDomain:
      typeof trustDomain === 'string' && trustDomain ? trustDomain : undefined,
  };
}
