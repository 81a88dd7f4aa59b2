import {
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
} from '@meshport/backstage-plugin-mesh-common';
import { certificatePaths } from './certificatePaths';
import { egressPaths } from './egressPaths';
import { enrolmentPaths } from './enrolmentPaths';
import { findingPaths } from './findingPaths';
import { fleetPaths } from './fleetPaths';
import { machinePaths } from './machinePaths';
import { policyPaths } from './policyPaths';
import { problems } from './problems';
import { remoteClusterPaths } from './remoteClusterPaths';
import { progressPaths } from './progressPaths';
import { releasePaths } from './releasePaths';
import { requestPaths } from './requestPaths';
import { scopePaths } from './scopePaths';
import { schemas } from './schemas';
import { tetratePaths } from './tetratePaths';
import { ref } from './shapes';

const header = { schema: { type: 'string' } };

const answerHeaders = {
  ETag: header,
  'Mesh-As-Of': {
    ...header,
    description:
      'Up to when each cluster is known, e.g. east=2026-11-21T10:00:00.000Z',
  },
  'Mesh-Revision': {
    ...header,
    description:
      'How far the answer had come; opaque, send it back as Mesh-Seen',
  },
};

const seen = {
  name: 'Mesh-Seen',
  in: 'header',
  schema: { type: 'string' },
  description:
    'The highest Mesh-Revision of earlier answers: no answer is older. What cannot be read is ignored',
};

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
        ...(parameters ? [seen] : []),
      ],
      responses: {
        200: {
          description: 'What the caller may see',
          headers: answerHeaders,
          content: { 'application/json': { schema: ref(answer) } },
        },
        304: {
          description:
            'Nothing the caller may see has changed; Mesh-As-Of says up to when',
          headers: answerHeaders,
        },
        ...problems(...(parameters ? [400, 401, 403, 404, 503] : [401, 403])),
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

function query(name: string, description: string, schema: object) {
  return { name, in: 'query', schema, description };
}

const machineParameters = [
  query('limit', 'Items of the page', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
  }),
  query('cursor', 'nextCursor of the page before', { type: 'string' }),
  query(
    'search',
    'Only machines that have this text in a name, address, cluster, namespace or group',
    { type: 'string', maxLength: MAX_SEARCH_LENGTH },
  ),
  query('health', 'Only machines of these healths, separated by commas', {
    type: 'string',
    examples: ['disconnected,unhealthy'],
  }),
  query('order', 'By name, or first those that need somebody', {
    type: 'string',
    enum: ['name', 'health'],
    default: 'name',
  }),
];

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
      [...entityParameters, ...machineParameters],
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
    ...certificatePaths,
    ...egressPaths,
    ...findingPaths,
    ...policyPaths,
    ...fleetPaths,
    ...releasePaths,
    ...remoteClusterPaths,
    ...requestPaths,
    ...scopePaths,
    ...enrolmentPaths,
    ...machinePaths(machineParameters),
    ...progressPaths,
    ...tetratePaths,
  },
  components: {
    schemas,
    securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
  },
};
