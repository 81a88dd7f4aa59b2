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
  parameters: object[] = [],
  codes: number[] = [401, 403],
) {
  return {
    get: {
      summary,
      description:
        'What istiods and Secrets tell is read from the clusters, at most every ten seconds; the rest is answered from memory.',
      parameters,
      responses: {
        200: answer('What the caller may see', schema),
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(...codes),
      },
    },
  };
}

function draft(
  summary: string,
  request: string,
  schema: string,
  codes: number[],
  description = 'Changes nothing.',
) {
  return {
    post: {
      summary,
      description,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(request) } },
      },
      responses: {
        200: answer('The answer', schema),
        ...problems(...codes),
      },
    },
  };
}

/** The routes of remote clusters that read and draft; what writes are requests. */
export const remoteClusterPaths = {
  '/remote-clusters': read(
    'Which clusters read which, and the topology',
    'RemoteFleet',
  ),
  '/remote-clusters/choices': {
    get: {
      summary: 'What may be picked in forms: clusters, revisions, namespaces',
      responses: {
        200: answer('Of what the caller may read', 'RemoteClusterChoices'),
        ...problems(400, 401, 403),
      },
    },
  },
  '/remote-clusters/{primary}/{remote}': read(
    'One link, with what stands in the way of the two clusters',
    'RemoteLinkDetail',
    [inPath('primary'), inPath('remote')],
    [400, 401, 403, 404],
  ),
  '/entities/{kind}/{namespace}/{name}/remote-links': read(
    'The links of the cluster that a resource stands for',
    'RemoteLinkAnswer',
    ['kind', 'namespace', 'name'].map(inPath),
    [400, 401, 403, 404],
  ),
  '/remote-clusters/preflight': draft(
    'What stands in the way of clusters that are to be one mesh',
    'RemotePreflightRequest',
    'RemotePreflightReport',
    [400, 401, 403, 404, 503],
    'Changes nothing; with `probe` it runs pods that call each other, and takes them away again.',
  ),
  '/remote-clusters/setup': draft(
    'Drafts of what has to be installed',
    'RemoteSetupRequest',
    'RemoteSetupPlan',
    [400, 401, 403, 404],
  ),
  '/remote-clusters/injection/preview': draft(
    'What the injectors make of a pod',
    'InjectionPreviewRequest',
    'InjectionPreview',
    [400, 401, 403, 404, 503],
    'The pod is sent with dryRun=All: nothing is stored.',
  ),
  '/remote-clusters/injection/plan': draft(
    'What other labels of namespaces mean, and which workloads have to be restarted',
    'InjectionPlanRequest',
    'InjectionPlan',
    [400, 401, 403, 404],
  ),
  '/remote-clusters/old-values': draft(
    'Today’s values for those of the chart istio-remote',
    'OldRemoteValuesRequest',
    'OldRemoteValues',
    [400, 401],
  ),
};
