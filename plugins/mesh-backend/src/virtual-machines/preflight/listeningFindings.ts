import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';

/** What has to be looked at on the machine: where the application listens, and what the proxy leaves alone. */
export function listeningFindings({
  withoutCapture,
  excludedPorts,
  ports,
}: VmOnboardingInput): RequestFinding[] {
  const listening = ports
    .map(({ number, targetPort }) => targetPort ?? number)
    .join(', ');
  const uncaptured = excludedPorts?.inbound ?? [];
  return [
    withoutCapture
      ? {
          code: 'VM_LOOPBACK',
          severity: 'warning',
          message: `Without iptables the application has to listen on 127.0.0.1 only (port ${listening}): the proxy takes the address of the machine.`,
          mend: 'Check the configuration of the application before the machine joins.',
        }
      : {
          code: 'VM_LISTEN_ADDRESS',
          severity: 'info',
          message: `The proxy calls the application at the address of the machine (port ${listening}): an application that listens on 127.0.0.1 only is not reached.`,
          mend: 'Check with ss -ltn on the machine that it listens on 0.0.0.0, [::] or the address itself.',
        },
    ...(uncaptured.length
      ? [
          {
            code: 'VM_PORTS_NOT_CAPTURED',
            severity: 'warning',
            message: `Callers reach port ${uncaptured.join(
              ', ',
            )} of the machines without the proxy: unencrypted, and no policy of the mesh holds there, a cut-off neither.`,
            mend: 'Leave out only ports that something else protects.',
          } satisfies RequestFinding,
        ]
      : []),
  ];
}
