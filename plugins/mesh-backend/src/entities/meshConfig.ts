import { controlPlaneNamespace } from '../clusters';
import { ClusterInventory, StoredObject } from '../inventory';
import { parse } from 'yaml';

/** What verdicts need of Istio's mesh configuration. */
export interface MeshConfig {
  /** Namespace of mesh-wide policies. */
  rootNamespace: string;
  trustDomain?: string;
}

/** One configuration is read many times and changes seldom. */
const parsed = new WeakMap<StoredObject, Record<string, unknown>>();

/**
 * The mesh configuration of a control plane's cluster: ConfigMap `istio`, or
 * that of a revision when there is no other. Istio's defaults hold for what it
 * does not say.
 */
export function meshConfigOf(cluster: ClusterInventory): MeshConfig {
  const namespace = controlPlaneNamespace(cluster.details);
  const configMaps = cluster
    .store('ConfigMap')
    .list(namespace)
    .filter(
      ({ metadata, data }) =>
        /^istio(-|$)/.test(metadata.name) && data?.mesh !== undefined,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const { rootNamespace, trustDomain } = configMaps.length
    ? contentOf(configMaps[0])
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

function contentOf(configMap: StoredObject): Record<string, unknown> {
  let content = parsed.get(configMap);
  if (!content) {
    content = parseMesh(String(configMap.data?.mesh));
    parsed.set(configMap, content);
  }
  return content;
}

function parseMesh(text: string): Record<string, unknown> {
  try {
    return (parse(text) as Record<string, unknown> | null) ?? {};
  } catch {
    // istiod refuses such a text and keeps to its defaults; so do we.
    return {};
  }
}
