import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { readFields } from '../../requests/kinds/egressGatewayParameters';
import { readVmParameters, VM_SCHEMA, VmParameters } from '../vmParameters';

/** One step of a staged shift. */
export interface ShiftParameters
  extends Pick<VmParameters, 'cluster' | 'machines'> {
  /** Per cent of the calls that are to go to machines. */
  machinesPercent: number;
}

/** JSON Schema of the parameters; `machines` is that of the request for the group. */
export const SHIFT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'machines', 'machinesPercent'],
  additionalProperties: false,
  properties: {
    cluster: (VM_SCHEMA.properties as JsonObject).cluster,
    machines: (VM_SCHEMA.properties as JsonObject).machines,
    machinesPercent: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      description: 'Per cent of the calls that are to go to machines',
    },
  },
};

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readShiftParameters(parameters: unknown): ShiftParameters {
  const { machinesPercent, ...group } = readFields(parameters, [
    'cluster',
    'machines',
    'machinesPercent',
  ]);
  const { cluster, machines } = readVmParameters(group);
  const problems: string[] = [];
  if (
    !Number.isInteger(machinesPercent) ||
    (machinesPercent as number) < 0 ||
    (machinesPercent as number) > 100
  ) {
    problems.push('machinesPercent: give a whole number from 0 to 100');
  }
  if (!machines.service) {
    problems.push(
      'machines.service: without a service there are no calls to share',
    );
  }
  if (!machines.subsets) {
    problems.push(
      'machines.subsets: machines and pods are not told apart; ask for the group with subsets first',
    );
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { cluster, machines, machinesPercent: machinesPercent as number };
}
