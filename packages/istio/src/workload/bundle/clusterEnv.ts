import { compareBytes } from '../../goFormat/goJson';
import { shellQuote } from '../../goFormat/shellQuote';
import { istiodAddress, isRevisioned } from './controlPlaneNames';
import type { MachineProxyConfig } from './proxyConfig';
import { VmBundleInput, VmBundleInputError } from './VmBundleInput';
import type { GroupFacts } from './workloadGroup';

/** Ports of SSH, of Envoy's metrics and of Envoy's readiness. */
const NEVER_CAPTURED = [22, 15090, 15021];
const DEFAULT_STATUS_PORT = 15020;

function localExcludePorts(
  statusPort: number,
  uncaptured: readonly number[],
): string {
  const port = statusPort === 0 ? DEFAULT_STATUS_PORT : statusPort;
  // Only Envoy's two ports are compared, so that a status port of 22 stands twice.
  return [...NEVER_CAPTURED, port]
    .filter((one, i) => i < 3 || (one !== 15090 && one !== 15021))
    .concat(uncaptured)
    .join(',');
}

/** What iptables leads to the proxy: nothing where it is empty, all where it is `*`. */
function inboundPorts(
  ports: ReadonlyMap<string, number>,
  uncaptured: readonly number[],
): string {
  const numbers = [...ports.values()].sort((a, b) => a - b);
  return numbers.length
    ? numbers.filter(port => !uncaptured.includes(port)).join(',')
    : '*';
}

function addressOf(input: VmBundleInput): [string, string][] {
  if (input.internalIP) {
    return [['ISTIO_SVC_IP', input.internalIP]];
  }
  return input.externalIP
    ? [
        ['ISTIO_SVC_IP', input.externalIP],
        ['REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION', 'true'],
      ]
    : [];
}

/**
 * `cluster.env`, which a root shell on the machine reads: the proxy's metadata
 * and what istioctl's createClusterEnv sets over it, in the order of bytes.
 *
 * @throws {@link VmBundleInputError} for a key that is no name of a variable,
 * which in that shell could be a command, and for a value that it would not read
 * as it is
 */
export function clusterEnv(
  input: VmBundleInput,
  group: GroupFacts,
  istioNamespace: string,
  { config, metadata }: MachineProxyConfig,
): string {
  const { uncapturedPorts = [] } = input;
  const variables = new Map([
    ...metadata,
    ['ISTIO_INBOUND_PORTS', inboundPorts(group.ports, uncapturedPorts)],
    ['ISTIO_NAMESPACE', group.namespace],
    ['ISTIO_SERVICE', `${group.name}.${group.namespace}`],
    ['ISTIO_SERVICE_CIDR', '*'],
    [
      'ISTIO_LOCAL_EXCLUDE_PORTS',
      localExcludePorts(
        (config.get('statusPort') as number | undefined) ?? 0,
        uncapturedPorts,
      ),
    ],
    ['SERVICE_ACCOUNT', group.serviceAccount],
    ...(isRevisioned(input.revision)
      ? [['CA_ADDR', istiodAddress(istioNamespace, input.revision)] as const]
      : []),
    ...addressOf(input),
  ]);
  const lines = [...variables].map(([key, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
      throw new VmBundleInputError(
        'proxyMetadata',
        `The key ${JSON.stringify(
          key,
        )} is no name of a variable. Use letters, digits and underscores, and no digit first.`,
      );
    }
    if (value.includes('\0')) {
      throw new VmBundleInputError(
        'proxyMetadata',
        `The value of ${key} has a NUL character, which no shell can read. Take it out.`,
      );
    }
    const quoted = shellQuote(value);
    // istioctl leaves backslashes bare among `w`, `@%+=:,./-`, and the shell
    // drops them; the last one takes the next variable into this one's value.
    if (quoted === value && value.includes('\\')) {
      throw new VmBundleInputError(
        'proxyMetadata',
        `A shell would drop the backslashes of ${key}, whose value istioctl leaves without quotes. Take them out.`,
      );
    }
    return `${key}=${quoted}`;
  });
  return `${lines.sort(compareBytes).join('\n')}\n`;
}
