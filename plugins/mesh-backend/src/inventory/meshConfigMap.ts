import { parse } from 'yaml';
import { ClusterInventory } from './ClusterInventory';
import { StoredObject } from './ObjectStore';

/** One configuration is read many times and changes seldom. */
const parsed = new WeakMap<StoredObject, Record<string, any>>();

/**
 * The ConfigMap with the mesh configuration of a control plane: `istio`, or that
 * of a revision when there is no other; undefined where there is none.
 *
 * @param namespace - of the control plane
 */
export function meshConfigMapOf(
  cluster: ClusterInventory,
  namespace: string,
): StoredObject | undefined {
  const [configMap] = cluster
    .store('ConfigMap')
    .list(namespace)
    .filter(
      ({ metadata, data }) =>
        /^istio(-|$)/.test(metadata.name) && data?.mesh !== undefined,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return configMap;
}

/** What such a ConfigMap says (MeshConfig), read once. */
export function meshConfigIn(configMap: StoredObject): Record<string, any> {
  let content = parsed.get(configMap);
  if (!content) {
    content = parseMesh(String(configMap.data?.mesh));
    parsed.set(configMap, content);
  }
  return content;
}

function parseMesh(text: string): Record<string, any> {
  try {
    const value = parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // istiod refuses such a text and keeps to its defaults; so do we.
    return {};
  }
}
