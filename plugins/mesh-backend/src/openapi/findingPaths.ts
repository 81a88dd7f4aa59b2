import {
  DEFAULT_PAGE_SIZE,
  FINDING_SEVERITIES,
  FINDING_STATES,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
} from '@meshport/backstage-plugin-mesh-common';
import { problems } from './problems';
import { ref } from './shapes';

function read(
  summary: string,
  answer: string,
  parameters: object[],
  codes: number[],
) {
  return {
    get: {
      summary,
      description:
        'Answered from memory: `clusters` says how fresh it is, `notJudged` what nothing can be said about.',
      parameters,
      responses: {
        200: {
          description: 'What the caller may see',
          content: { 'application/json': { schema: ref(answer) } },
        },
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(...codes),
      },
    },
  };
}

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function query(name: string, description: string, schema: object = {}) {
  return {
    name,
    in: 'query',
    schema: { type: 'string', ...schema },
    description,
  };
}

/** The routes of findings. */
export const findingPaths = {
  '/findings': read(
    'What is wrong in the clusters',
    'FindingsAnswer',
    [
      query('cluster', 'Only of this cluster'),
      query('namespace', 'Only of this namespace'),
      query('severity', 'Only of these severities, separated by commas', {
        examples: [FINDING_SEVERITIES.slice(0, 2).join()],
      }),
      query('code', 'Only of these codes, separated by commas', {
        examples: ['IST0101,KIA0202'],
      }),
      query(
        'search',
        'Only findings with this text in a code, name, object or message',
        { maxLength: MAX_SEARCH_LENGTH },
      ),
      query('state', 'What is there, what was there, or what is hidden', {
        enum: [...FINDING_STATES],
        default: 'open',
      }),
      query('limit', 'Items of the page', {
        type: 'integer',
        minimum: 1,
        maximum: MAX_PAGE_SIZE,
        default: DEFAULT_PAGE_SIZE,
      }),
      query('cursor', 'nextCursor of the page before'),
    ],
    [400, 401, 403],
  ),
  '/findings/upgrade': {
    get: {
      summary:
        'What of a cluster’s configuration a version of Istio would refuse or read differently',
      description:
        'Answered from memory. Without `to` only the versions that can be asked about.',
      parameters: [
        { ...query('cluster', 'The cluster to upgrade'), required: true },
        query('to', 'The version, of a release that Meshport knows', {
          examples: ['1.31.1'],
        }),
      ],
      responses: {
        200: {
          description: 'What would be different',
          content: {
            'application/json': { schema: ref('UpgradeFindingsAnswer') },
          },
        },
        ...problems(400, 401, 403),
      },
    },
  },
  '/findings/{id}': read(
    'One finding with its object and the mend as a diff',
    'FindingDetailAnswer',
    [inPath('id')],
    [401, 403, 404],
  ),
  '/entities/{kind}/{namespace}/{name}/findings': read(
    'What is wrong with the objects of an entity',
    'FindingsAnswer',
    ['kind', 'namespace', 'name'].map(inPath),
    [400, 401, 403, 404],
  ),
  '/findings/check': {
    post: {
      summary: 'Which findings manifests would cause and cure',
      description: 'Changes nothing, and asks no cluster.',
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: ref('CheckFindingsRequest') },
        },
      },
      responses: {
        200: {
          description: 'What would be different',
          content: {
            'application/json': { schema: ref('CheckFindingsReport') },
          },
        },
        ...problems(400, 401, 403),
        503: {
          description: 'Too many checks are waiting',
          content: { 'application/json': { schema: ref('Error') } },
        },
      },
    },
  },
};
