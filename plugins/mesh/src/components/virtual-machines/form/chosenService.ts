import { MachineServiceChoice } from '@meshport/backstage-plugin-mesh-common';
import { withoutAbsent } from '../../egress/form/formValues';
import { PortValue, VM_PROTOCOLS, VmProtocol, VmWorkload } from './types';

/**
 * What machines need for a Service that is there: its labels, and ports of the
 * same names.
 */
export function workloadFor(
  choice: MachineServiceChoice,
  before: VmWorkload,
): VmWorkload {
  const { app, version, ...labels } = choice.selector;
  return withoutAbsent({
    service: { kind: 'existing' as const, name: choice.name },
    // Without it the label would be the name of the group.
    app,
    version,
    labels: Object.keys(labels).length > 0 ? labels : undefined,
    ports: choice.ports.map(portFor),
    probe: before.probe,
  });
}

function portFor(port: MachineServiceChoice['ports'][number]): PortValue {
  const { name, number, targetPort } = port;
  return withoutAbsent({
    name: name ?? `port-${number}`,
    number,
    targetPort: targetPort === number ? undefined : targetPort,
    protocol: protocolFor(port.protocol),
  });
}

/** Protocols that Istio knows beside these, such as Redis, run on TCP. */
function protocolFor(protocol: string | undefined): VmProtocol {
  return VM_PROTOCOLS.find(one => one === protocol) ?? 'TCP';
}
