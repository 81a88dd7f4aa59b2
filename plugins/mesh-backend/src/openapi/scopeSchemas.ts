import { count, flag, list, oneOf, ref, shape, text } from './shapes';

const texts = { type: 'object', additionalProperties: text };
const counts = { type: 'object', additionalProperties: count };
const labelsOrNull = {
  type: 'object',
  additionalProperties: { type: ['string', 'null'] },
};
const reference = ref('ObjectReference');
const clusters = list(ref('ClusterFreshness'));
const mode = shape({
  mode: oneOf('STRICT', 'PERMISSIVE', 'DISABLE', 'unknown'),
  from: oneOf('port', 'workload', 'namespace', 'mesh', 'default'),
  'decidedBy?': reference,
});
const workloadFields = { kind: text, namespace: text, name: text };
const step = shape({
  'request?': shape({ kind: text, parameters: { type: 'object' } }),
  'why?': text,
});
const selector = {
  type: 'object',
  properties: {
    matchLabels: texts,
    matchExpressions: list(
      shape({ key: text, operator: text, 'values?': list(text) }),
    ),
  },
};

const mutualTls = {
  MutualTlsPlanRequest: shape({ cluster: text, 'namespaces?': list(text) }),
  MutualTlsWorkloadName: {
    oneOf: [shape(workloadFields), shape({ hidden: flag })],
  },
  MutualTlsCutOff: shape({
    reason: oneOf(
      'noProxy',
      'machineWithoutAgent',
      'destinationRule',
      'pastProxy',
      'outOfScope',
      'autoMtlsOff',
      'headless',
      'serviceEntry',
      'webhook',
      'probe',
      'scrape',
      'exposed',
    ),
    evidence: oneOf('declared', 'configured', 'possible'),
    'cluster?': text,
    callers: list(ref('MutualTlsWorkloadName')),
    services: list(shape({ namespace: text, name: text, 'port?': count })),
    decidedBy: list(reference),
    'why?': text,
    'mend?': text,
  }),
  MutualTlsNamespace: shape({
    namespace: text,
    mode,
    workloads: shape({ inMesh: count, outside: count, open: count }),
    state: oneOf('done', 'open', 'blocked', 'empty'),
    cutOff: list(ref('MutualTlsCutOff')),
    staysOpen: list(
      shape({
        'cluster?': text,
        workload: ref('MutualTlsWorkloadName'),
        'port?': count,
        mode: oneOf('PERMISSIVE', 'DISABLE', 'notCaptured'),
        'decidedBy?': reference,
      }),
    ),
    conflicts: list(reference),
    step,
  }),
  MutualTlsPlan: shape({
    cluster: text,
    clusters,
    'notJudged?': text,
    mesh: shape({
      mode,
      state: oneOf('done', 'open', 'blocked', 'waiting'),
      waitsFor: list(text),
      waitsForHidden: count,
      conflicts: list(reference),
      step,
    }),
    namespaces: list(ref('MutualTlsNamespace')),
    withheld: count,
    outside: list(
      shape({ ...workloadFields, pods: count, why: text, 'cluster?': text }),
    ),
    outsideHidden: count,
    notKnown: list(text),
  }),
};

const discovery = {
  DiscoverySelector: selector,
  DiscoverySimulation: shape({
    cluster: text,
    'selectors?': list(ref('DiscoverySelector')),
    'changes?': list(shape({ namespace: text, labels: labelsOrNull })),
  }),
  DiscoveryScope: shape({
    cluster: text,
    clusters,
    'notJudged?': text,
    selectors: list(ref('DiscoverySelector')),
    'source?': reference,
    invalid: list(text),
    'proposed?': list(ref('DiscoverySelector')),
    namespaces: list(
      shape({
        name: text,
        labels: texts,
        now: flag,
        then: flag,
        services: list(text),
        pods: shape({ inMesh: count, outside: count }),
        machines: count,
        configuration: counts,
        rootCertificate: flag,
      }),
    ),
    joins: list(text),
    leaves: list(text),
    missing: list(shape({ object: reference, name: text, why: text })),
    warnings: list(text),
    withheld: count,
    labelKeys: list(text),
  }),
};

const sidecars = {
  SidecarScopeAnswer: shape({
    entity: text,
    declared: list(shape({ entity: text, relation: text })),
    items: list(
      shape({
        cluster: text,
        namespace: text,
        yaml: text,
        hosts: list(shape({ host: text, why: text })),
        undeclared: list(shape({ host: text, object: reference, why: text })),
        warnings: list(text),
        request: shape({
          kind: text,
          parameters: { type: 'object' },
          beneficiary: text,
        }),
      }),
    ),
    clusters,
    notJudged: list(text),
    'missingAnnotation?': flag,
  }),
};

/** What holds for whole meshes. */
export const scopeSchemas = { ...mutualTls, ...discovery, ...sidecars };
