import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  parseIpAddress,
  readVmOnboarding,
  VmOnboardingInput,
} from '@meshport/istio';
import { isDnsLabel } from '../manifests/objects';
import {
  NO_CLUSTER,
  readFields,
} from '../requests/kinds/egressGatewayParameters';

/** What virtual machines are asked for with. */
export interface VmParameters {
  cluster: string;
  machines: VmOnboardingInput;
  /** Where machines reach istiod; default: the address of the east-west gateway. */
  istiodAddress?: string;
}

/** JSON Schema of the parameters; `machines` is checked by `@meshport/istio`. */
export const VM_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'machines'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    istiodAddress: {
      type: 'string',
      description:
        'IP address at which the machines reach istiod; default: that of the east-west gateway',
    },
    machines: {
      type: 'object',
      description:
        'The group of machines: name, namespace, ports and, optionally, identity, network, probe, service, subsets and listeners',
    },
  },
};

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readVmParameters(parameters: unknown): VmParameters {
  const { cluster, machines, istiodAddress } = readFields(parameters, [
    'cluster',
    'machines',
    'istiodAddress',
  ]);
  const problems: string[] = [];
  if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
    problems.push(NO_CLUSTER);
  }
  if (
    istiodAddress !== undefined &&
    (typeof istiodAddress !== 'string' || !parseIpAddress(istiodAddress))
  ) {
    problems.push('istiodAddress: give an IPv4 or IPv6 address');
  }
  const read = readVmOnboarding(machines);
  if ('problems' in read) {
    problems.push(
      ...read.problems.map(
        ({ field, message }) =>
          `machines${field ? `.${field}` : ''}: ${message}`,
      ),
    );
    throw new InputError(problems.join('\n'));
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return {
    cluster: cluster as string,
    machines: read.input,
    ...(istiodAddress ? { istiodAddress: istiodAddress as string } : {}),
  };
}
