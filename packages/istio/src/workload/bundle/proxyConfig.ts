import { fromGoYaml } from '../../goFormat/fromGoYaml';
import { GoYamlError } from '../../goFormat/GoYamlError';
import {
  compareBytes,
  goJsonOfTexts,
  goJsonScalar,
} from '../../goFormat/goJson';
import type { ProtoMessage } from '../../goFormat/protoFields';
import {
  ProtoData,
  ProtoJsonError,
  readMessage,
} from '../../goFormat/protoJson';
import { istiodAddress, isRevisioned } from './controlPlaneNames';
import { MESH_CONFIG, PROXY_CONFIG } from './meshMessages';
import { VmBundleInput, VmBundleInputError } from './VmBundleInput';
import type { GroupFacts } from './workloadGroup';

const CANONICAL_NAME = 'service.istio.io/canonical-name';
const CANONICAL_REVISION = 'service.istio.io/canonical-revision';
const NAMES = [CANONICAL_NAME, 'app.kubernetes.io/name', 'app'];
const REVISIONS = [CANONICAL_REVISION, 'app.kubernetes.io/version', 'version'];

function readText(
  message: ProtoMessage,
  field: string,
  text: string,
  before: ProtoData,
  unknown: string[],
): ProtoData {
  try {
    return readMessage(message, fromGoYaml(text), before, '', unknown);
  } catch (error) {
    if (error instanceof ProtoJsonError || error instanceof GoYamlError) {
      throw new VmBundleInputError(field, `Correct this: ${error.message}.`);
    }
    throw error;
  }
}

function textOf(data: ProtoData, name: string): string {
  return (data.get(name) as string | undefined) ?? '';
}

function metadataOf(config: ProtoData): ReadonlyMap<string, string> {
  return (config.get('proxyMetadata') ?? new Map()) as ReadonlyMap<
    string,
    string
  >;
}

function firstOf(labels: ReadonlyMap<string, string>, keys: string[]) {
  return keys.map(key => labels.get(key)).find(value => value !== undefined);
}

function podPorts(ports: ReadonlyMap<string, number>): string {
  const entries = [...ports]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(
      ([name, port]) =>
        `{"name":${goJsonScalar(name)},"containerPort":${port},"protocol":""}`,
    );
  return `[${entries.join(',')}]`;
}

/** What istioctl sets over the configuration of mesh and group (createMeshConfig). */
function ownMetadata(
  input: VmBundleInput,
  group: GroupFacts,
  mesh: { trustDomain: string; meshId: string },
): [string, string][] {
  const name = firstOf(group.labels, NAMES) ?? group.name;
  const revision = firstOf(group.labels, REVISIONS) ?? 'latest';
  const labels = new Map([
    ...group.labels,
    [CANONICAL_NAME, name] as const,
    [CANONICAL_REVISION, revision] as const,
  ]);
  const optional: [string, string | false | undefined][] = [
    ['ISTIO_META_POD_PORTS', group.ports.size > 0 && podPorts(group.ports)],
    ['ISTIO_META_DNS_CAPTURE', (input.captureDNS ?? true) && 'true'],
    ['ISTIO_META_AUTO_REGISTER_GROUP', input.autoRegister && group.name],
    ['ISTIO_META_WORKLOAD_ENTRY', input.workloadEntry],
  ];
  return [
    ['CANONICAL_SERVICE', name],
    ['CANONICAL_REVISION', revision],
    ['POD_NAMESPACE', group.namespace],
    ['SERVICE_ACCOUNT', group.serviceAccount],
    ['TRUST_DOMAIN', mesh.trustDomain],
    ['ISTIO_META_CLUSTER_ID', input.clusterID],
    ['ISTIO_META_MESH_ID', mesh.meshId],
    ['ISTIO_META_NETWORK', group.network],
    ['ISTIO_META_WORKLOAD_NAME', group.name],
    ['ISTIO_METAJSON_LABELS', goJsonOfTexts(labels)],
    ...optional.filter((one): one is [string, string] => Boolean(one[1])),
  ];
}

/** The configuration of a machine's proxy, and what was left out of it. */
export interface MachineProxyConfig {
  config: ProtoData;
  metadata: ReadonlyMap<string, string>;
  /** Paths of fields that Istio 1.31 does not know. */
  unknownFields: string[];
}

/**
 * The proxy's configuration: the mesh's, then the group's annotations, then what
 * istioctl sets itself. A group's probe replaces the mesh's even when it has none.
 */
export function machineProxyConfig(
  input: VmBundleInput,
  group: GroupFacts,
  istioNamespace: string,
): MachineProxyConfig {
  const unknown: string[] = [];
  const mesh = readText(
    MESH_CONFIG,
    'meshConfig',
    input.meshConfig,
    new Map(),
    unknown,
  );
  let config = new Map(mesh.get('defaultConfig') as ProtoData | undefined);
  const unknownFields = unknown.filter(path => path.includes('.'));
  if (isRevisioned(input.revision) && !config.has('discoveryAddress')) {
    config.set(
      'discoveryAddress',
      istiodAddress(istioNamespace, input.revision),
    );
  }
  const metadata = new Map(metadataOf(config));
  for (const { field, text } of group.proxyConfigs) {
    config = readText(PROXY_CONFIG, field, text, config, unknownFields);
    metadataOf(config).forEach((value, key) => metadata.set(key, value));
  }
  ownMetadata(input, group, {
    trustDomain: textOf(mesh, 'trustDomain'),
    meshId: textOf(config, 'meshId'),
  }).forEach(([key, value]) => metadata.set(key, value));
  config.set('proxyMetadata', metadata);
  config.delete('readinessProbe');
  if (group.probe !== undefined) {
    config.set('readinessProbe', group.probe);
  }
  return { config, metadata, unknownFields };
}
