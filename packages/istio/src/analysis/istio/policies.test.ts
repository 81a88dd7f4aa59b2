import { analyze } from '../engine/AnalysisSession';
import {
  deployment,
  namespace,
  networking,
  object,
  pod,
  security,
  service,
  snapshotOf,
  verdictOf,
  verdicts,
} from '../testing/verdicts';

const labels = (matchLabels: object) => ({ selector: { matchLabels } });

describe('authorizationPolicies', () => {
  const analyzer = 'authz.AuthorizationPoliciesAnalyzer';
  const policy = (name: string, spec = {}) =>
    security('AuthorizationPolicy', name, spec);
  const P = pod('a/p', { app: 'p' });
  const from = (source: object) =>
    policy('istio-system/x', { rules: [{ from: [{ source }] }] });

  it.each<[string, string, string[]]>([
    ['a pod of the mesh', policy('a/x', labels({ app: 'p' })) + P, []],
    [
      'other labels',
      policy('a/x', labels({ app: 'q', b: 'c' })) + P,
      ['IST0127 | AuthorizationPolicy a/x | app=q,b=c'],
    ],
    [
      'a pod elsewhere',
      policy('b/x', labels({ app: 'p' })) + P,
      ['IST0127 | AuthorizationPolicy b/x | app=p'],
    ],
    [
      'a pod outside the mesh',
      policy('a/x', labels({ app: 'p' })) +
        pod('a/p', { app: 'p' }, { proxy: '' }),
      ['IST0127 | AuthorizationPolicy a/x | app=p'],
    ],
    [
      'an ambient pod',
      policy('a/x', labels({ app: 'p' })) +
        pod(
          'a/p',
          { app: 'p' },
          {
            proxy: '',
            annotations: { 'ambient.istio.io/redirection': 'enabled' },
          },
        ),
      [],
    ],
    [
      'a pod to be injected',
      policy('a/x', labels({ app: 'p' })) +
        namespace('a', { 'istio-injection': 'enabled' }) +
        pod('a/p', { app: 'p' }, { proxy: '' }),
      [],
    ],
    [
      'a pod that asks for it',
      policy('a/x') +
        pod(
          'a/p',
          {},
          { proxy: '', annotations: { 'sidecar.istio.io/inject': 'true' } },
        ),
      [],
    ],
    ['a namespace', policy('a/x') + P, []],
    [
      'an empty namespace',
      policy('b/x') + P,
      ['IST0127 | AuthorizationPolicy b/x |'],
    ],
    ['the mesh', policy('istio-system/x'), []],
    [
      'workloads of the mesh',
      policy('istio-system/x', labels({ app: 'p' })) + P,
      [],
    ],
    [
      'none of the mesh',
      policy('istio-system/x', labels({ app: 'q' })) + P,
      ['IST0127 | AuthorizationPolicy istio-system/x | app=q'],
    ],
    [
      'a namespace that is there',
      from({ namespaces: ['A', 'a*', '*a', '*'] }) + namespace('a'),
      [],
    ],
    [
      'namespaces that are not',
      from({ namespaces: ['b'], notNamespaces: ['b*', '*b'] }) + namespace('a'),
      ['*b', 'b', 'b*'].map(
        one =>
          `IST0101 | AuthorizationPolicy istio-system/x | namespace | ${one}`,
      ),
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml).sort()).toEqual(expected);
  });

  it('takes the root namespace of the mesh', () => {
    expect(
      verdicts(analyzer, policy('root/x'), {
        meshConfig: 'rootNamespace: root',
      }),
    ).toEqual([]);
  });
});

describe('blockedJwksAddresses', () => {
  const analyzer = 'authn.BlockedCIDRsAnalyzer';
  const auth = (...names: string[]) =>
    names.map(name => security('RequestAuthentication', name, {})).join('');
  const istiod = (env: object[] = [], app = 'istiod') =>
    deployment('istio-system/istiod', {}, { env }, { labels: { app } });

  it.each<[string, string, string[]]>([
    [
      'not set',
      auth('a/r') + istiod(),
      ['IST0175 | Deployment istio-system/istiod | 1 | a/r'],
    ],
    [
      'set',
      auth('a/r') +
        istiod([{ name: 'BLOCKED_CIDRS_IN_JWKS_URIS', value: '10.0.0.0/8' }]),
      [],
    ],
    [
      'set to nothing',
      auth('a/r') + istiod([{ name: 'BLOCKED_CIDRS_IN_JWKS_URIS' }]),
      ['IST0175 | Deployment istio-system/istiod | 1 | a/r'],
    ],
    [
      'another setting',
      auth('a/r') + istiod([{ name: 'X', value: 'y' }]),
      ['IST0175 | Deployment istio-system/istiod | 1 | a/r'],
    ],
    ['another Deployment', auth('a/r') + istiod([], 'x'), []],
    ['no policy', istiod(), []],
    [
      'many',
      auth('a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7') + istiod(),
      [
        'IST0175 | Deployment istio-system/istiod | 7 | a/1, a/2, a/3, a/4, a/5, and 2 more',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('conditions', () => {
  const analyzer = 'conditions.ConditionAnalyzer';
  const of = (
    apiVersion: string,
    kind: string,
    conditions: object[],
    parents = false,
  ) =>
    object(apiVersion, kind, 'a/x', {
      status: parents ? { parents: [{ conditions }] } : { conditions },
    });
  const no = (type: string, more = {}) => ({
    type,
    status: 'False',
    reason: 'R',
    message: 'm',
    ...more,
  });

  it.each<[string, string, string[]]>([
    [
      'a Service',
      of('v1', 'Service', [no('istio.io/WaypointBound')]),
      ['IST0171 | Service a/x | istio.io/WaypointBound | R | m'],
    ],
    ['another type', of('v1', 'Service', [no('Accepted')]), []],
    [
      'another status',
      of('v1', 'Service', [no('istio.io/WaypointBound', { status: 'True' })]),
      [],
    ],
    [
      'a policy in part',
      of('security.istio.io/v1', 'AuthorizationPolicy', [
        no('WaypointAccepted', { status: 'True', reason: 'PartiallyInvalid' }),
      ]),
      [
        'IST0171 | AuthorizationPolicy a/x | WaypointAccepted | PartiallyInvalid | m',
      ],
    ],
    [
      'a policy in part of another condition',
      of('security.istio.io/v1', 'AuthorizationPolicy', [
        no('ZtunnelAccepted', { status: 'True', reason: 'PartiallyInvalid' }),
      ]),
      [],
    ],
    [
      'a route',
      of(
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        [no('ResolvedRefs')],
        true,
      ),
      ['IST0171 | HTTPRoute a/x | ResolvedRefs | R | m'],
    ],
    [
      'a gateway',
      of('gateway.networking.k8s.io/v1', 'Gateway', [no('Programmed')]),
      ['IST0171 | Gateway a/x | Programmed | R | m'],
    ],
    [
      'a gateway of Istio',
      of('networking.istio.io/v1', 'Gateway', [no('Programmed')]),
      [],
    ],
    [
      'a machine',
      of('networking.istio.io/v1', 'WorkloadEntry', [
        no('istio.io/WaypointBound'),
      ]),
      ['IST0171 | WorkloadEntry a/x | istio.io/WaypointBound | R | m'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('destination rules', () => {
  const rule = (name: string, spec: object) =>
    networking('DestinationRule', name, spec);
  const certificates = 'destinationrule.CaCertificateAnalyzer';
  const subsets = 'destinationrule.PodNotSelectedAnalyzer';
  const tls = (fields: object, more = {}) =>
    rule('a/r', { host: 'h', trafficPolicy: { tls: fields }, ...more });
  const unverified = (mode: string) => [
    `IST0128 | DestinationRule a/r | a/r | a | ${mode} | h`,
  ];
  const to = (labelsOfSubset: object, host = 's') =>
    rule('a/r', { host, subsets: [{ name: 'v1', labels: labelsOfSubset }] });
  const S = service('a/s', [{ port: 80 }]);
  const unselected = ['IST0173 | DestinationRule a/r | v1'];

  it.each<[string, string, string, string[]]>([
    [
      'no certificate',
      certificates,
      tls({ mode: 'SIMPLE' }),
      unverified('SIMPLE'),
    ],
    ['mutual', certificates, tls({ mode: 'MUTUAL' }), unverified('MUTUAL')],
    ["Istio's own", certificates, tls({ mode: 'ISTIO_MUTUAL' }), []],
    [
      'a certificate',
      certificates,
      tls({ mode: 'SIMPLE', caCertificates: '/a' }),
      [],
    ],
    [
      'a secret',
      certificates,
      tls({ mode: 'SIMPLE', credentialName: 'x' }),
      unverified('SIMPLE'),
    ],
    [
      'a secret of some workloads',
      certificates,
      tls({ mode: 'SIMPLE', credentialName: 'x' }, { workloadSelector: {} }),
      [],
    ],
    [
      'some workloads',
      certificates,
      tls({ mode: 'SIMPLE' }, { workloadSelector: {} }),
      unverified('SIMPLE'),
    ],
    [
      'a port',
      certificates,
      rule('a/r', {
        host: 'h',
        trafficPolicy: {
          portLevelSettings: [
            { port: { number: 443 }, tls: { mode: 'SIMPLE' } },
          ],
        },
      }),
      ['IST0129 | DestinationRule a/r | a/r | a | SIMPLE | h | number:443'],
    ],
    [
      'an unknown host',
      subsets,
      rule('a/r', { host: 'x.org' }),
      ['IST0174 | DestinationRule a/r | x.org'],
    ],
    ['a pod', subsets, to({ v: '1' }) + S + pod('b/p', { v: '1' }), []],
    [
      'no pod',
      subsets,
      to({ v: '2' }) + S + pod('b/p', { v: '1' }),
      unselected,
    ],
    ['no labels', subsets, to({}) + S + pod('b/p'), []],
    ['no labels and no pod', subsets, to({}) + S, unselected],
    [
      'a node',
      subsets,
      to({ 'topology.kubernetes.io/region': 'eu' }) +
        S +
        pod('b/p', {}, { nodeName: 'n' }) +
        object(
          'v1',
          'Node',
          'n',
          {},
          { labels: { 'topology.kubernetes.io/region': 'eu' } },
        ),
      [],
    ],
    [
      'another node',
      subsets,
      to({ 'topology.kubernetes.io/region': 'us' }) +
        S +
        pod('b/p', {}, { nodeName: 'n' }) +
        object(
          'v1',
          'Node',
          'n',
          {},
          { labels: { 'topology.kubernetes.io/region': 'eu' } },
        ),
      unselected,
    ],
    [
      'a host name',
      subsets,
      to({ 'kubernetes.io/hostname': 'n' }) +
        S +
        pod('b/p', {}, { nodeName: 'n' }),
      [],
    ],
    [
      'a subzone without its zone',
      subsets,
      to({ 'topology.istio.io/subzone': 'z' }) +
        S +
        pod('b/p', {}, { nodeName: 'n' }) +
        object(
          'v1',
          'Node',
          'n',
          {},
          { labels: { 'topology.istio.io/subzone': 'z' } },
        ),
      unselected,
    ],
    [
      'workloads of an outside host',
      subsets,
      to({ v: '1' }, 'x.org') +
        networking('ServiceEntry', 'a/e', {
          hosts: ['x.org'],
          workloadSelector: { labels: { app: 'x' } },
        }) +
        pod('a/p', { v: '1' }),
      unselected,
    ],
  ])('%s', (_, analyzer, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('envoyPatches', () => {
  const analyzer = 'envoyfilter.EnvoyPatchAnalyzer';
  const patch = (
    operation: string,
    applyTo: string,
    more: object = {},
    value: object = { name: 'f' },
  ) => ({ applyTo, patch: { operation, value }, ...more });
  const filter = (patches: object[], priority?: number, name = 'a/f') =>
    object('networking.istio.io/v1alpha3', 'EnvoyFilter', name, {
      spec: { configPatches: patches, ...(priority ? { priority } : {}) },
    });
  const is = (code: string) => [`${code} | EnvoyFilter a/f`];
  const versioned = { match: { proxy: { proxyVersion: '1.30' } } };

  it.each<[string, string, string[]]>([
    ['ADD', filter([patch('ADD', 'HTTP_FILTER')]), []],
    ['ADD of a route', filter([patch('ADD', 'HTTP_ROUTE')]), is('IST0153')],
    [
      'ADD of a configuration',
      filter([patch('ADD', 'ROUTE_CONFIGURATION')], 1),
      is('IST0153'),
    ],
    ['REMOVE', filter([patch('REMOVE', 'HTTP_FILTER')]), is('IST0151')],
    [
      'REMOVE of a route',
      filter([patch('REMOVE', 'HTTP_ROUTE')]),
      is('IST0154'),
    ],
    ['REPLACE', filter([patch('REPLACE', 'VIRTUAL_HOST')]), is('IST0151')],
    [
      'REPLACE of a cluster',
      filter([patch('REPLACE', 'CLUSTER')]),
      is('IST0152'),
    ],
    [
      'INSERT_BEFORE',
      filter([patch('INSERT_BEFORE', 'HTTP_FILTER')]),
      is('IST0151'),
    ],
    [
      'INSERT_AFTER',
      filter([patch('INSERT_AFTER', 'HTTP_FILTER')]),
      is('IST0151'),
    ],
    ['INSERT_FIRST', filter([patch('INSERT_FIRST', 'HTTP_FILTER')]), []],
    ['a priority', filter([patch('INSERT_AFTER', 'HTTP_FILTER')], 10), []],
    [
      'a version',
      filter([
        patch('INSERT_AFTER', 'HTTP_FILTER', versioned),
        patch('INSERT_AFTER', 'HTTP_FILTER'),
      ]),
      ['IST0151 | EnvoyFilter a/f', 'IST0155 | EnvoyFilter a/f'],
    ],
    [
      'a version of another filter',
      filter([
        patch('ADD', 'HTTP_FILTER', versioned, { name: 'g' }),
        patch('INSERT_AFTER', 'HTTP_FILTER'),
      ]),
      is('IST0151'),
    ],
    [
      'a version of the filter that is matched',
      filter([
        patch(
          'ADD',
          'HTTP_FILTER',
          {
            match: {
              ...versioned.match,
              listener: { filterChain: { filter: { name: 'h' } } },
            },
          },
          {},
        ),
        patch(
          'INSERT_AFTER',
          'HTTP_FILTER',
          { match: { listener: { filterChain: { filter: { name: 'h' } } } } },
          {},
        ),
      ]),
      is('IST0155'),
    ],
    [
      'nothing after a patch that is none',
      filter([{ applyTo: 'HTTP_FILTER' }, patch('REMOVE', 'HTTP_FILTER')]),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('externalControlPlane', () => {
  const analyzer = 'externalcontrolplane.ExternalControlPlaneAnalyzer';
  const hook = (kind: string, name: string, clientConfig: object) =>
    object(
      'admissionregistration.k8s.io/v1',
      `${kind}WebhookConfiguration`,
      name,
      { webhooks: [{ name: 'w', clientConfig }] },
    );

  it.each<[string, string, string[]]>([
    [
      'a name',
      hook('Validating', 'istio-validator-x', {
        url: 'https://a.example.org:1/x',
      }),
      [],
    ],
    [
      'an address',
      hook('Mutating', 'istio-sidecar-injector', {
        url: 'https://10.0.0.1:1/x',
      }),
      [
        'IST0164 | MutatingWebhookConfiguration istio-sidecar-injector | https://10.0.0.1:1/x | w',
      ],
    ],
    [
      'an address of six',
      hook('Validating', 'istiod-default-validator', {
        url: 'https://[::1]/x',
      }),
      [
        'IST0164 | ValidatingWebhookConfiguration istiod-default-validator | https://[::1]/x | w',
      ],
    ],
    [
      'no URL',
      hook('Validating', 'istio-validator', { url: 'https://a b' }),
      [
        'IST0163 | ValidatingWebhookConfiguration istio-validator | https://a b | w | was provided in an invalid format',
      ],
    ],
    [
      'nothing',
      hook('Mutating', 'istio-sidecar-injector-x', {}),
      [
        'IST0163 | MutatingWebhookConfiguration istio-sidecar-injector-x |  | w | is blank',
      ],
    ],
    [
      'a Service',
      hook('Mutating', 'istio-sidecar-injector-x', { service: { name: 's' } }),
      [],
    ],
    [
      'of others',
      hook('Mutating', 'x', {}) +
        hook('Validating', 'istiod-default-validator-x', {}),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('the Gateway API', () => {
  const crd = (name: string, version?: string) =>
    object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      `${name}.gateway.networking.k8s.io`,
      { spec: {} },
      version
        ? {
            annotations: {
              'gateway.networking.k8s.io/bundle-version': version,
            },
          }
        : {},
    );
  const kube = (ns: string) =>
    pod(`${ns}/g`, {
      'gateway.networking.k8s.io/gateway-name': 'gw',
      app: 'g',
    });
  const versions = 'k8sgateway.CRDVersionAnalyzer';
  const selectors = 'k8sgateway.SelectorAnalyzer';
  const policy = (spec: object, kind = 'AuthorizationPolicy') =>
    security(kind, 'a/x', spec);

  it.each<[string, string, string, string[]]>([
    [
      'too old',
      versions,
      crd('tlsroutes', 'v1.4.1'),
      [
        'IST0176 | CustomResourceDefinition tlsroutes.gateway.networking.k8s.io | tlsroutes.gateway.networking.k8s.io | 1.4.1 | 1.5.0',
      ],
    ],
    ['just enough', versions, crd('tlsroutes', 'v1.5.0'), []],
    ['before its release', versions, crd('tlsroutes', 'v1.5.0-rc.1'), []],
    [
      'a short version',
      versions,
      crd('grpcroutes', '1.0'),
      [
        'IST0176 | CustomResourceDefinition grpcroutes.gateway.networking.k8s.io | grpcroutes.gateway.networking.k8s.io | 1.0.0 | 1.1.0',
      ],
    ],
    [
      'no version',
      versions,
      crd('tlsroutes') + crd('tcproutes', 'x') + crd('httproutes', 'v0.1.0'),
      [],
    ],
    [
      'a selector',
      selectors,
      policy(labels({ app: 'g' })) + kube('a'),
      ['IST0166 | AuthorizationPolicy a/x | gw'],
    ],
    [
      'of tokens',
      selectors,
      policy(labels({ app: 'g' }), 'RequestAuthentication') + kube('a'),
      ['IST0166 | RequestAuthentication a/x | gw'],
    ],
    ['other pods', selectors, policy(labels({ app: 'x' })) + kube('a'), []],
    ['elsewhere', selectors, policy(labels({ app: 'g' })) + kube('b'), []],
    [
      'with a target',
      selectors,
      policy({ ...labels({ app: 'g' }), targetRef: { name: 'gw' } }) +
        kube('a'),
      [],
    ],
    ['no selector', selectors, policy({}) + kube('a'), []],
    [
      'plain pods',
      selectors,
      policy(labels({ app: 'g' })) + pod('a/p', { app: 'g' }),
      [],
    ],
  ])('%s', (_, analyzer, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('several clusters', () => {
  const secret = (label = 'true') =>
    object(
      'v1',
      'Secret',
      'istio-system/s',
      { data: { east: 'eA==' } },
      { labels: { 'istio/multiCluster': label } },
    );
  const meshNetworks =
    'networks: {n: {endpoints: [{fromRegistry: east}, {fromRegistry: Kubernetes}, {fromCidr: 10.0.0.0/8}]}}';

  it('knows the clusters of remote secrets', () => {
    const analyzer = 'multicluster.MeshNetworksAnalyzer';
    const unknown = [
      'IST0126 | MeshNetworks istio-system/meshnetworks | east | n',
    ];
    expect(verdicts(analyzer, secret(), { meshNetworks })).toEqual([]);
    expect(verdicts(analyzer, '', { meshNetworks })).toEqual(unknown);
    expect(verdicts(analyzer, secret('false'), { meshNetworks })).toEqual(
      unknown,
    );
  });

  const both = (one: string, other: string) =>
    analyze(
      [
        snapshotOf(one, { cluster: 'c1' }),
        snapshotOf(other, { cluster: 'c2' }),
      ],
      { analyzers: ['multicluster.ServiceAnalyzer'] },
    ).findings.map(verdictOf);
  const s = (
    spec: object,
    ports: object[] = [{ name: 'a', port: 1 }],
    name = 'a/s',
  ) => service(name, ports, spec);
  const differs = (why: string) => [
    `IST0170 | Service a/s | s | a | c1, c2 | ${why}`,
  ];

  it.each<[string, string, string, string[]]>([
    ['the same', s({}), s({}), []],
    [
      'in another order',
      s({}, [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ]),
      s({}, [
        { name: 'b', port: 2 },
        { name: 'a', port: 1 },
      ]),
      [],
    ],
    [
      'headless',
      s({ clusterIP: 'None' }),
      s({}),
      differs('service has mixed mode like headless and clusterIP'),
    ],
    [
      'a type',
      s({ type: 'NodePort' }),
      s({}),
      differs('service type is inconsistent'),
    ],
    [
      'a port',
      s({}),
      s({}, [{ name: 'a', port: 2 }]),
      differs('service ports are inconsistent'),
    ],
    [
      'several',
      s({ type: 'NodePort' }),
      s({}, [{ name: 'a', port: 2 }]),
      differs('service ports are inconsistent; service type is inconsistent'),
    ],
    ['another Service', s({ type: 'NodePort' }), s({}, [], 'b/s'), []],
  ])('%s', (_, one, other, expected) => {
    expect(both(one, other)).toEqual(expected);
  });
});

describe('sidecarSelectors', () => {
  const analyzer = 'sidecar.SelectorAnalyzer';
  const sidecar = (name: string, own?: object) =>
    networking(
      'Sidecar',
      name,
      own ? { workloadSelector: { labels: own } } : {},
    );
  const P = pod('a/p', { app: 'p' });
  const ambient =
    'selected workload is in ambient mode, the policy has no impact';

  it.each<[string, string, string[]]>([
    ['one', sidecar('a/s', { app: 'p' }) + P, []],
    [
      'two of a pod',
      sidecar('a/t', { app: 'p' }) + sidecar('a/s', { app: 'p' }) + P,
      [
        'IST0110 | Sidecar a/s | s, t | a | p',
        'IST0110 | Sidecar a/t | s, t | a | p',
      ],
    ],
    [
      'no pod',
      sidecar('b/s', { app: 'p' }) + P,
      ['IST0101 | Sidecar b/s | selector | app=p'],
    ],
    [
      'two of a namespace',
      sidecar('a/s') + sidecar('a/t', {}),
      ['IST0111 | Sidecar a/s | s, t | a', 'IST0111 | Sidecar a/t | s, t | a'],
    ],
    ['two of two namespaces', sidecar('a/s') + sidecar('b/t'), []],
    [
      'an ambient pod',
      sidecar('a/s', { app: 'p' }) +
        pod(
          'a/p',
          { app: 'p' },
          { annotations: { 'ambient.istio.io/redirection': 'enabled' } },
        ),
      [`IST0167 | Sidecar a/s | ${ambient}`],
    ],
    [
      'an ambient namespace',
      sidecar('a/s') + namespace('a', { 'istio.io/dataplane-mode': 'ambient' }),
      [
        'IST0167 | Sidecar a/s | namespace is in ambient mode, the policy has no impact',
      ],
    ],
    [
      'a namespace with both',
      sidecar('a/s') +
        namespace('a', {
          'istio.io/dataplane-mode': 'ambient',
          'istio-injection': 'enabled',
        }),
      [],
    ],
    [
      'a namespace with a revision',
      sidecar('a/s') +
        namespace('a', {
          'istio.io/dataplane-mode': 'ambient',
          'istio.io/rev': 'x',
        }),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('telemetry', () => {
  const telemetry = (name: string, spec: object) =>
    object('telemetry.istio.io/v1', 'Telemetry', name, { spec });
  const P = pod('a/p', { app: 'p' });
  const logs = (entry: object) => telemetry('a/t', { accessLogging: [entry] });
  const meshConfig =
    'defaultProviders: {accessLogging: [x]}\nextensionProviders: [{name: old, lightstep: {}}, {name: new, zipkin: {}}]';
  const traces = (name: string) =>
    telemetry('a/t', { tracing: [{ providers: [{ name }] }] });

  it.each<[string, string, string, string[], object?]>([
    [
      'one',
      'telemetry.SelectorAnalyzer',
      telemetry('a/t', labels({ app: 'p' })) + P,
      [],
    ],
    [
      'two',
      'telemetry.SelectorAnalyzer',
      telemetry('a/t', labels({ app: 'p' })) +
        telemetry('a/s', labels({ app: 'p' })) +
        P,
      [
        'IST0159 | Telemetry a/s | s, t | a | p',
        'IST0159 | Telemetry a/t | s, t | a | p',
      ],
    ],
    [
      'no pod',
      'telemetry.SelectorAnalyzer',
      telemetry('b/t', labels({ app: 'p' })) + P,
      ['IST0101 | Telemetry b/t | selector | app=p'],
    ],
    [
      'no labels',
      'telemetry.SelectorAnalyzer',
      telemetry('b/t', labels({})),
      [],
    ],
    [
      'two for all',
      'telemetry.DefaultSelectorAnalyzer',
      telemetry('a/t', {}) + telemetry('a/s', {}),
      [
        'IST0160 | Telemetry a/s | s, t | a',
        'IST0160 | Telemetry a/t | s, t | a',
      ],
    ],
    [
      'one for all',
      'telemetry.DefaultSelectorAnalyzer',
      telemetry('a/t', {}) +
        telemetry('b/s', {}) +
        telemetry('a/u', labels({})),
      [],
    ],
    [
      'no provider',
      'telemetry.ProviderAnalyzer',
      logs({}),
      ['IST0157 | Telemetry a/t | t | a'],
    ],
    [
      'no provider for what is off',
      'telemetry.ProviderAnalyzer',
      logs({ disabled: true }),
      [],
    ],
    [
      'a provider',
      'telemetry.ProviderAnalyzer',
      logs({ providers: [{ name: 'x' }] }),
      [],
    ],
    [
      'a provider of the mesh',
      'telemetry.ProviderAnalyzer',
      logs({}),
      [],
      { meshConfig },
    ],
    [
      'Lightstep',
      'telemetry.LightstepAnalyzer',
      traces('old'),
      [
        'IST0002 | Telemetry a/t | The Lightstep provider old is deprecated, please migrate to OpenTelemetry provider.',
      ],
      { meshConfig },
    ],
    [
      'another provider',
      'telemetry.LightstepAnalyzer',
      traces('new'),
      [],
      { meshConfig },
    ],
  ])('%s', (_, analyzer, yaml, expected, more = {}) => {
    expect(verdicts(analyzer, yaml, more)).toEqual(expected);
  });
});

describe('service entries', () => {
  const entry = (name: string, port: object, more = {}, extra = {}) =>
    object('networking.istio.io/v1', 'ServiceEntry', name, {
      spec: { hosts: ['x.org'], ports: [{ number: 1, ...port }], ...more },
      ...extra,
    });
  const addresses = 'serviceentry.ProtocolAddressesAnalyzer';
  const protocols = 'serviceentry.ConflictingServiceEntryProtocolAnalyzer';
  const needed = ['IST0134 | ServiceEntry a/e'];
  const mesh = (name: string, capture = 'true') => ({
    meshConfig: `defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "${capture}", ${name}: "true"}}`,
  });
  const pair = (scope: string) =>
    ['a/e', 'b/f'].map(
      name =>
        `IST0177 | ServiceEntry ${name} | a/e, b/f | x.org | 1 | ${scope}`,
    );

  it.each<[string, string, string, string[], object?]>([
    ['TCP', addresses, entry('a/e', { protocol: 'tcp' }), needed],
    ['no protocol', addresses, entry('a/e', {}), needed],
    ['HTTP', addresses, entry('a/e', { protocol: 'HTTP' }), []],
    ['addresses', addresses, entry('a/e', {}, { addresses: ['10.0.0.1'] }), []],
    [
      'addresses that Istio gave',
      addresses,
      entry('a/e', {}, {}, { status: { addresses: [{ value: '240.0.0.1' }] } }),
      [],
    ],
    [
      'proxies that give some',
      addresses,
      entry('a/e', {}),
      [],
      mesh('ISTIO_META_DNS_AUTO_ALLOCATE'),
    ],
    [
      'Istio that gives some',
      addresses,
      entry('a/e', {}),
      [],
      mesh('PILOT_ENABLE_IP_AUTOALLOCATE'),
    ],
    [
      'proxies that ask no names',
      addresses,
      entry('a/e', {}),
      needed,
      mesh('PILOT_ENABLE_IP_AUTOALLOCATE', 'false'),
    ],
    ['proxies that give none', addresses, entry('a/e', {}), needed, mesh('X')],
    [
      'two protocols',
      protocols,
      entry('a/e', { protocol: 'HTTP' }) + entry('b/f', { protocol: 'TLS' }),
      pair('HTTP, TLS'),
    ],
    [
      'one protocol',
      protocols,
      entry('a/e', { protocol: 'HTTP' }) + entry('b/f', { protocol: 'http' }),
      [],
    ],
    [
      'another port',
      protocols,
      entry('a/e', { protocol: 'HTTP' }) +
        entry('b/f', { protocol: 'TLS', number: 2 }),
      [],
    ],
    [
      'another host',
      protocols,
      entry('a/e', { protocol: 'HTTP' }) +
        entry('b/f', { protocol: 'TLS' }, { hosts: ['y.org'] }),
      [],
    ],
    [
      'other namespaces',
      protocols,
      entry('a/e', { protocol: 'HTTP' }, { exportTo: ['.'] }) +
        entry('b/f', { protocol: 'TLS' }, { exportTo: ['.'] }),
      [],
    ],
    [
      'one for all',
      protocols,
      entry('a/e', { protocol: 'HTTP' }, { exportTo: ['.'] }) +
        entry('b/f', { protocol: 'TLS' }),
      pair('HTTP, TLS'),
    ],
  ])('%s', (_, analyzer, yaml, expected, more = {}) => {
    expect(verdicts(analyzer, yaml, more)).toEqual(expected);
  });
});

describe('webhooks', () => {
  const analyzer = 'webhook.Analyzer';
  const SERVICE = service('istio-system/istiod', []);
  const injector = (name: string, webhook: object, metadata: object = {}) =>
    object(
      'admissionregistration.k8s.io/v1',
      'MutatingWebhookConfiguration',
      name,
      { webhooks: [{ name: 'x.istio.io', ...webhook }] },
      metadata,
    );
  const enabled = {
    namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
  };
  const overlap = (name: string, other: string) =>
    `IST0139 | MutatingWebhookConfiguration ${name} | Webhook overlaps with others: [${other}/x.istio.io]. This may cause injection to occur twice.`;
  const rev = (value: string) => ({
    namespaceSelector: { matchLabels: { 'istio.io/rev': value } },
  });

  it.each<[string, string, string[]]>([
    ['one', injector('a', enabled), []],
    [
      'two for the same',
      injector('a', enabled) + injector('b', enabled),
      [overlap('a', 'b'), overlap('b', 'a')],
    ],
    ['two revisions', injector('a', rev('1')) + injector('b', rev('2')), []],
    [
      'a revision and one for all',
      injector('a', rev('1')) + injector('b', {}),
      [overlap('a', 'b'), overlap('b', 'a')],
    ],
    [
      'a revision by expression',
      injector('a', {
        name: 'x.istio.io',
        namespaceSelector: {
          matchExpressions: [
            { key: 'istio.io/rev', operator: 'In', values: ['1'] },
          ],
        },
      }) + injector('b', rev('1')),
      [overlap('a', 'b'), overlap('b', 'a')],
    ],
    [
      'pods with and without a label',
      injector('a', {
        objectSelector: { matchLabels: { 'sidecar.istio.io/inject': 'true' } },
      }) +
        injector('b', {
          objectSelector: {
            matchLabels: { 'sidecar.istio.io/inject': 'false' },
          },
        }),
      [],
    ],
    [
      'of others',
      injector('a', { name: 'x.example.org' }) +
        injector('b', { name: 'x.example.org' }),
      [],
    ],
    [
      'of others with a revision',
      injector(
        'a',
        { name: 'x.example.org' },
        { labels: { 'istio.io/rev': '1' } },
      ) + injector('b', {}),
      [
        'IST0139 | MutatingWebhookConfiguration a | Webhook overlaps with others: [b/x.istio.io]. This may cause injection to occur twice.',
        'IST0139 | MutatingWebhookConfiguration b | Webhook overlaps with others: [a/x.example.org]. This may cause injection to occur twice.',
      ],
    ],
    [
      'a service',
      injector('a', {
        clientConfig: {
          service: { name: 'istiod', namespace: 'istio-system' },
        },
      }) + SERVICE,
      [],
    ],
    [
      'a service that is gone',
      injector('a', {
        clientConfig: { service: { name: 'gone', namespace: 'istio-system' } },
      }) + SERVICE,
      [
        'IST0139 | MutatingWebhookConfiguration a | Injector refers to a control plane service that does not exist: istio-system/gone.',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});
