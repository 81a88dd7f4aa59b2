import { problems } from './problems';
import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const id = inPath('id', 'ID of the request');

function inPath(name: string, description: string) {
  return {
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description,
  };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

/** An error of the routes that scripts call: one line of words. */
function words(description: string) {
  return { description, content: { 'text/plain': { schema: text } } };
}

/** The routes of codes, and the two that machines call without a login. */
export const enrolmentPaths = {
  '/requests/{id}/enrolment-codes': {
    post: {
      summary: 'Make a code for a machine; it is seen in this answer only',
      description:
        'Only a person may; a call that another plugin makes in their name is refused.',
      parameters: [id],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('CreateEnrolmentCode') } },
      },
      responses: {
        201: answer(
          'The code, and the line that asks for it',
          'MadeEnrolmentCode',
        ),
        ...problems(400, 401, 403, 404, 409),
      },
    },
    get: {
      summary: 'The codes of a request, without the codes themselves',
      parameters: [id],
      responses: {
        200: answer('With what the caller may do now', 'EnrolmentCodes'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  '/requests/{id}/enrolment-codes/{codeId}': {
    delete: {
      summary: "End a code's life; doing it again changes nothing",
      parameters: [id, inPath('codeId', 'Of the list; not the code')],
      responses: {
        200: answer('The code that is revoked', 'EnrolmentCode'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  '/enrol/script': {
    get: {
      summary: 'The static script that has a machine join',
      security: [],
      responses: {
        200: {
          description: 'The same for everyone; its SHA-256 is the ETag',
          content: { 'text/x-shellscript': { schema: text } },
        },
        304: { description: 'It is the one that the caller has' },
      },
    },
  },
  '/enrol/redeem': {
    post: {
      summary: 'A bundle for a code; at most 4 KiB',
      security: [],
      requestBody: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': { schema: ref('RedeemForm') },
        },
      },
      responses: {
        200: {
          description: 'tar.gz of flat files; never kept',
          content: {
            'application/gzip': {
              schema: { type: 'string', format: 'binary' },
            },
          },
        },
        400: words('A field is wrong; it is named'),
        403: words(
          'The code is not good: one answer for wrong, used, expired, revoked, of another request and from elsewhere',
        ),
        409: words(
          'The cluster is not as approved, or no package is pinned; the words are for the owner of the request',
        ),
        413: words('It is too large'),
        415: words('It is no form'),
        429: words('Too many tries failed; Retry-After says when to try again'),
        500: words('The cause stands in the log of the portal'),
        503: words(
          'The cluster does not answer; the code is not spent, Retry-After says when to try again',
        ),
      },
    },
  },
};

const form = oneOf('line', 'cloud-init', 'ansible');
const format = oneOf('deb', 'rpm');
const arch = oneOf('amd64', 'arm64');
const machine = shape({ name: text, address: text });

/** The schemas of these routes. */
export const enrolmentSchemas = {
  CreateEnrolmentCode: shape({
    'minutes?': { type: 'integer', minimum: 1 },
    'cidr?': text,
    'uses?': { type: 'integer', minimum: 1 },
    'form?': form,
    'internalIP?': text,
    'externalIP?': text,
    'captureDNS?': flag,
    'tokenSeconds?': { type: 'integer', minimum: 600, maximum: 3600 },
    'machine?': machine,
  }),
  MadeEnrolmentCode: shape({
    id: text,
    code: text,
    expiresAt: time,
    line: text,
    'forms?': shape({ 'cloud-init?': text, 'ansible?': text }),
  }),
  EnrolmentCode: shape({
    id: text,
    form,
    state: oneOf('open', 'used', 'expired', 'revoked'),
    madeBy: text,
    madeAt: time,
    expiresAt: time,
    'cidr?': text,
    uses: count,
    usesLeft: count,
    'machine?': machine,
    'revokedBy?': text,
    'revokedAt?': time,
    redemptions: list(
      shape({
        at: time,
        source: text,
        hostname: text,
        address: text,
        format,
        arch,
        outcome: oneOf('given', 'failed', 'unfinished'),
      }),
    ),
  }),
  EnrolmentCodes: shape({
    items: list(ref('EnrolmentCode')),
    may: shape({ download: flag, enrol: flag, revoke: flag }),
    why: shape({ 'download?': text, 'enrol?': text }),
    missing: list(text),
    'notNow?': text,
    reEnrolment: flag,
    machineNeeded: flag,
    minutes: shape({ default: count, most: count }),
    'standing?': shape({ minutes: count, uses: count }),
    'version?': text,
    packages: list(shape({ format, arch })),
  }),
  RedeemForm: shape({
    code: text,
    request: text,
    hostname: text,
    address: text,
    format,
    arch,
  }),
};
