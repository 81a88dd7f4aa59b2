import { readYaml } from '../manifests/readYaml';
import { ClusterSnapshot } from './snapshot';

/** What the mesh is set to, as far as analyzers ask. */
export interface MeshSettings {
  rootNamespace: string;
  trustDomain: string;
  trustDomainAliases: string[];
  enableAutoMtls: boolean;
  /** Whether outside hosts that nobody declared may be called. */
  allowAnyOutbound: boolean;
  proxyMetadata: Record<string, string>;
  /** Kind of the image of proxies; empty for the usual one. */
  imageType: string;
  defaultAccessLogProviders: string[];
  extensionProviders: Record<string, any>[];
  /** The whole of `MeshConfig`, without defaults. */
  raw: Record<string, any>;
  /** Networks by name, as `MeshNetworks` has them. */
  networks: Record<string, any>;
  /** Why the configuration could not be read. */
  problem?: string;
}

function fields(value: unknown): Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, any>)
    : {};
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

function parse(text: string | undefined): [Record<string, any>, string?] {
  if (text === undefined) {
    return [{}];
  }
  const { value, problem } = readYaml(text);
  return [fields(value), problem];
}

/** Reads the mesh's settings with the defaults of Istio. */
export function readMeshSettings(snapshot: ClusterSnapshot): MeshSettings {
  const [raw, problem] = parse(snapshot.meshConfig);
  const [networks, networkProblem] = parse(snapshot.meshNetworks);
  const proxy = fields(raw.defaultConfig);
  return {
    rootNamespace: raw.rootNamespace || 'istio-system',
    trustDomain: raw.trustDomain ?? 'cluster.local',
    trustDomainAliases: list(raw.trustDomainAliases),
    enableAutoMtls: raw.enableAutoMtls !== false,
    allowAnyOutbound:
      fields(raw.outboundTrafficPolicy).mode !== 'REGISTRY_ONLY',
    proxyMetadata: fields(proxy.proxyMetadata),
    imageType: String(fields(proxy.image).imageType ?? ''),
    defaultAccessLogProviders: list(fields(raw.defaultProviders).accessLogging),
    extensionProviders: list(raw.extensionProviders).map(fields),
    raw,
    networks: fields(networks.networks),
    ...(problem ?? networkProblem
      ? { problem: problem ?? networkProblem }
      : {}),
  };
}
