import { schemas } from './schemas';
import { ref } from './shapes';

const PROBLEMS: Record<number, string> = {
  400: 'Something in the request, or in an annotation of the entity, cannot be used',
  401: 'No valid credentials',
  403: 'The permission is denied',
  404: 'There is no such entity or cluster that the caller may see',
  409: 'Another manager owns a field or an object',
};

function problems(...codes: number[]) {
  return Object.fromEntries(
    codes.map(code => [
      code,
      {
        description: PROBLEMS[code],
        content: { 'application/json': { schema: ref('Error') } },
      },
    ]),
  );
}

const header = { schema: { type: 'string' } };

function read(summary: string, answer: string, parameters?: object[]) {
  return {
    get: {
      summary,
      description:
        'Answered from memory: `clusters` says how fresh it is and what could not be read.',
      parameters: [
        ...(parameters ?? []),
        {
          name: 'If-None-Match',
          in: 'header',
          schema: { type: 'string' },
          description: 'The ETag of an earlier answer',
        },
      ],
      responses: {
        200: {
          description: 'What the caller may see',
          headers: { ETag: header, 'Mesh-As-Of': header },
          content: { 'application/json': { schema: ref(answer) } },
        },
        304: {
          description:
            'Nothing the caller may see has changed; Mesh-As-Of says up to when',
          headers: { ETag: header, 'Mesh-As-Of': header },
        },
        ...problems(...(parameters ? [400, 401, 403, 404] : [401, 403])),
      },
    },
  };
}

const entityParameters = ['kind', 'namespace', 'name'].map(name => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
}));

function write(summary: string, request: string) {
  return {
    post: {
      summary,
      parameters: [
        {
          name: 'dryRun',
          in: 'query',
          schema: { type: 'boolean' },
          description: 'Tell what would change and change nothing',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(request) } },
      },
      responses: {
        200: {
          description: 'What happened to each object',
          content: { 'application/json': { schema: ref('ApplyReport') } },
        },
        ...problems(400, 401, 403, 404, 409),
      },
    },
  };
}

/** The routes of the mesh backend, OpenAPI 3.1. */
export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Meshport',
    version: '0.1.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/api/mesh' }],
  security: [{ backstage: [] }],
  paths: {
    '/openapi.json': {
      get: {
        summary: 'This document',
        responses: {
          200: {
            description: 'OpenAPI 3.1',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
          ...problems(401),
        },
      },
    },
    '/clusters': read('The clusters', 'ClusterSummaryAnswer'),
    '/health': read(
      'How the reading of each kind in each cluster goes',
      'ClusterHealthAnswer',
    ),
    '/entities/{kind}/{namespace}/{name}/version': read(
      'Whether an entity is in the mesh, and in which versions',
      'MeshVersionAnswer',
      entityParameters,
    ),
    '/entities/{kind}/{namespace}/{name}/virtual-machines': read(
      'The virtual machines of an entity',
      'VirtualMachineAnswer',
      entityParameters,
    ),
    '/entities/{kind}/{namespace}/{name}/policies': read(
      'What policies mean for an entity',
      'PolicyReportAnswer',
      entityParameters,
    ),
    '/manifests/apply': write(
      'Apply YAML of allow-listed kinds',
      'ApplyManifestsRequest',
    ),
    '/egress-gateways': write(
      'Render and apply an egress gateway',
      'ApplyEgressGatewayRequest',
    ),
  },
  components: {
    schemas,
    securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
  },
};
