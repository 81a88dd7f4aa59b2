import { controlPlaneNamespace } from '../clusters';
import { ClusterInventory, StoredObject } from '../inventory';
import { isUnreadable } from '../entities/readability';
import { parse } from 'yaml';

/** What of MeshConfig concerns the ways out of the mesh. */
export interface MeshEgressSettings {
  outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  dnsCapture: boolean;
  extensionProviders: { name: string; kind: string; authorizer: boolean }[];
  rootNamespace: string;
  trustDomain: string;
}

const parsed = new WeakMap<StoredObject, Record<string, any>>();

/** Kinds of provider that are asked whether a call may pass. */
const AUTHORIZERS = ['envoyExtAuthzHttp', 'envoyExtAuthzGrpc'];

/**
 * Reads it of a control plane's cluster; undefined when the ConfigMap may not
 * be read. Istio's defaults hold for what it does not say
 * (istio.mesh.v1alpha1.MeshConfig).
 */
export function meshEgressSettings(
  cluster: ClusterInventory,
): MeshEgressSettings | undefined {
  if (isUnreadable(cluster, 'ConfigMap')) {
    return undefined;
  }
  const namespace = controlPlaneNamespace(cluster.details);
  const [configMap] = cluster
    .store('ConfigMap')
    .list(namespace)
    .filter(
      ({ metadata, data }) =>
        /^istio(-|$)/.test(metadata.name) && data?.mesh !== undefined,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (!configMap) {
    return undefined;
  }
  const mesh = contentOf(configMap);
  const providers = Array.isArray(mesh.extensionProviders)
    ? mesh.extensionProviders
    : [];
  return {
    outboundTrafficPolicy:
      mesh.outboundTrafficPolicy?.mode === 'REGISTRY_ONLY'
        ? 'REGISTRY_ONLY'
        : 'ALLOW_ANY',
    dnsCapture:
      String(
        mesh.defaultConfig?.proxyMetadata?.ISTIO_META_DNS_CAPTURE ?? '',
      ) === 'true',
    extensionProviders: providers
      .filter((one: any) => typeof one?.name === 'string')
      .map((one: any) => {
        const kind = Object.keys(one).find(key => key !== 'name') ?? 'unknown';
        return { name: one.name, kind, authorizer: AUTHORIZERS.includes(kind) };
      }),
    rootNamespace:
      typeof mesh.rootNamespace === 'string' && mesh.rootNamespace
        ? mesh.rootNamespace
        : namespace,
    trustDomain:
      typeof mesh.trustDomain === 'string' && mesh.trustDomain
        ? mesh.trustDomain
        : 'cluster.local',
  };
}

function contentOf(configMap: StoredObject): Record<string, any> {
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
