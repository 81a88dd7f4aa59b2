import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const texts = { type: 'object', additionalProperties: text };
const sync = oneOf('synced', 'syncing', 'timeout', 'closed', 'absent');
const tokenKind = oneOf('long-lived', 'rotating');
const verdict = oneOf('ok', 'info', 'warning', 'unknown', 'error');
const role = oneOf('primary', 'remote', 'unknown');
const exposure = oneOf(
  'none',
  'loadBalancer',
  'sharedGateway',
  'dedicatedGateway',
);
const revisions = list(shape({ revision: text, 'version?': text }));
const objectName = shape({ namespace: text, name: text });

const frame = {
  clusters: list(ref('ClusterFreshness')),
  withheld: list(ref('WithheldNamespace')),
  'withheldClusters?': flag,
};

const links = {
  RemoteIstiodView: shape({
    namespace: text,
    pod: text,
    revision: text,
    'status?': sync,
    'secret?': text,
    'why?': text,
  }),
  RemoteSecretView: shape({
    namespace: text,
    name: text,
    managers: list(text),
    ours: flag,
    'created?': time,
    'server?': text,
    'tlsServerName?': text,
    'proxyUrl?': text,
    'caFingerprint?': text,
    'caExpires?': time,
    auth: oneOf(
      'token',
      'clientCertificate',
      'basic',
      'oidc',
      'authProvider',
      'exec',
      'tokenFile',
      'none',
    ),
    'serviceAccount?': text,
    'tokenKind?': tokenKind,
    'tokenIssued?': time,
    'tokenExpires?': time,
    'problem?': text,
  }),
  RemoteReach: shape({
    state: oneOf('fresh', 'syncing', 'stale', 'unreachable'),
    'why?': text,
    'since?': time,
  }),
  RemoteLink: shape({
    primary: text,
    'remote?': text,
    clusterId: text,
    declared: flag,
    'secrets?': list(ref('RemoteSecretView')),
    'secretsWhy?': text,
    istiods: list(ref('RemoteIstiodView')),
    sync: oneOf('synced', 'syncing', 'timeout', 'closed', 'absent', 'unknown'),
    'syncWhy?': text,
    'syncAsOf?': time,
    address: shape({
      'offered?': list(text),
      told: list(shape({ address: text, by: text, matches: flag })),
      state: oneOf('same', 'drift', 'unknown', 'notTold'),
      'why?': text,
    }),
    'reach?': ref('RemoteReach'),
    'rotated?': time,
    'expires?': time,
    'tokenKind?': tokenKind,
    'requestId?': text,
    alarms: list(
      shape({
        severity: oneOf('error', 'warning', 'info'),
        code: text,
        message: text,
        mend: text,
      }),
    ),
  }),
  RemoteTopologyCluster: shape({
    name: text,
    'title?': text,
    clusterId: text,
    role,
    'network?': text,
    'trustDomain?': text,
    'kubernetesVersion?': text,
    istioVersions: list(text),
    gateways: list(
      shape({
        namespace: text,
        name: text,
        'network?': text,
        addresses: list(text),
        ports: list(count),
        exposes: list(oneOf('services', 'istiod')),
      }),
    ),
    reach: ref('RemoteReach'),
    'owner?': text,
    joinable: flag,
    'joinableWhy?': text,
  }),
  RemoteFleet: shape({
    items: list(ref('RemoteLink')),
    ...frame,
    topology: shape({
      clusters: list(ref('RemoteTopologyCluster')),
      networks: list(shape({ name: text, clusters: list(text) })),
    }),
  }),
  RemoteLinkAnswer: shape({
    items: list(ref('RemoteLink')),
    ...frame,
    'missingAnnotation?': flag,
  }),
  RemoteLinkDetail: shape({
    items: list(ref('RemoteLink')),
    ...frame,
    'preflight?': ref('PreflightPairReport'),
  }),
  RemoteClustersUnknown: shape({ cluster: text, what: text, why: text }),
  RemoteClusterChoices: shape({
    clusters: list(
      shape({
        name: text,
        'title?': text,
        clusterId: text,
        role,
        'network?': text,
        mayBePrimary: flag,
        mayBeRemote: flag,
        'why?': text,
        joinedTo: list(text),
        controlPlaneNamespace: text,
        revisions,
        namespaces: list(shape({ name: text, injection: text })),
      }),
    ),
    unknown: list(ref('RemoteClustersUnknown')),
  }),
};

const preflight = {
  RemotePreflightFinding: shape({
    severity: oneOf('info', 'warning', 'unknown', 'error'),
    code: text,
    clusters: list(text),
    message: text,
    mend: text,
    'evidence?': list(text),
  }),
  PreflightPairReport: shape({
    clusters: list(text),
    verdict,
    checks: list(
      shape({
        name: text,
        verdict,
        findings: list(ref('RemotePreflightFinding')),
      }),
    ),
  }),
  RemotePreflightRequest: shape({
    'clusters?': list(text),
    'probe?': shape({ namespace: text, 'waitSeconds?': count }),
  }),
  RemotePreflightReport: shape({
    checks: list(text),
    pairs: list(ref('PreflightPairReport')),
    at: time,
    unknown: list(ref('RemoteClustersUnknown')),
    'cleanedUp?': flag,
  }),
};

const setup = {
  RemoteSetupRequest: shape({
    primary: text,
    'remote?': text,
    'remoteKind?': oneOf('remote', 'primary'),
    install: oneOf('helm', 'istioOperator'),
    'exposure?': exposure,
    'gatewayName?': text,
    'revision?': text,
    'meshId?': text,
    'stubs?': shape({ cluster: text, services: list(objectName) }),
  }),
  RemoteSetupPlan: shape({
    steps: list(shape({ title: text, cluster: text, text, files: list(text) })),
    files: list(shape({ path: text, cluster: text, use: text, content: text })),
    findings: list(ref('RemotePreflightFinding')),
    'istiodAddress?': text,
  }),
  InjectionPreviewRequest: shape({
    cluster: text,
    namespace: text,
    'workload?': shape({ kind: oneOf('Deployment'), name: text }),
    'manifest?': text,
  }),
  InjectionPreview: shape({
    cluster: text,
    namespace: text,
    injected: flag,
    why: text,
    'revision?': text,
    containers: list(
      shape({ name: text, image: text, added: flag, init: flag }),
    ),
    pod: text,
    sent: text,
  }),
  InjectionPlanRequest: shape({
    cluster: text,
    changes: list(
      shape({
        namespace: text,
        injection: oneOf('enabled', 'revision', 'disabled', 'unset'),
        'revision?': text,
      }),
    ),
  }),
  InjectionPlan: shape({
    cluster: text,
    changes: list(
      shape({ namespace: text, before: texts, after: texts, changed: flag }),
    ),
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
    unknown: list(text),
  }),
  OldRemoteValuesRequest: shape({ values: text }),
  OldRemoteValues: shape({
    values: text,
    mapped: list(shape({ old: text, 'now?': text, why: text })),
    unknown: list(text),
  }),
};

/** Schemas of remote clusters, by their names in mesh-common. */
export const remoteClusterSchemas: Record<string, object> = {
  ...links,
  ...preflight,
  ...setup,
};
