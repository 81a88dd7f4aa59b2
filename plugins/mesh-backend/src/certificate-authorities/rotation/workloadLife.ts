import { canonicalDuration } from '@meshport/istio';
import { parse } from 'yaml';
import { ClusterInventory } from '../../inventory';
import { meshConfigIn, meshConfigMapOf } from '../../inventory/meshConfigMap';

/** Istio's default (`SECRET_TTL` of the agent). */
const DEFAULT_LIFE_MS = 24 * 3_600_000;
/** What overrides the mesh's configuration for one proxy. */
const PROXY_CONFIG = 'proxy.istio.io/config';
const VARIABLE = 'SECRET_TTL';

/**
 * For how long a proxy asks its certificates to live, in milliseconds: by its
 * annotation, else the longest that the mesh's configuration and the
 * ProxyConfigs of its namespace say, else Istio's 24 hours. By then at the
 * latest it has asked for another one.
 *
 * @param cluster - that of the control plane
 * @param of - where the proxy is, and its annotations
 */
export function workloadLife(
  cluster: ClusterInventory,
  controlPlaneNamespace: string,
  of: { namespace: string; annotations?: Record<string, string> },
): number {
  const own = lifeIn(parseConfig(of.annotations?.[PROXY_CONFIG]));
  if (own !== undefined) {
    return own;
  }
  const map = meshConfigMapOf(cluster, controlPlaneNamespace);
  const byMesh = map && lifeIn(meshConfigIn(map).defaultConfig);
  const byObjects = [of.namespace, controlPlaneNamespace].flatMap(namespace =>
    cluster
      .store('ProxyConfig')
      .list(namespace)
      .flatMap(
        ({ spec }) =>
          milliseconds(spec?.environmentVariables?.[VARIABLE]) ?? [],
      ),
  );
  return Math.max(byMesh ?? DEFAULT_LIFE_MS, ...byObjects);
}

function lifeIn(proxyConfig: any): number | undefined {
  return milliseconds(proxyConfig?.proxyMetadata?.[VARIABLE]);
}

function milliseconds(text: unknown): number | undefined {
  const canonical =
    typeof text === 'string' ? canonicalDuration(text) : undefined;
  const value = canonical && parseFloat(canonical) * 1000;
  return value ? value : undefined;
}

function parseConfig(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text);
  } catch {
    // The injector refuses such a text and keeps to the mesh's; so do we.
    return undefined;
  }
}
