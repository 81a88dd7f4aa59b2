import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { EgressGatewayInput } from '@meshport/istio';
import { isDnsLabel } from '../../manifests/objects';
import { readEgressGateway } from '../../manifests/requests';

/** What an egress gateway is asked for with. */
export interface EgressGatewayParameters {
  cluster: string;
  gateway: EgressGatewayInput;
}

/** JSON Schema of the parameters; the gateway is checked by `@meshport/istio`. */
export const EGRESS_GATEWAY_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'gateway'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    gateway: {
      type: 'object',
      description: 'The gateway, as POST /egress-gateways takes it',
    },
  },
};

/** Words for a cluster that cannot be one. */
export const NO_CLUSTER =
  'cluster: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters';

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readEgressGatewayParameters(
  parameters: unknown,
): EgressGatewayParameters {
  const { cluster, gateway } = readFields(parameters, ['cluster', 'gateway']);
  const problems: string[] = [];
  if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
    problems.push(NO_CLUSTER);
  }
  if (
    typeof gateway !== 'object' ||
    gateway === null ||
    Array.isArray(gateway)
  ) {
    problems.push('gateway: give the gateway as an object');
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return {
    cluster: cluster as string,
    gateway: readEgressGateway(gateway as Record<string, unknown>),
  };
}

/** The fields of an object, none of which is unknown. */
export function readFields(
  parameters: unknown,
  known: string[],
): Record<string, unknown> {
  if (
    typeof parameters !== 'object' ||
    parameters === null ||
    Array.isArray(parameters)
  ) {
    throw new InputError('parameters: send a JSON object');
  }
  const unknown = Object.keys(parameters).find(key => !known.includes(key));
  if (unknown !== undefined) {
    throw new InputError(
      `parameters: there is no field ${JSON.stringify(
        unknown.slice(0, 60),
      )}; use ${known.join(', ')}`,
    );
  }
  return parameters as Record<string, unknown>;
}
