import { problems } from './problems';
import { ref } from './shapes';

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function asked(summary: string, request: string, schema: string) {
  return {
    post: {
      summary,
      description: 'Answered from memory; changes nothing.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(request) } },
      },
      responses: {
        200: answer('What the caller may see', schema),
        ...problems(400, 401, 403, 404),
      },
    },
  };
}

function read(summary: string, parameter: object, schema: string) {
  return {
    get: {
      summary,
      description: 'Answered from memory.',
      parameters: [parameter],
      responses: {
        200: answer('What the caller may see', schema),
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(400, 401, 403, 404),
      },
    },
  };
}

function inQuery(name: string, description: string) {
  return {
    name,
    in: 'query',
    required: true,
    schema: { type: 'string' },
    description,
  };
}

/** The routes of what holds for whole meshes: encryption, discovery, and what proxies know. */
export const scopePaths = {
  '/mutual-tls/plan': asked(
    'The way of a mesh to STRICT, and who would be cut off',
    'MutualTlsPlanRequest',
    'MutualTlsPlan',
  ),
  '/discovery-scope': read(
    'What istiod watches of a cluster',
    inQuery('cluster', 'Name of the cluster'),
    'DiscoveryScope',
  ),
  '/discovery-scope/simulate': asked(
    'What istiod would watch under other selectors or labels',
    'DiscoverySimulation',
    'DiscoveryScope',
  ),
  '/sidecar-scope': read(
    'A Sidecar of what the catalog declares that an entity calls',
    inQuery('entity', 'Entity reference, e.g. component:default/reviews'),
    'SidecarScopeAnswer',
  ),
};
