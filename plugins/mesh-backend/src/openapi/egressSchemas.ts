import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const anything = { type: 'object' };
const protocol = oneOf(
  'HTTP',
  'TLS-ORIGINATION',
  'TLS-PASSTHROUGH',
  'TCP',
  'unknown',
);
const tls = oneOf('none', 'simple', 'mutual', 'passthrough', 'unknown');
const severity = oneOf('error', 'warning', 'info');
const patterns = [
  'injected',
  'helm',
  'gateway-api',
  'waypoint',
  'sidecar-direct',
];

const object = {
  kind: text,
  cluster: text,
  'namespace?': text,
  'name?': text,
  'hidden?': flag,
  apiVersion: text,
};

const summary = {
  cluster: text,
  namespace: text,
  name: text,
  ours: flag,
  pattern: oneOf(...patterns, 'unknown'),
  'owner?': text,
  'component?': text,
  'managedBy?': text,
  upstreams: list(ref('EgressUpstream')),
  admission: ref('EgressAdmission'),
  hop: oneOf('mutual', 'plain', 'mixed', 'unknown'),
  workload: shape({
    state: oneOf('ready', 'notReady', 'absent', 'unknown'),
    'ready?': count,
    'wanted?': count,
    message: text,
  }),
  credentials: list(ref('EgressCredential')),
  problems: list(
    shape({
      severity,
      message: text,
      'mend?': text,
      'object?': ref('ObjectReference'),
    }),
  ),
  findings: shape({ error: count, warning: count, info: count }),
};

const recommended = shape({ pattern: oneOf(...patterns), reason: text });

function answerOf(item: string) {
  return shape({
    items: list(ref(item)),
    clusters: list(ref('ClusterFreshness')),
    withheld: list(ref('WithheldNamespace')),
    'withheldClusters?': flag,
    'missingAnnotation?': flag,
    'failingSources?': list(ref('FailingClusterSource')),
  });
}

/** The schemas of egress gateways. */
export const egressSchemas = {
  EgressObject: shape(object),
  EgressUpstream: shape({
    host: text,
    'port?': count,
    protocol,
    tls,
    'sni?': text,
    'credentialName?': text,
    'exposure?': shape({
      host: text,
      'ingress?': shape({ namespace: text, name: text }),
    }),
    'callAs?': text,
  }),
  EgressAdmission: shape({
    mode: oneOf('named', 'namespaces', 'anyone', 'unknown'),
    callers: list(shape({ namespace: text, 'serviceAccounts?': list(text) })),
    'hidden?': count,
    'why?': text,
  }),
  EgressCredential: shape({
    name: text,
    namespace: text,
    use: oneOf('upstream', 'ingress'),
    state: oneOf('present', 'absent', 'notReadable'),
    'expires?': time,
    'why?': text,
  }),
  EgressUser: shape({
    namespace: text,
    'workload?': text,
    'serviceAccount?': text,
    'pods?': count,
    'object?': ref('ObjectReference'),
    why: text,
  }),
  EgressRemovalPlan: shape({
    deletes: list(ref('EgressObject')),
    keeps: list(shape({ object: ref('EgressObject'), why: text })),
    users: list(ref('EgressUser')),
    consequences: list(text),
    allowed: flag,
    'why?': text,
    hash: text,
  }),
  EgressGatewaySummary: shape(summary),
  EgressGatewayDetail: shape({
    ...summary,
    objects: list(
      shape({
        object: ref('EgressObject'),
        owned: flag,
        whole: flag,
        manifest: anything,
      }),
    ),
    foundFindings: list(ref('Finding')),
    notJudged: list(ref('NotJudged')),
    users: list(ref('EgressUser')),
    removal: ref('EgressRemovalPlan'),
    'input?': anything,
    'inputWhy?': text,
    mayTest: flag,
    'mayTestWhy?': text,
  }),
  EgressGatewaySummaryAnswer: answerOf('EgressGatewaySummary'),
  EgressGatewayDetailAnswer: answerOf('EgressGatewayDetail'),
  EntityEgress: shape({
    cluster: text,
    namespace: text,
    undeclared: oneOf('allowed', 'refused', 'unknown'),
    ways: list(
      shape({
        host: text,
        ports: list(count),
        protocol,
        tls,
        'gateway?': shape({
          'name?': text,
          'namespace?': text,
          'hidden?': flag,
        }),
        admitted: oneOf('yes', 'no', 'some', 'unknown'),
        why: text,
        decidedBy: list(ref('ObjectReference')),
      }),
    ),
  }),
  EntityEgressAnswer: answerOf('EntityEgress'),
  EgressChoices: shape({
    cluster: text,
    facts: list(shape({ label: text, value: text, known: flag })),
    recommended,
    patterns: list(
      shape({ pattern: oneOf(...patterns), possible: flag, reason: text }),
    ),
    namespaces: list(
      shape({
        name: text,
        'owner?': text,
        mayApply: flag,
        mesh: oneOf('sidecar', 'ambient', 'none', 'unknown'),
      }),
    ),
    serviceAccounts: list(
      shape({ namespace: text, name: text, workloads: list(text) }),
    ),
    ingressGateways: list(
      shape({
        namespace: text,
        name: text,
        kind: oneOf('istio', 'gateway-api'),
        'selector?': anything,
      }),
    ),
    extensionProviders: list(
      shape({ name: text, kind: text, authorizes: flag }),
    ),
    revisions: list(shape({ revision: text, 'version?': text })),
    clusters: list(ref('ClusterFreshness')),
  }),
  EgressPreviewRequest: shape({ cluster: text, gateway: anything }),
  EgressPreview: shape({
    cluster: text,
    problems: list(shape({ field: text, message: text })),
    'gateway?': anything,
    recommended,
    objects: list(
      shape({ manifest: anything, 'change?': ref('AppliedObject') }),
    ),
    'diffWhy?': text,
    deletes: list(ref('EgressObject')),
    caused: list(ref('CheckedFinding')),
    cured: list(ref('CheckedFinding')),
    notJudged: list(ref('NotJudged')),
    'findingsWhy?': text,
    impacts: list(
      shape({
        check: oneOf(
          'STRICT',
          'REGISTRY_ONLY',
          'NETWORK_POLICY',
          'HOP',
          'READINESS',
          'CLAIMS',
          'CREDENTIAL',
          'ROUTES',
          'DNS',
          'OTHER',
        ),
        severity,
        message: text,
        affected: list(text),
        'unknown?': text,
      }),
    ),
    permissions: list(
      shape({
        namespace: text,
        kinds: list(text),
        allowed: flag,
        message: text,
      }),
    ),
    'approval?': shape({ needed: flag, explanation: text }),
    credentials: list(ref('EgressCredential')),
    'helmValues?': text,
    warnings: list(text),
  }),
  EgressApplyReport: shape({
    cluster: text,
    dryRun: flag,
    objects: list(ref('AppliedObject')),
    created: count,
    changed: count,
    unchanged: count,
    'readiness?': shape({ ready: flag, message: text, waitedSeconds: count }),
    warnings: list(text),
    removed: list(ref('EgressObject')),
  }),
  AddEgressUpstreamRequest: shape({
    upstream: anything,
    'waitSeconds?': count,
  }),
  EgressRemovalReport: shape({
    cluster: text,
    namespace: text,
    name: text,
    dryRun: flag,
    plan: ref('EgressRemovalPlan'),
    deleted: list(ref('EgressObject')),
  }),
  StartEgressTest: shape({
    kind: oneOf('inside', 'outside'),
    'host?': text,
    'port?': count,
    'path?': text,
    'namespace?': text,
    'serviceAccount?': text,
    'certificateAuthority?': text,
    'waitSeconds?': count,
  }),
  EgressTest: shape({
    id: text,
    kind: oneOf('inside', 'outside'),
    cluster: text,
    namespace: text,
    serviceAccount: text,
    host: text,
    url: text,
    state: oneOf('passed', 'refused', 'failed', 'notRun'),
    message: text,
    'status?': count,
    startedAt: time,
    finishedAt: time,
    cleanedUp: flag,
  }),
};
