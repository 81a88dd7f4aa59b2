import type { VmOnboardingInput } from './VmOnboardingInput';

/** Where the HTTP proxy of a machine without iptables waits unless told. */
export const DEFAULT_HTTP_PROXY_PORT = 15080;

/**
 * What the programs on the machine read from `cluster.env`. `istio-start.sh`
 * leaves iptables alone with `ISTIO_CUSTOM_IP_TABLES`, and istiod learns from
 * `ISTIO_META_INTERCEPTION_MODE` that listeners bind their ports themselves.
 * `istio-iptables` reads its flag `--istio-local-outbound-ports-exclude` from
 * the variable of that name.
 */
function machineVariables({
  withoutCapture,
  excludedPorts,
}: VmOnboardingInput): Record<string, string> {
  const outbound = excludedPorts?.outbound ?? [];
  return {
    ...(withoutCapture
      ? {
          ISTIO_CUSTOM_IP_TABLES: 'true',
          ISTIO_META_INTERCEPTION_MODE: 'NONE',
        }
      : {}),
    ...(outbound.length
      ? { ISTIO_LOCAL_OUTBOUND_PORTS_EXCLUDE: outbound.join(',') }
      : {}),
  };
}

/**
 * The group's annotation with settings of the machines' proxies, which
 * `istioctl x workload entry configure` reads as well; undefined without any.
 */
export function machineProxyAnnotation(
  input: VmOnboardingInput,
): Record<string, string> | undefined {
  const proxyMetadata = machineVariables(input);
  return Object.keys(proxyMetadata).length
    ? { 'proxy.istio.io/config': JSON.stringify({ proxyMetadata }) }
    : undefined;
}

/**
 * Lines of variables by which programs on the machine find the HTTP proxy;
 * empty where there is none. Meant for the unit of the application, not for the
 * whole machine. It ends in a line break.
 *
 * @public
 */
export function vmHttpProxySettings({
  withoutCapture,
}: VmOnboardingInput): string {
  if (!withoutCapture?.httpProxy) {
    return '';
  }
  const { port = DEFAULT_HTTP_PROXY_PORT } = withoutCapture.httpProxy;
  return `http_proxy=http://127.0.0.1:${port}\nno_proxy=localhost,127.0.0.1,::1\n`;
}

function list(ports: readonly number[]): string {
  return ports.join(', ');
}

/**
 * What of a machine's traffic goes through the proxy, as sentences.
 *
 * @public
 */
export function vmCaptureNotes(input: VmOnboardingInput): string[] {
  const { ports, withoutCapture, excludedPorts = {} } = input;
  const listening = ports.map(({ number, targetPort }) => targetPort ?? number);
  if (withoutCapture) {
    return [
      `Nothing is captured. Callers reach the proxy on ${list(
        listening,
      )} of the machine's address, and the application has to listen on 127.0.0.1 only, or the proxy cannot take the ports.`,
      'Calls of the application go through the proxy only where it calls the names of the dependencies, or is told of the HTTP proxy.',
    ];
  }
  const { inbound = [], outbound = [] } = excludedPorts;
  const captured = listening.filter(port => !inbound.includes(port));
  return [
    captured.length
      ? `Inbound, only ${list(
          captured,
        )} go through the proxy. Every other port of the machine, such as 22 of SSH, is reached as before.`
      : 'Inbound, nothing goes through the proxy.',
    ...(inbound.length
      ? [
          `Callers reach ${list(
            inbound,
          )} without the proxy: unencrypted, and no policy of the mesh holds there. Pods under the same name are called unencrypted on these ports, too.`,
        ]
      : []),
    outbound.length
      ? `Outbound, every call goes through the proxy but those to the ports ${list(
          outbound,
        )} of other hosts, for which no route, policy or mTLS of the mesh holds.`
      : 'Outbound, every call goes through the proxy.',
  ];
}
