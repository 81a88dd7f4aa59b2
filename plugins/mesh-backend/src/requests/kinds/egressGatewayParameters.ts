import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isDnsLabel } from '../../manifests/objects';

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

/** JSON Schema of what names a gateway that is there. */
export const EGRESS_GATEWAY_REF_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'namespace', 'name'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    namespace: { type: 'string', description: 'Where the gateway runs' },
    name: { type: 'string', description: 'Name of the gateway' },
  },
};

/** Words for a cluster that cannot be one. */
export const NO_CLUSTER =
  'cluster: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters';

/** Reads the parameters but for the gateway itself; throws `InputError` with one line for each wrong field. */
export function readEgressGatewayParameters(parameters: unknown): {
  cluster: string;
  gateway: Record<string, unknown>;
} {
  const { cluster, gateway } = readFields(parameters, ['cluster', 'gateway']);
  const problems: string[] = [];
  if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
    problems.push(NO_CLUSTER);
  }
  if (!isObject(gateway)) {
    problems.push('gateway: give the gateway as an object');
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return {
    cluster: cluster as string,
    gateway: gateway as Record<string, unknown>,
  };
}

/** Reads what names a gateway, with further fields that the caller checks. */
export function readGatewayRef(
  parameters: unknown,
  more: string[] = [],
): {
  cluster: string;
  namespace: string;
  name: string;
  fields: Record<string, unknown>;
} {
  const fields = readFields(parameters, [
    'cluster',
    'namespace',
    'name',
    ...more,
  ]);
  const problems = ['cluster', 'namespace', 'name']
    .filter(field => {
      const value = fields[field];
      return typeof value !== 'string' || !isDnsLabel(value);
    })
    .map(
      field =>
        `${field}: is no name for a ${
          field === 'name' ? 'gateway' : field
        }; use lower-case letters, digits and -, at most 63 characters`,
    );
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { ...(fields as any), fields };
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object, none of which is unknown. */
export function readFields(
  parameters: unknown,
  known: string[],
): Record<string, unknown> {
  if (!isObject(parameters)) {
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
  return parameters;
}
