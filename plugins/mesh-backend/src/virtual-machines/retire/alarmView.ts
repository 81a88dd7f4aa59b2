import { MachineAlarm } from '@meshport/backstage-plugin-mesh-common';
import { StoredAlarm } from './AlarmStore';

/** An alarm as a page tells it. */
export function alarmView({
  name,
  address,
  connectedAt,
  overAt,
}: StoredAlarm): MachineAlarm {
  return {
    machine: name,
    ...(address ? { address } : {}),
    connectedAt,
    isOn: overAt === undefined,
    text:
      overAt === undefined
        ? `${name} has registered again although its request is retired.`
        : `${name} had registered again although its request was retired, and left at ${new Date(
            overAt,
          ).toISOString()}.`,
    mend: 'Take the agent off the machine with the uninstall line. If you do not reach it, cut it off.',
  };
}
