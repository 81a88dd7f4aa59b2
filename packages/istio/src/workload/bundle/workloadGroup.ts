import { fromPlainData } from '../../goFormat/fromGoYaml';
import {
  ProtoData,
  ProtoJsonError,
  readMessage,
} from '../../goFormat/protoJson';
import type { JsonValue } from '../../goFormat/toGoYaml';
import { isDnsLabel, isDnsSubdomain } from '../../resources';
import { WORKLOAD_GROUP } from './meshMessages';
import { VmBundleInput, VmBundleInputError } from './VmBundleInput';

type Texts = ReadonlyMap<string, string>;

/** What a bundle takes from a WorkloadGroup. */
export interface GroupFacts {
  name: string;
  namespace: string;
  serviceAccount: string;
  network: string;
  ports: ReadonlyMap<string, number>;
  /** Labels of the group's entries. */
  labels: Map<string, string>;
  /** Labels that override those of the metadata. */
  templateLabels: Texts;
  /** Values of `proxy.istio.io/config`, the later ones winning. */
  proxyConfigs: { field: string; text: string }[];
  probe: JsonValue | undefined;
}

const PROXY_CONFIG_ANNOTATION = 'proxy.istio.io/config';

function part(data: ProtoData | undefined, name: string): ProtoData {
  return (data?.get(name) as ProtoData | undefined) ?? new Map();
}

function readSpec(spec: unknown): ProtoData {
  const source = fromPlainData(spec ?? {});
  try {
    return readMessage(WORKLOAD_GROUP, source, new Map(), 'group.spec', []);
  } catch (error) {
    if (error instanceof ProtoJsonError) {
      throw new VmBundleInputError(error.field, `${error.mend}.`);
    }
    throw error;
  }
}

function proxyConfigs(
  group: VmBundleInput['group'],
  annotations: Texts,
): GroupFacts['proxyConfigs'] {
  return [
    {
      field: `group.metadata.annotations["${PROXY_CONFIG_ANNOTATION}"]`,
      text: group.metadata.annotations?.[PROXY_CONFIG_ANNOTATION],
    },
    {
      field: `group.spec.metadata.annotations["${PROXY_CONFIG_ANNOTATION}"]`,
      text: annotations.get(PROXY_CONFIG_ANNOTATION),
    },
  ].filter((one): one is { field: string; text: string } => {
    if (one.text !== undefined && typeof one.text !== 'string') {
      throw new VmBundleInputError(one.field, 'Give a text.');
    }
    return one.text !== undefined;
  });
}

/**
 * Reads a WorkloadGroup as istioctl does from a file: absent parts are empty and
 * the service account is `default`.
 */
export function readGroup(group: VmBundleInput['group']): GroupFacts {
  const { name, namespace } = group.metadata ?? {};
  if (typeof name !== 'string' || !isDnsSubdomain(name)) {
    throw new VmBundleInputError(
      'group.metadata.name',
      'Give the name of the WorkloadGroup: lower-case letters, digits, dashes and dots.',
    );
  }
  if (typeof namespace !== 'string' || !isDnsLabel(namespace)) {
    throw new VmBundleInputError(
      'group.metadata.namespace',
      'Give the namespace of the WorkloadGroup.',
    );
  }
  const spec = readSpec(group.spec);
  const metadata = part(spec, 'metadata');
  const template = part(spec, 'template');
  const templateLabels = part(template, 'labels') as Texts;
  const serviceAccount = template.get('serviceAccount') ?? 'default';
  if (!isDnsSubdomain(serviceAccount as string)) {
    throw new VmBundleInputError(
      'group.spec.template.serviceAccount',
      'Give the name of a service account: lower-case letters, digits, dashes and dots.',
    );
  }
  return {
    name,
    namespace,
    serviceAccount: serviceAccount as string,
    network: (template.get('network') as string | undefined) ?? '',
    ports: part(template, 'ports') as ReadonlyMap<string, JsonValue> as never,
    labels: new Map([
      ...(part(metadata, 'labels') as Texts),
      ...templateLabels,
    ]),
    templateLabels,
    proxyConfigs: proxyConfigs(group, part(metadata, 'annotations') as Texts),
    probe: spec.get('probe'),
  };
}
