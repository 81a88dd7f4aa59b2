import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isDnsLabel } from '../../manifests/objects';
import { readFields } from '../../requests/kinds/egressGatewayParameters';
import { TOKEN_KINDS, TokenKind } from './Join';

/** What names a pair of clusters. */
export interface PairParameters {
  primary: string;
  remote: string;
}

/** What a remote cluster is joined with. */
export interface JoinParameters extends PairParameters {
  token: TokenKind;
  asIstioctl: boolean;
}

const PAIR = {
  primary: {
    type: 'string',
    description: 'Name of the cluster whose istiods are to read the other',
  },
  remote: {
    type: 'string',
    description: 'Name of the cluster that is read',
  },
};

/** JSON Schema of what names a pair. */
export const PAIR_SCHEMA: JsonObject = {
  type: 'object',
  required: ['primary', 'remote'],
  additionalProperties: false,
  properties: PAIR,
};

/** JSON Schema of the parameters of a join. */
export const JOIN_SCHEMA: JsonObject = {
  ...PAIR_SCHEMA,
  properties: {
    ...PAIR,
    token: {
      type: 'string',
      enum: [...TOKEN_KINDS],
      description:
        'long-lived: a token without an end, as istioctl makes it (default); rotating: one that runs out and is renewed',
    },
    asIstioctl: {
      type: 'boolean',
      description:
        'Takes the token Secret that istioctl create-remote-secret would take, which other primaries may use too; only for a long-lived token',
    },
  },
};

/** Reads what names a pair, with further fields that the caller checks. */
export function readPair(
  parameters: unknown,
  more: string[] = [],
): { pair: PairParameters; fields: Record<string, unknown> } {
  const fields = readFields(parameters, ['primary', 'remote', ...more]);
  const problems = ['primary', 'remote']
    .filter(field => {
      const value = fields[field];
      return typeof value !== 'string' || !isDnsLabel(value);
    })
    .map(
      field =>
        `${field}: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters`,
    );
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { pair: fields as unknown as PairParameters, fields };
}

/** Reads the parameters of a join; throws `InputError` with one line for each wrong field. */
export function readJoinParameters(parameters: unknown): JoinParameters {
  const { pair, fields } = readPair(parameters, ['token', 'asIstioctl']);
  const { token = 'long-lived', asIstioctl = false } = fields;
  const problems: string[] = [];
  if (!isTokenKind(token)) {
    problems.push(`token: use ${TOKEN_KINDS.join(' or ')}`);
  }
  if (typeof asIstioctl !== 'boolean') {
    problems.push('asIstioctl: use true or false');
  } else if (asIstioctl && token === 'rotating') {
    problems.push(
      'asIstioctl: istioctl knows no rotating tokens; leave it out, or take a long-lived one',
    );
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return {
    primary: pair.primary,
    remote: pair.remote,
    token: token as TokenKind,
    asIstioctl: asIstioctl as boolean,
  };
}

/** Whether a value names a kind of token. */
export function isTokenKind(value: unknown): value is TokenKind {
  return TOKEN_KINDS.includes(value as TokenKind);
}
