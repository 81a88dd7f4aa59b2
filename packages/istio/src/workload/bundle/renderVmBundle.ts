import { GoYamlError } from '../../goFormat/GoYamlError';
import { toGoYaml } from '../../goFormat/toGoYaml';
import { isDnsLabel, isDnsSubdomain, parseIpAddress } from '../../resources';
import { clusterEnv } from './clusterEnv';
import { istiodHost, isRevisioned } from './controlPlaneNames';
import { MachineProxyConfig, machineProxyConfig } from './proxyConfig';
import { VmBundle, VmBundleInput, VmBundleInputError } from './VmBundleInput';
import { GroupFacts, readGroup } from './workloadGroup';

const ISTIO_NAMESPACE = 'istio-system';

function refuse(field: string, mend: string): never {
  throw new VmBundleInputError(field, mend);
}

function checkOptions(input: VmBundleInput): void {
  for (const field of ['ingressIP', 'internalIP', 'externalIP'] as const) {
    const address = input[field];
    if (address && !parseIpAddress(address)) {
      refuse(field, 'Give an IPv4 or IPv6 address.');
    }
  }
  if (input.internalIP && input.externalIP) {
    refuse('externalIP', 'Give either internalIP or externalIP, not both.');
  }
  if (isRevisioned(input.revision) && !isDnsLabel(input.revision)) {
    refuse('revision', 'Give lower-case letters, digits and dashes.');
  }
  if (input.istioNamespace && !isDnsLabel(input.istioNamespace)) {
    refuse('istioNamespace', 'Give lower-case letters, digits and dashes.');
  }
  if (input.workloadEntry && input.autoRegister) {
    refuse(
      'workloadEntry',
      'With autoRegister istiod makes the entry. Take one of the two out.',
    );
  }
  if (input.workloadEntry && !isDnsSubdomain(input.workloadEntry)) {
    refuse('workloadEntry', 'Give the name of a WorkloadEntry.');
  }
  if (input.serviceAccount !== undefined && input.autoRegister) {
    refuse(
      'serviceAccount',
      "With autoRegister istiod gives the entry the group's account. Take one of the two out.",
    );
  }
  if (
    input.serviceAccount !== undefined &&
    !isDnsSubdomain(input.serviceAccount)
  ) {
    refuse('serviceAccount', 'Give the name of a service account.');
  }
}

function hosts(input: VmBundleInput, istioNamespace: string): string {
  if (input.ingressIP) {
    return `${input.ingressIP} ${istiodHost(istioNamespace, input.revision)}\n`;
  }
  return input.allowEmptyHosts
    ? ''
    : refuse(
        'ingressIP',
        'Without an address the machine cannot find istiod. Give the address of the east-west gateway, or of a load balancer before istiod.',
      );
}

function meshYaml({ config }: MachineProxyConfig): string {
  try {
    return toGoYaml(new Map([['defaultConfig', config]]));
  } catch (error) {
    if (error instanceof GoYamlError) {
      throw new VmBundleInputError(
        'proxyConfig',
        `${error.message}: take it out of the mesh's configuration, the group or the options.`,
      );
    }
    throw error;
  }
}

function warningsFor(
  input: VmBundleInput,
  group: GroupFacts,
  { unknownFields }: MachineProxyConfig,
): string[] {
  const warnings = unknownFields.map(
    path =>
      `The field ${path} of the proxy's configuration is not known here and is left out.`,
  );
  if (group.templateLabels.size > 0) {
    warnings.push(
      'Labels in spec.template override those in spec.metadata. Move them to spec.metadata.',
    );
  }
  if (!input.ingressIP) {
    warnings.push(
      'The hosts file is empty: the machine needs another way to find istiod.',
    );
  }
  if (input.clusterID === '') {
    warnings.push(
      'The cluster ID is empty: istiod then reviews the token in its own cluster.',
    );
  }
  return warnings;
}

/** The group, with the identity and the captured ports of this machine. */
function groupOf(input: VmBundleInput): GroupFacts {
  const read = readGroup(input.group);
  const numbers = [...read.ports.values()];
  const other = input.uncapturedPorts?.find(port => !numbers.includes(port));
  if (other !== undefined) {
    refuse(
      'uncapturedPorts',
      `The group has no port ${other}, and the proxy takes no others. Take it out.`,
    );
  }
  return {
    ...read,
    serviceAccount: input.serviceAccount ?? read.serviceAccount,
  };
}

/**
 * Makes the bundle of a virtual machine: byte for byte what
 * `istioctl x workload entry configure` of Istio 1.28 and newer writes for the
 * same input (istioctl/pkg/workload/workload.go), with the mends that
 * docs/contributors/conformance.md lists.
 *
 * @throws {@link VmBundleInputError} naming the field and the mend
 * @public
 */
export function renderVmBundle(input: VmBundleInput): VmBundle {
  checkOptions(input);
  const istioNamespace = input.istioNamespace || ISTIO_NAMESPACE;
  const group = groupOf(input);
  const proxy = machineProxyConfig(input, group, istioNamespace);
  return {
    files: {
      'cluster.env': clusterEnv(input, group, istioNamespace, proxy),
      'mesh.yaml': meshYaml(proxy),
      'root-cert.pem': input.rootCert,
      'istio-token': input.token,
      hosts: hosts(input, istioNamespace),
    },
    warnings: warningsFor(input, group, proxy),
  };
}
