import { REQUEST_STATUSES } from '@meshport/backstage-plugin-mesh-common';
import { problems } from './problems';
import { ref } from './shapes';

const id = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

function query(name: string, schema: object, description: string) {
  return { name, in: 'query', schema, description };
}

const string = { type: 'string' };

const filters = [
  query(
    'view',
    { type: 'string', enum: ['mine', 'to-approve', 'all'], default: 'all' },
    'Asked for by the caller, waiting for one of their groups, or all',
  ),
  query(
    'status',
    {
      type: 'array',
      items: { type: 'string', enum: [...REQUEST_STATUSES] },
    },
    'Repeat it for several',
  ),
  query('kind', { type: 'array', items: string }, 'Repeat it for several'),
  query('cluster', string, 'Only requests that touch this cluster'),
  query('namespace', string, 'Only requests that touch this namespace'),
  query('requester', string, 'Entity reference'),
  query('beneficiary', string, 'Entity reference of whom it is for'),
  query('text', string, 'Part of the title, in any case'),
  query(
    'limit',
    { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    'Items of the page',
  ),
  query(
    'offset',
    { type: 'integer', minimum: 0, default: 0 },
    'How many are left out at the start',
  ),
];

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function read(summary: string, schema: string, parameters: object[] = []) {
  return {
    summary,
    parameters,
    responses: {
      200: answer('What the caller may see', schema),
      ...problems(400, 401, 403, 404),
    },
  };
}

function step(summary: string, body: string, description?: string) {
  return {
    post: {
      summary,
      ...(description ? { description } : {}),
      parameters: [id],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(body) } },
      },
      responses: {
        200: answer('The request after it', 'MeshRequestDetail'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  };
}

const PERSON =
  "Takes a person's own call: a token that a plugin got on behalf of the person is refused.";

const body = {
  required: true,
  content: { 'application/json': { schema: ref('CreateMeshRequest') } },
};

/** The paths of requests. */
export const requestPaths = {
  '/requests/kinds': {
    get: read('The kinds of request', 'MeshRequestKinds'),
  },
  '/requests': {
    get: read('Requests, newest first', 'MeshRequestList', filters),
    post: {
      summary: 'Ask for something',
      description:
        'The same idempotencyKey with the same content answers 200 with the request that it made first.',
      requestBody: body,
      responses: {
        200: answer('The request of this idempotencyKey', 'MeshRequestDetail'),
        201: answer('The request', 'MeshRequestDetail'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  },
  '/requests/plan': {
    post: {
      summary: 'What a request would be; stores nothing',
      requestBody: body,
      responses: {
        200: answer('Plan, differences and findings', 'RequestPreview'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  },
  '/requests/{id}': {
    get: read('One request whole', 'MeshRequestDetail', [id]),
  },
  '/requests/{id}/live': {
    get: read('What the clusters show of it now', 'RequestLive', [id]),
  },
  '/requests/{id}/approve': step(
    'Approve the plan that was shown',
    'ApproveMeshRequest',
    PERSON,
  ),
  '/requests/{id}/reject': step(
    'Reject the plan that was shown',
    'RejectMeshRequest',
    PERSON,
  ),
  '/requests/{id}/agree': step(
    'Agree for the owner of the beneficiary',
    'ApproveMeshRequest',
    PERSON,
  ),
  '/requests/{id}/cancel': step(
    "Withdraw one's own request, or cancel another's",
    'ChangeMeshRequest',
  ),
  '/requests/{id}/edit': step(
    'Put a new plan in place of the one that waits',
    'EditMeshRequest',
  ),
  '/requests/{id}/link': step('Name its pull request', 'LinkMeshRequest'),
  '/requests/{id}/retry': step(
    'Go on with a request that failed',
    'ChangeMeshRequest',
  ),
  '/requests/{id}/retire': step(
    'Have removed what it made',
    'ChangeMeshRequest',
  ),
  '/requests/{id}/vm-bundle': {
    post: {
      summary: 'The bundle of a virtual machine, with a token minted now',
      description: PERSON,
      parameters: [id],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: ref('VmBundleInput'),
          },
        },
      },
      responses: {
        200: {
          description: 'tar.gz of the files; never kept',
          content: {
            'application/gzip': {
              schema: { type: 'string', format: 'binary' },
            },
          },
        },
        ...problems(400, 401, 403, 404, 409),
      },
    },
  },
};
