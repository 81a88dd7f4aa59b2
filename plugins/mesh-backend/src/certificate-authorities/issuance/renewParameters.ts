import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isDnsLabel } from '../../manifests/objects';
import { readFields } from '../../requests/kinds/egressGatewayParameters';

/** JSON schema of what is asked for. */
export const RENEW_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    namespace: {
      type: 'string',
      description: "Of the control plane; default: the cluster's",
    },
    issuance: {
      type: 'string',
      description: 'The issuance that is renewed; default: the one in use',
    },
  },
};

/** Throws `InputError`, one line for each field that is wrong. */
export function readRenewParameters(parameters: unknown): {
  cluster: string;
  namespace?: string;
  issuance?: string;
} {
  const fields = readFields(
    parameters,
    Object.keys(RENEW_SCHEMA.properties as JsonObject),
  );
  const problems: string[] = [];
  for (const field of ['cluster', 'namespace']) {
    const value = fields[field];
    const isAbsent = value === undefined && field === 'namespace';
    if (!isAbsent && (typeof value !== 'string' || !isDnsLabel(value))) {
      problems.push(
        `${field}: is no name for a ${field}; use lower-case letters, digits and -, at most 63 characters`,
      );
    }
  }
  if (fields.issuance !== undefined && typeof fields.issuance !== 'string') {
    problems.push('issuance: give its ID as text, or leave it out');
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return fields as ReturnType<typeof readRenewParameters>;
}
