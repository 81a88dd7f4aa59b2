import { problems } from './problems';
import { ref } from './shapes';

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function read(
  summary: string,
  schema: string,
  parameters: string[] = [],
  codes: number[] = [400, 401, 403],
) {
  return {
    get: {
      summary,
      description:
        'What a control plane signs with is read from the clusters, at most every ten seconds; the rest is answered from memory. No key is read.',
      parameters: parameters.map(inPath),
      responses: {
        200: answer('What the caller may see', schema),
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(...codes),
      },
    },
  };
}

function steer(summary: string) {
  return {
    post: {
      summary,
      parameters: [inPath('requestId')],
      requestBody: {
        required: false,
        content: { 'application/json': { schema: ref('ChangeRootChange') } },
      },
      responses: {
        200: answer('How far it is now', 'RootChangeProgress'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  };
}

const rootChange = '/certificate-authorities/root-changes/{requestId}';

/** The routes of certificate authorities; what writes are requests. */
export const certificatePaths = {
  '/certificate-authorities': read(
    'Every cluster’s certificates, the configured authorities, and who trusts whom',
    'CertificateFleet',
  ),
  '/certificate-authorities/choices': {
    get: {
      summary: 'What may be picked in forms: authorities, clusters, ways',
      responses: {
        200: answer(
          'Of what the caller may read',
          'CertificateAuthorityChoices',
        ),
        ...problems(400, 401, 403),
      },
    },
  },
  '/certificate-authorities/clusters/{cluster}': read(
    'One cluster’s chain, roots, revocation lists and history',
    'ClusterCertificatesDetail',
    ['cluster'],
    [400, 401, 403, 404],
  ),
  '/entities/{kind}/{namespace}/{name}/certificates': read(
    'Of the cluster that a resource stands for, or of those in which a component runs',
    'ClusterCertificatesAnswer',
    ['kind', 'namespace', 'name'],
    [400, 401, 403, 404],
  ),
  '/certificate-authorities/import': {
    post: {
      summary: 'What a file of getmesh gen-ca means here',
      description:
        'Stores nothing. It can name nothing that is not configured, and no namespace without a control plane.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('CaImportRequest') } },
      },
      responses: {
        200: answer('What fills the form, and what does not hold', 'CaImport'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  [rootChange]: {
    get: {
      summary: 'How far a guided change of a root is',
      parameters: [inPath('requestId')],
      responses: {
        200: answer('Its steps, and who has turned over', 'RootChangeProgress'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  [`${rootChange}/pause`]: steer('Pause a guided change of a root'),
  [`${rootChange}/resume`]: steer('Go on with a guided change of a root'),
  [`${rootChange}/roll-back`]: steer('Undo a guided change of a root'),
};
