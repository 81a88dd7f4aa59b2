import { controlPlaneNamespace } from '../clusters';
import { meshConfigOf } from '../entities/meshConfig';
import { isUnreadable } from '../entities/readability';
import { ClusterInventory } from '../inventory';
import { meshConfigIn, meshConfigMapOf } from '../inventory/meshConfigMap';

/** What of MeshConfig concerns the ways out of the mesh. */
export interface MeshEgressSettings {
  outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  dnsCapture: boolean;
  extensionProviders: { name: string; kind: string; authorizer: boolean }[];
  rootNamespace: string;
  trustDomain: string;
}

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
  const configMap = meshConfigMapOf(
    cluster,
    controlPlaneNamespace(cluster.details),
  );
  if (!configMap) {
    return undefined;
  }
  const mesh = meshConfigIn(configMap);
  const { rootNamespace, trustDomain } = meshConfigOf(cluster);
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
    rootNamespace,
    // Istio's default.
    trustDomain: trustDomain ?? 'cluster.local',
  };
}
