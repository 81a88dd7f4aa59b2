import { problems } from './problems';
import { count, flag, list, oneOf, ref, shape, text } from './shapes';

/** Who built a distribution. */
export const flavour = oneOf('istio', 'tetrate', 'tetrate-fips', 'other');

/** How versions of Istio and Kubernetes go together. */
export const kubernetesFit = oneOf(
  'supported',
  'tested',
  'tooOld',
  'tooNew',
  'unknown',
);

const status = oneOf('supported', 'endOfLife', 'unknown');
const nullable = { anyOf: [text, { type: 'null' }] };

/** What the routes of releases and revision tags take and answer. */
export const releaseSchemas = {
  MeshRelease: shape({
    version: text,
    minor: text,
    flavour,
    status,
    'endOfLife?': text,
    'endOfLifeExpected?': flag,
    'endOfLifeOf?': oneOf('istio'),
    securityPatch: flag,
    newest: flag,
    kubernetes: list(text),
    fit: kubernetesFit,
    runs: list(text),
  }),
  ReleasesAnswer: shape({
    'cluster?': text,
    'kubernetes?': text,
    source: oneOf('builtIn', 'configured'),
    releases: list(ref('MeshRelease')),
    'upToDate?': flag,
    remarks: list(
      shape({
        code: text,
        severity: oneOf('error', 'warning', 'info'),
        'revision?': text,
        message: text,
      }),
    ),
    drift: list(
      shape({
        demand: text,
        state: oneOf('drifted', 'notKnown'),
        sentence: text,
      }),
    ),
    clusters: list(ref('ClusterFreshness')),
    withheld: flag,
  }),
  UpgradePathAnswer: shape({
    cluster: text,
    'kubernetes?': text,
    controlPlanes: list(shape({ revision: text, 'version?': text })),
    state: oneOf('upToDate', 'path', 'notKnown', 'refused'),
    summary: text,
    'from?': text,
    'to?': text,
    'flavour?': flavour,
    steps: list(
      shape({
        kind: oneOf('kubernetes', 'controlPlane', 'dataPlane'),
        from: text,
        to: text,
        why: text,
        cautions: list(text),
      }),
    ),
    cautions: list(text),
    clusters: list(ref('ClusterFreshness')),
  }),
  RevisionTagsAnswer: shape({
    cluster: text,
    'tags?': list(
      shape({
        tag: text,
        revision: text,
        namespaces: list(text),
        withheldNamespaces: count,
        'keptBy?': text,
      }),
    ),
    revisions: list(
      shape({ revision: text, 'version?': text, canBeTagged: flag }),
    ),
    'notWritable?': text,
    clusters: list(ref('ClusterFreshness')),
  }),
  RevisionTagRequest: shape({
    cluster: text,
    tag: text,
    revision: text,
    'from?': nullable,
  }),
  RevisionTagPlan: shape({
    cluster: text,
    tag: text,
    revision: text,
    from: nullable,
    manifests: list(
      shape({ kind: text, name: text, yaml: text, 'before?': text }),
    ),
    namespaces: list(text),
    withheldNamespaces: count,
    restarts: list(
      shape({
        namespace: text,
        kind: text,
        name: text,
        pods: count,
        why: text,
        command: text,
      }),
    ),
    withheldRestarts: count,
    unknown: list(text),
    warnings: list(text),
  }),
};

function query(name: string, description: string, required = false) {
  return {
    name,
    in: 'query',
    required,
    schema: { type: 'string' },
    description,
  };
}

function answered(schema: string) {
  return {
    description: 'What the caller may see',
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function read(summary: string, schema: string, parameters: object[]) {
  return {
    get: {
      summary,
      description:
        'Answered from memory: `clusters` says how fresh it is and what could not be read.',
      parameters,
      responses: { 200: answered(schema), ...problems(400, 401, 403) },
    },
  };
}

/** The routes of releases and revision tags. */
export const releasePaths = {
  '/releases': read(
    'The releases that are known, and how a cluster stands to them',
    'ReleasesAnswer',
    [query('cluster', 'The cluster whose versions are judged')],
  ),
  '/releases/upgrade-path': read(
    'The steps that bring a cluster to another version',
    'UpgradePathAnswer',
    [
      query('cluster', 'The cluster', true),
      query(
        'to',
        'A version or minor version; without it the newest that is supported',
      ),
    ],
  ),
  '/revision-tags': read(
    'The tags of a cluster, and the revisions that they may lead to',
    'RevisionTagsAnswer',
    [query('cluster', 'The cluster', true)],
  ),
  '/revision-tags/plan': {
    post: {
      summary: 'What a change of a tag writes, and what has to be restarted',
      description:
        'Changes nothing; ask for it as a request of kind revision-tag.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('RevisionTagRequest') } },
      },
      responses: {
        200: answered('RevisionTagPlan'),
        ...problems(400, 401, 403, 404, 409),
      },
    },
  },
};
