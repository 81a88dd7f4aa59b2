import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isDnsSubdomain } from '@meshport/istio';
import { isDnsLabel } from '../../manifests/objects';
import { readFields } from '../../requests/kinds/egressGatewayParameters';

/** Whom to cut off, and where. */
export interface CutOffParameters {
  cluster: string;
  namespace: string;
  /** Name of the group of machines. */
  group: string;
  /** The identities of its machines, all in the group's namespace. */
  serviceAccounts: string[];
  /** Namespaces whose workloads refuse them; absent: all of the mesh. */
  in?: string[];
  /** Goes on although others use a service account; they are shut out too. */
  evenIfShared?: boolean;
}

/** Namespaces of one cut-off: each is a policy, and a permission to ask for. */
const MOST_NAMESPACES = 50;
/** Accounts of one policy. */
const MOST_ACCOUNTS = 200;

/** JSON Schema of the parameters. */
export const CUT_OFF_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'namespace', 'group', 'serviceAccounts'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    namespace: { type: 'string', description: 'Where the group is' },
    group: { type: 'string', description: 'Name of the group of machines' },
    serviceAccounts: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_ACCOUNTS,
      items: { type: 'string' },
      description: 'Identities of the machines, in that namespace',
    },
    in: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_NAMESPACES,
      items: { type: 'string' },
      description:
        'Namespaces whose workloads refuse the machines; default: all of the mesh',
    },
    evenIfShared: {
      type: 'boolean',
      description: 'Go on although others use a service account',
    },
  },
};

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readCutOffParameters(parameters: unknown): CutOffParameters {
  const fields = readFields(parameters, [
    'cluster',
    'namespace',
    'group',
    'serviceAccounts',
    'in',
    'evenIfShared',
  ]);
  const { serviceAccounts, in: places, evenIfShared } = fields;
  const problems = [
    ...['cluster', 'namespace', 'group']
      .filter(field => !isLabel(fields[field]))
      .map(
        field =>
          `${field}: is no name for a ${field}; use lower-case letters, digits and -, at most 63 characters`,
      ),
    ...listProblems('serviceAccounts', serviceAccounts, {
      most: MOST_ACCOUNTS,
      isName: isAccount,
      words: 'the service accounts of the machines',
    }),
    ...(places === undefined
      ? []
      : listProblems('in', places, {
          most: MOST_NAMESPACES,
          isName: isLabel,
          words: 'namespaces, or leave it out for all of the mesh',
        })),
    ...(evenIfShared === undefined || typeof evenIfShared === 'boolean'
      ? []
      : ['evenIfShared: give true or false']),
  ];
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return fields as unknown as CutOffParameters;
}

function isLabel(value: unknown): boolean {
  return typeof value === 'string' && isDnsLabel(value);
}

function isAccount(value: unknown): boolean {
  return typeof value === 'string' && isDnsSubdomain(value);
}

function listProblems(
  field: string,
  value: unknown,
  of: { most: number; isName: (one: unknown) => boolean; words: string },
): string[] {
  if (!Array.isArray(value) || !value.length || value.length > of.most) {
    return [`${field}: give 1 to ${of.most} ${of.words}, as a list`];
  }
  return [
    ...value.flatMap((one, index) =>
      of.isName(one)
        ? []
        : [
            `${field}[${index}]: is no name; use lower-case letters, digits and -`,
          ],
    ),
    ...(new Set(value).size < value.length
      ? [`${field}: name each one once`]
      : []),
  ];
}
