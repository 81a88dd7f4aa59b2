import { egressSchemas } from './egressSchemas';
import { enrolmentSchemas } from './enrolmentPaths';
import { findingSchemas } from './findingSchemas';
import { fleetSchemas } from './fleetPaths';
import { policySchemas } from './policyPaths';
import { machineSchemas } from './machinePaths';
import { progressSchemas } from './progressPaths';
import { tetrateSchemas } from './tetratePaths';
import { certificateSchemas } from './certificateSchemas';
import { remoteClusterSchemas } from './remoteClusterSchemas';
import { requestSchemas } from './requestSchemas';
import { scopeSchemas } from './scopeSchemas';
import { flavour, kubernetesFit, releaseSchemas } from './releasePaths';
import { revisions } from './revisionSchemas';
import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

/** The form of every read answer. */
function answerOf(item: string) {
  return shape({
    items: list(ref(item)),
    clusters: list(ref('ClusterFreshness')),
    withheld: list(ref('WithheldNamespace')),
    'withheldClusters?': flag,
    'missingAnnotation?': flag,
    'failingSources?': list(ref('FailingClusterSource')),
    'page?': ref('AnswerPage'),
  });
}

const answers = Object.fromEntries(
  [
    'ClusterSummary',
    'ClusterHealth',
    'MeshVersion',
    'VirtualMachine',
    'PolicyReport',
    'MeshObject',
  ].map(item => [`${item}Answer`, answerOf(item)]),
);

const failure = {
  'kind?': text,
  reason: oneOf(
    'Forbidden',
    'NotServed',
    'Unauthorized',
    'Unreachable',
    'Invalid',
  ),
  message: text,
  'since?': time,
  'primary?': text,
};

const clusters = {
  AnswerPage: shape({
    total: count,
    limit: count,
    'nextCursor?': text,
    'byHealth?': shape({
      healthy: count,
      unhealthy: count,
      disconnected: count,
      unknown: count,
    }),
  }),
  ClusterFailure: shape(failure),
  EndedFailure: shape({ ...failure, until: time }),
  ClusterFreshness: shape({
    name: text,
    'title?': text,
    'owner?': text,
    'links?': list(ref('ClusterLink')),
    state: oneOf('fresh', 'syncing', 'stale', 'unreachable'),
    'asOf?': time,
    failures: list(ref('ClusterFailure')),
  }),
  WithheldNamespace: shape({
    cluster: text,
    'namespace?': text,
    'owner?': text,
  }),
  FailingClusterSource: shape({ name: text, since: time }),
  ClusterLink: shape({ url: text, 'title?': text }),
  ClusterSummary: shape({
    name: text,
    'title?': text,
    'istioClusterId?': text,
    'network?': text,
    'role?': oneOf('primary', 'remote'),
    'primary?': text,
    'kubernetesVersion?': text,
    'owner?': text,
    'links?': list(ref('ClusterLink')),
    writable: flag,
    'controlPlanes?': ref('ClusterControlPlanes'),
  }),
  KindHealth: shape({
    kind: text,
    state: oneOf('listing', 'watching', 'failing', 'Forbidden', 'NotServed'),
    'apiVersion?': text,
    count,
    'lastEvent?': time,
    'lastList?': time,
    'asOf?': time,
    'failure?': ref('ClusterFailure'),
    'lastFailure?': ref('EndedFailure'),
  }),
  ClusterHealth: shape({ cluster: text, kinds: list(ref('KindHealth')) }),
};

/** How many, and the names of some. */
const named = shape({ count, examples: list(text) });

const version = {
  VersionSupport: shape({
    status: oneOf('supported', 'endOfLife', 'unknown'),
    'endOfLife?': text,
    'endOfLifeExpected?': flag,
    'endOfLifeOf?': oneOf('istio'),
    'newerPatch?': text,
    'securityPatch?': flag,
  }),
  ControlPlaneVersion: shape({
    revision: text,
    'version?': text,
    'source?': oneOf('istiod', 'image', 'label'),
    namespace: text,
    cluster: text,
    support: ref('VersionSupport'),
    'flavour?': flavour,
    'kubernetes?': shape({
      fit: kubernetesFit,
      'kubernetes?': text,
      'supported?': list(text),
    }),
    'tags?': list(text),
  }),
  ProxyGroup: shape({
    'version?': text,
    'source?': oneOf('istiod', 'image'),
    'revision?': text,
    kind: oneOf('sidecar', 'gateway', 'waypoint', 'virtualMachine'),
    count,
    examples: list(text),
    restartNeeded: flag,
    'skew?': oneOf('ahead', 'behind'),
    'disconnected?': named,
  }),
  MeshVersion: shape({
    cluster: text,
    membership: oneOf(
      'sidecar',
      'ambient',
      'mixed',
      'partial',
      'none',
      'noWorkloads',
      'unknown',
    ),
    'why?': text,
    instances: shape({ total: count, inMesh: count }),
    controlPlanes: list(ref('ControlPlaneVersion')),
    proxies: list(ref('ProxyGroup')),
    'proxyReading?': ref('ProxyReading'),
    'follows?': list(ref('NamespaceFollowing')),
    'outside?': list(shape({ why: text, count, examples: list(text) })),
    'ambient?': ref('EntityAmbient'),
    'flavourDrift?': list(text),
  }),
};

const virtualMachines = {
  VirtualMachine: shape({
    cluster: text,
    namespace: text,
    name: text,
    title: text,
    'address?': text,
    'network?': text,
    'serviceAccount?': text,
    'group?': text,
    'version?': text,
    health: oneOf('healthy', 'unhealthy', 'disconnected', 'unknown'),
    'message?': text,
    'connectedSince?': time,
    'disconnectedSince?': time,
    'healthSince?': time,
  }),
};

const policies = {
  ObjectReference: shape({
    kind: text,
    cluster: text,
    'namespace?': text,
    'name?': text,
    'hidden?': flag,
    'field?': text,
  }),
  MutualTlsVerdict: shape({
    'port?': count,
    mode: oneOf('STRICT', 'PERMISSIVE', 'DISABLE', 'unknown'),
    from: oneOf('port', 'workload', 'namespace', 'mesh', 'default'),
    'decidedBy?': ref('ObjectReference'),
    'why?': text,
  }),
  CallerRule: shape({
    action: oneOf('ALLOW', 'DENY', 'CUSTOM', 'AUDIT'),
    who: list(text),
    what: list(text),
    conditions: list(text),
    decidedBy: ref('ObjectReference'),
    'rule?': count,
    'hidden?': flag,
  }),
  RouteVerdict: shape({
    hosts: list(text),
    'gateways?': list(text),
    'match?': text,
    destinations: list(
      shape({ host: text, 'subset?': text, 'port?': count, weight: count }),
    ),
    decidedBy: ref('ObjectReference'),
    'hidden?': flag,
  }),
  EgressVerdict: shape({
    host: text,
    ports: list(count),
    'gateway?': shape({
      'name?': text,
      'namespace?': text,
      'hidden?': flag,
    }),
    tls: oneOf('originated', 'passthrough', 'none', 'unknown'),
    decidedBy: list(ref('ObjectReference')),
  }),
  PolicyReport: shape({
    cluster: text,
    namespace: text,
    services: list(text),
    ports: list(ref('ServicePort')),
    summary: text,
    mutualTls: list(ref('MutualTlsVerdict')),
    access: oneOf('anyone', 'rules', 'nobody', 'unknown'),
    'why?': text,
    callers: list(ref('CallerRule')),
    routes: list(ref('RouteVerdict')),
    egress: list(ref('EgressVerdict')),
    effects: ref('PolicyEffects'),
  }),
};

const manifests = {
  ApplyManifestsRequest: shape({
    cluster: text,
    manifests: text,
    'namespace?': text,
    'waitSeconds?': { type: 'integer', minimum: 0, maximum: 300 },
  }),
  ApplyEgressGatewayRequest: shape({
    cluster: text,
    gateway: { type: 'object' },
    'waitSeconds?': { type: 'integer', minimum: 0, maximum: 300 },
  }),
  ApplyReport: {
    type: 'object',
    required: [
      'cluster',
      'dryRun',
      'objects',
      'created',
      'changed',
      'unchanged',
      'warnings',
    ],
    properties: {
      cluster: text,
      dryRun: flag,
      objects: list({ type: 'object' }),
      created: count,
      changed: count,
      unchanged: count,
      readiness: shape({
        ready: flag,
        message: text,
        waitedSeconds: { type: 'number' },
      }),
      warnings: list(text),
    },
  },
};

/** Every schema, by its name in mesh-common. */
export const schemas: Record<string, object> = {
  ...answers,
  ...clusters,
  ...version,
  ...revisions,
  ...virtualMachines,
  ...policies,
  ...policySchemas,
  ...manifests,
  ...egressSchemas,
  ...findingSchemas,
  ...fleetSchemas,
  ...releaseSchemas,
  ...machineSchemas,
  ...progressSchemas,
  ...scopeSchemas,
  ...tetrateSchemas,
  ...certificateSchemas,
  ...remoteClusterSchemas,
  ...requestSchemas,
  ...enrolmentSchemas,
  Error: {
    type: 'object',
    required: ['error', 'response'],
    properties: {
      error: {
        type: 'object',
        required: ['name', 'message'],
        properties: { name: text, message: text },
      },
      response: {
        type: 'object',
        properties: { statusCode: { type: 'integer' } },
      },
    },
  },
};
