import {
  deployment,
  findingsIn,
  namespace,
  networking,
  object,
  pod,
  security,
  service,
} from '../testing/verdicts';

type Row = [
  what: string,
  analyzer: string,
  yaml: string,
  code: string,
  title: string | undefined,
];

const INJECT = 'sidecar.istio.io/inject';
const annotated = (annotations: object) => ({ annotations });
const vs = (name: string, spec: object) =>
  networking('VirtualService', name, { hosts: ['v'], ...spec });
const rule = (name: string, spec: object) =>
  networking('DestinationRule', name, spec);
const to = (destination: object, protocol = 'http') => ({
  [protocol]: [{ route: [{ destination }] }],
});
const policy = (selector: object) =>
  security('AuthorizationPolicy', 'a/p', {
    selector: { matchLabels: selector },
  });
const ofGateway = (name: string) => ({
  app: 'x',
  'gateway.networking.k8s.io/gateway-name': name,
});
const HTTP = { name: 'http', port: 80 };
const TCP = { name: 'tcp', port: 90 };
const plain = (host: string, weight: number, more = {}) => ({
  destination: { host },
  weight,
  ...more,
});
const weighted = (...route: object[]) => vs('a/v', { http: [{ route }] });
const filter = (...configPatches: object[]) =>
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'a/f', {
    spec: { configPatches },
  });
const REMOVED = { applyTo: 'HTTP_ROUTE', patch: { operation: 'REMOVE' } };
const unreachable = (...http: object[]) =>
  vs('a/v', {
    http: http.map(one => ({ ...to({ host: 'v' }).http[0], ...one })),
  });
const prefix = (text: string) => ({ uri: { prefix: text } });

const ANNOTATIONS = 'annotations.K8sAnalyzer';
const USERS = 'deployment.ApplicationUIDAnalyzer';
const SUBSETS = 'destinationrule.PodNotSelectedAnalyzer';
const TARGETS = 'k8sgateway.SelectorAnalyzer';
const INJECTION = 'injection.Analyzer';
const HOSTS = 'virtualservice.DestinationHostAnalyzer';
const ROUTED = 'virtualservice.DestinationRuleAnalyzer';
const EXPORTS = 'kiali.ExportNamespaces';
const ROUTES = 'kiali.Routes';
const RULES = 'schema.ValidationAnalyzer.VirtualService';

const ROWS: Row[] = [
  [
    'the wish of a pod for a proxy',
    ANNOTATIONS,
    pod('a/p', {}, annotated({ [INJECT]: 'false' })),
    'IST0135',
    `Write ${INJECT} as a label`,
  ],
  [
    'the same on a namespace',
    ANNOTATIONS,
    object('v1', 'Namespace', 'a', {}, annotated({ [INJECT]: 'false' })),
    'IST0135',
    `Remove the annotation ${INJECT}`,
  ],
  [
    'another deprecated annotation of a pod',
    ANNOTATIONS,
    pod('a/p', {}, annotated({ 'sidecar.istio.io/discoveryAddress': 'x' })),
    'IST0135',
    'Remove the annotation sidecar.istio.io/discoveryAddress',
  ],
  [
    "a Deployment with the proxy's user",
    USERS,
    deployment('a/d', {}, { securityContext: { runAsUser: 1337 } }),
    'IST0144',
    'Run as the user of the image',
  ],
  [
    "a pod with the proxy's user, which cannot be changed",
    USERS,
    pod('a/p', {}, { securityContext: { runAsUser: 1337 } }),
    'IST0144',
    undefined,
  ],
  [
    'a subset that no route names',
    SUBSETS,
    service('a/s', []) +
      rule('a/r', { host: 's', subsets: [{ name: 'x', labels: { a: 'b' } }] }) +
      vs('a/v', to({ host: 's', subset: 'y' })),
    'IST0173',
    'Remove the subset x',
  ],
  [
    'a subset that a route names',
    SUBSETS,
    service('a/s', []) +
      rule('a/r', { host: 's', subsets: [{ name: 'x', labels: { a: 'b' } }] }) +
      vs('a/v', to({ host: 's.a.svc.cluster.local', subset: 'x' })),
    'IST0173',
    undefined,
  ],
  [
    'a misspelt host of a rule',
    SUBSETS,
    service('a/reviews', []) + rule('a/r', { host: 'revews' }),
    'IST0174',
    'Write reviews in the place of revews',
  ],
  [
    'a misspelt host of a rule, in full',
    SUBSETS,
    service('b/reviews', []) +
      rule('a/r', { host: 'revews.b.svc.cluster.local' }),
    'IST0174',
    'Write reviews.b.svc.cluster.local in the place of revews.b.svc.cluster.local',
  ],
  [
    'an unknown outside host',
    SUBSETS,
    service('a/api.exampl.org', []) + rule('a/r', { host: 'api.example.org' }),
    'IST0174',
    undefined,
  ],
  [
    'a selector of the pods of a Gateway',
    TARGETS,
    pod('a/p', ofGateway('g')) + policy({ app: 'x' }),
    'IST0166',
    'Name the Gateway g by targetRefs',
  ],
  [
    'a selector of the pods of two Gateways',
    TARGETS,
    pod('a/p', ofGateway('g')) +
      pod('a/q', ofGateway('h')) +
      policy({ app: 'x' }),
    'IST0166',
    undefined,
  ],
  [
    'a selector of pods of a Gateway and of others',
    TARGETS,
    pod('a/p', ofGateway('g')) +
      pod('a/q', { app: 'x' }) +
      policy({ app: 'x' }),
    'IST0166',
    undefined,
  ],
  [
    'a revision beside injection',
    INJECTION,
    namespace('a', { 'istio-injection': 'enabled', 'istio.io/rev': 'r' }),
    'IST0123',
    'Remove the label istio.io/rev, which does not count beside istio-injection',
  ],
  [
    'ambient mode beside injection, of which nobody can tell what is meant',
    INJECTION,
    namespace('a', {
      'istio-injection': 'enabled',
      'istio.io/rev': 'r',
      'istio.io/dataplane-mode': 'ambient',
    }),
    'IST0123',
    undefined,
  ],
  [
    'a rule for HTTP without a port',
    HOSTS,
    service('a/s', [HTTP, TCP]) + vs('a/v', to({ host: 's' })),
    'IST0112',
    'Send to port 80',
  ],
  [
    'a rule for HTTP with several ports to choose from',
    HOSTS,
    service('a/s', [HTTP, { name: 'http2', port: 81 }]) +
      vs('a/v', to({ host: 's' })),
    'IST0112',
    undefined,
  ],
  [
    'a rule for TCP without a port',
    HOSTS,
    service('a/s', [HTTP, TCP]) + vs('a/v', to({ host: 's' }, 'tcp')),
    'IST0112',
    undefined,
  ],
  [
    'a misspelt host of a route',
    HOSTS,
    service('a/reviews', [HTTP]) + vs('a/v', to({ host: 'revews' })),
    'IST0101',
    'Write reviews in the place of revews',
  ],
  [
    'a misspelt subset, whatever other hosts have',
    ROUTED,
    rule('a/r', { host: 's', subsets: [{ name: 'version1' }] }) +
      rule('a/q', { host: 't', subsets: [{ name: 'version2' }] }) +
      rule('b/r', { host: 's', subsets: [{ name: 'version4' }] }) +
      vs('a/v', to({ host: 's', subset: 'version3' })),
    'IST0101',
    'Write version1 in the place of version3',
  ],
  [
    'an export to one unknown namespace',
    EXPORTS,
    vs('a/v', { exportTo: ['gone'] }),
    'KIA0005',
    undefined,
  ],
  [
    'an export to an unknown namespace beside another',
    EXPORTS,
    namespace('here') + vs('a/v', { exportTo: ['here', 'gone'] }),
    'KIA0005',
    'Do not export to gone',
  ],
  [
    'an export to a misspelt namespace',
    EXPORTS,
    namespace('here') + vs('a/v', { exportTo: ['hera'] }),
    'KIA0005',
    'Write here in the place of hera',
  ],
  [
    'a destination twice',
    ROUTES,
    weighted(plain('x', 30), plain('y', 30), plain('x', 40)),
    'KIA1105',
    'Add the weight to the first',
  ],
  [
    'a destination twice and no other',
    ROUTES,
    weighted(plain('x', 60), plain('x', 40)),
    'KIA1105',
    undefined,
  ],
  [
    'a destination twice, with headers of its own',
    ROUTES,
    weighted(plain('x', 30), plain('y', 30), plain('x', 40, { headers: {} })),
    'KIA1105',
    undefined,
  ],
  [
    'a patch that is ignored',
    'envoyfilter.EnvoyPatchAnalyzer',
    filter(
      REMOVED,
      { applyTo: 'CLUSTER', patch: { operation: 'MERGE' } },
      REMOVED,
    ),
    'IST0154',
    'Remove the patch, which is ignored',
  ],
  [
    'a rule that is never used',
    RULES,
    unreachable({}, {}),
    'IST0130',
    'Remove the rule',
  ],
  [
    'a match that is never used',
    RULES,
    unreachable({ match: [prefix('/a'), prefix('/b'), prefix('/a')] }, {}),
    'IST0131',
    'Remove the match',
  ],
  [
    'the only match of a rule, without which it would take everything',
    RULES,
    unreachable({ match: [prefix('/a')] }, { match: [prefix('/a')] }, {}),
    'IST0131',
    undefined,
  ],
  [
    'a match that a wider one covers',
    RULES,
    unreachable(
      { match: [prefix('/a')] },
      { match: [prefix('/a/b'), prefix('/c')] },
      {},
    ),
    'IST0131',
    'Remove the match',
  ],
  [
    'the only match of a rule, covered by a wider one',
    RULES,
    unreachable({ match: [prefix('/a')] }, { match: [prefix('/a/b')] }, {}),
    'IST0131',
    undefined,
  ],
];

describe('mends', () => {
  it.each(ROWS)('of %s', (_, analyzer, yaml, code, title) => {
    const found = findingsIn(analyzer, yaml).filter(one => one.code === code);
    expect(found.map(one => one.mend?.title)).toEqual(found.map(() => title));
    expect(found).not.toEqual([]);
  });

  it('takes a subset for one that may be routed to where routes are unknown', () => {
    const yaml =
      service('a/s', []) +
      rule('a/r', { host: 's', subsets: [{ name: 'x', labels: { a: 'b' } }] });
    const [found] = findingsIn(SUBSETS, yaml, {
      unreadable: { VirtualService: 'forbidden' },
    });
    expect(found).toMatchObject({ code: 'IST0173' });
    expect(found.mend).toBeUndefined();
  });

  it('of several places of a fault mends all', () => {
    const [found] = findingsIn(
      'envoyfilter.EnvoyPatchAnalyzer',
      filter(REMOVED, REMOVED, REMOVED),
    );
    expect(found.otherPaths).toHaveLength(2);
    expect(found.mend!.patch.map(one => one.path)).toEqual([
      '/spec/configPatches/2',
      '/spec/configPatches/1',
      '/spec/configPatches/0',
    ]);
  });
});
