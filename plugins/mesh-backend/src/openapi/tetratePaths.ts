import { problems } from './problems';
import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

/** The routes of Tetrate's onboarding. */
export const tetratePaths = {
  '/clusters/{cluster}/tetrate-onboarding': {
    get: {
      summary: 'The onboarding plane, who could join what, and who has',
      description:
        'The cluster is asked: these kinds are not held in memory. `notKnown` says what may not be read.',
      parameters: [inPath('cluster')],
      responses: {
        200: answer('What the caller may see', 'TetrateOnboardingAnswer'),
        ...problems(400, 401, 403, 503),
      },
    },
  },
  '/clusters/{cluster}/tetrate-onboarding/join-questions': {
    post: {
      summary: 'Whether a machine could join each of the groups',
      parameters: [inPath('cluster')],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: ref('TetrateJoinQuestion') },
        },
      },
      responses: {
        200: answer(
          'For each group that the caller may read',
          'TetrateJoinVerdicts',
        ),
        ...problems(400, 401, 403, 503),
      },
    },
  },
  '/requests/{id}/tetrate-files': {
    get: {
      summary: 'What a machine of a request needs; nothing of it is secret',
      parameters: [
        {
          name: 'id',
          in: 'path',
          required: true,
          schema: { type: 'string', format: 'uuid' },
        },
      ],
      responses: {
        200: answer('Files, script and packages', 'TetrateFiles'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  },
};

const place = shape({ namespace: text, name: text });
const group = shape({ namespace: text, name: text, serviceAccount: text });
const packages = list(
  shape({
    name: text,
    format: text,
    architecture: text,
    'revision?': text,
    url: text,
    checksumUrl: text,
  }),
);
const port = { type: 'integer', minimum: 1, maximum: 65535 };

const plane = shape({
  name: text,
  namespace: text,
  enabled: flag,
  hosts: list(text),
  'secretName?': text,
  'uid?': text,
  'tokenLifetime?': text,
  localRepository: flag,
  issuers: list(shape({ issuer: text, 'shortName?': text })),
  'customGateway?': shape({ host: text, port }),
  'gateway?': text,
  workloads: list(shape({ name: text, available: flag })),
  'certificateEnds?': time,
  findings: list(ref('RequestFinding')),
  packages,
});

/** The schemas of these routes. */
export const tetrateSchemas = {
  TetrateOnboardingAnswer: shape({
    cluster: text,
    installed: flag,
    planes: list(plane),
    endpoints: list(text),
    issuers: list(text),
    joiners: list(
      shape({
        policy: place,
        rule: count,
        who: text,
        'broad?': shape({ message: text, mend: text }),
        groups: list(group),
        everyGroup: flag,
      }),
    ),
    groups: list(group),
    machines: list(
      shape({
        namespace: text,
        name: text,
        'group?': text,
        identity: text,
        'agentVersion?': text,
        'sidecarRevision?': text,
        'sidecarVersion?': text,
        addresses: list(text),
        'connected?': flag,
        'since?': time,
      }),
    ),
    certificateIssuers: list(
      shape({ kind: oneOf('Issuer', 'ClusterIssuer'), name: text }),
    ),
    revisions: list(text),
    notKnown: list(text),
    asOf: time,
  }),
  TetrateJoinQuestion: shape({
    'aws?': shape({
      'partition?': text,
      account: { type: 'string', pattern: '^[0-9]{12}$' },
      'region?': text,
      'zone?': text,
      'ec2?': shape({ 'iamRoleName?': text }),
      'ecs?': shape({ 'cluster?': text, 'iamRoleName?': text }),
    }),
    'jwt?': shape({
      issuer: text,
      subject: text,
      'attributes?': { type: 'object', additionalProperties: text },
    }),
  }),
  TetrateJoinVerdicts: shape({
    items: list(shape({ group, allowed: flag, 'policy?': place, why: text })),
  }),
  TetrateFiles: shape({
    cluster: text,
    namespace: text,
    group: text,
    files: list(shape({ path: text, mode: text, content: text })),
    script: text,
    cloudInit: text,
    ansible: text,
    packages,
    uninstallLine: text,
  }),
};
