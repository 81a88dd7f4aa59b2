import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { CaKeyType } from '@meshport/backstage-plugin-mesh-common';
import { isDnsLabel } from '../../manifests/objects';
import { readFields } from '../../requests/kinds/egressGatewayParameters';
import { CA_KEY_TYPES } from '../config/authoritySettings';

/** What an intermediate is asked for with; what is absent has a default. */
export interface IssueParameters {
  authority: string;
  cluster: string;
  namespace?: string;
  keyType?: CaKeyType;
  validityDays?: number;
  commonName?: string;
  organization?: string;
  renewals: 'inAdvance' | 'ask';
  acceptOutage: boolean;
}

/** JSON Schema of these parameters. */
export const ISSUE_SCHEMA: JsonObject = {
  type: 'object',
  required: ['authority', 'cluster'],
  additionalProperties: false,
  properties: {
    authority: {
      type: 'string',
      description: 'Name of a configured certificate authority',
    },
    cluster: { type: 'string', description: 'Name of the cluster' },
    namespace: {
      type: 'string',
      description: "Of the control plane; default: the cluster's",
    },
    keyType: {
      type: 'string',
      enum: [...CA_KEY_TYPES],
      description: "Default: the authority's, P-256 unless it says otherwise",
    },
    validityDays: {
      type: 'integer',
      minimum: 1,
      description: "Default: the authority's",
    },
    commonName: { type: 'string', description: 'Default: Intermediate CA' },
    organization: { type: 'string', description: 'Default: Istio' },
    renewals: {
      type: 'string',
      enum: ['inAdvance', 'ask'],
      description:
        'inAdvance: the approval is for renewals with the same issuer, root, subject, key type and validity too; ask (default): each renewal is approved',
    },
    acceptOutage: {
      type: 'boolean',
      description:
        'Accepts that calls fail until every workload has a certificate below the new root; default false',
    },
  },
};

/** Reads them; throws `InputError` with one line for each wrong field. */
export function readIssueParameters(parameters: unknown): IssueParameters {
  const fields = readFields(
    parameters,
    Object.keys(ISSUE_SCHEMA.properties as JsonObject),
  );
  const { validityDays, renewals = 'ask', acceptOutage = false } = fields;
  const problems: string[] = [];
  const label = (field: string, what: string, isNeeded: boolean) => {
    const value = fields[field];
    if (value === undefined && !isNeeded) {
      return;
    }
    if (typeof value !== 'string' || !isDnsLabel(value)) {
      problems.push(
        `${field}: is no name for ${what}; use lower-case letters, digits and -, at most 63 characters`,
      );
    }
  };
  label('authority', 'an authority', true);
  label('cluster', 'a cluster', true);
  label('namespace', 'a namespace', false);
  if (
    fields.keyType !== undefined &&
    !CA_KEY_TYPES.includes(fields.keyType as CaKeyType)
  ) {
    problems.push(`keyType: use ${CA_KEY_TYPES.join(', ')}`);
  }
  if (
    validityDays !== undefined &&
    (!Number.isInteger(validityDays) || Number(validityDays) < 1)
  ) {
    problems.push('validityDays: give whole days, at least 1');
  }
  for (const field of ['commonName', 'organization']) {
    const problem = namePartProblem(fields[field]);
    if (problem) {
      problems.push(`${field}: ${problem}`);
    }
  }
  if (renewals !== 'inAdvance' && renewals !== 'ask') {
    problems.push('renewals: use inAdvance or ask');
  }
  if (typeof acceptOutage !== 'boolean') {
    problems.push('acceptOutage: use true or false');
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { ...fields, renewals, acceptOutage } as unknown as IssueParameters;
}

/** RFC 5280 allows 64 characters; what cannot be seen could pass for another name. */
function namePartProblem(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  return typeof value === 'string' &&
    /^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u.test(value) &&
    value.trim() === value
    ? undefined
    : 'give 1 to 64 characters that can be seen, without blanks at the ends';
}
