import {
  deployment,
  namespace,
  object,
  pod,
  service,
  verdicts,
} from '../testing/verdicts';

describe('annotations', () => {
  const analyzer = 'annotations.K8sAnalyzer';
  const on = (annotations: object, labels = {}) =>
    pod('a/p', labels, { annotations });

  it.each<[string, string, string[]]>([
    ['a known one', on({ 'sidecar.istio.io/logLevel': 'debug' }), []],
    ['of others', on({ 'example.org/x': 'y' }), []],
    [
      'unknown',
      on({ 'sidecar.istio.io/x': 'y' }),
      ['IST0108 | Pod a/p | sidecar.istio.io/x'],
    ],
    [
      'set by Istio',
      on({ 'sidecar.istio.io/status': 'x', 'istio.io/rev': 'y' }),
      [],
    ],
    [
      'for every kind',
      on({ 'galley.istio.io/analyze-suppress': 'IST0001' }),
      [],
    ],
    [
      'for another kind',
      namespace('n').replace(
        '"labels":{}',
        '"annotations":{"sidecar.istio.io/logLevel":"x"}',
      ),
      ['IST0107 | Namespace n | sidecar.istio.io/logLevel | Pod'],
    ],
    [
      'an ingress class',
      on({ 'kubernetes.io/ingress.class': 'istio' }),
      ['IST0107 | Pod a/p | kubernetes.io/ingress.class | Ingress'],
    ],
    [
      'a deprecated one',
      on({ 'sidecar.istio.io/inject': 'true' }),
      [
        'IST0135 | Pod a/p | sidecar.istio.io/inject |  in favor of the "sidecar.istio.io/inject" label',
      ],
    ],
    [
      'a deprecated one with its successor',
      on(
        { 'sidecar.istio.io/inject': 'true' },
        { 'sidecar.istio.io/inject': 'true' },
      ),
      [],
    ],
    [
      'another deprecated one',
      on({ 'sidecar.istio.io/discoveryAddress': 'x' }),
      ['IST0135 | Pod a/p | sidecar.istio.io/discoveryAddress |'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });

  it.each<[string, string, string | undefined]>([
    ['sidecar.istio.io/interceptionMode', 'NONE', undefined],
    [
      'sidecar.istio.io/interceptionMode',
      'x',
      'interceptionMode invalid, use REDIRECT,TPROXY,NONE: x',
    ],
    ['status.sidecar.istio.io/port', '15021', undefined],
    [
      'status.sidecar.istio.io/port',
      '70000',
      `excludeInboundPorts invalid: failed parsing port '70000': strconv.ParseUint: parsing "70000": value out of range`,
    ],
    [
      'readiness.status.sidecar.istio.io/periodSeconds',
      '4294967295',
      undefined,
    ],
    [
      'readiness.status.sidecar.istio.io/periodSeconds',
      '4294967296',
      'strconv.ParseUint: parsing "4294967296": value out of range',
    ],
    [
      'readiness.status.sidecar.istio.io/periodSeconds',
      '-1',
      'strconv.ParseUint: parsing "-1": invalid syntax',
    ],
    ['traffic.sidecar.istio.io/includeOutboundIPRanges', '*', undefined],
    [
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
      '10.0.0.0/8,::/0',
      undefined,
    ],
    [
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
      '10.0.0.1',
      `includeIPRanges invalid: failed parsing cidr '10.0.0.1': netip.ParsePrefix("10.0.0.1"): no '/'`,
    ],
    [
      'traffic.sidecar.istio.io/excludeOutboundIPRanges',
      '10.0.0.0/33',
      `excludeIPRanges invalid: failed parsing cidr '10.0.0.0/33': netip.ParsePrefix("10.0.0.0/33"): prefix length out of range`,
    ],
    [
      'traffic.sidecar.istio.io/excludeOutboundIPRanges',
      '10.0.0.0/a',
      `excludeIPRanges invalid: failed parsing cidr '10.0.0.0/a': netip.ParsePrefix("10.0.0.0/a"): bad bits after slash: "a"`,
    ],
    ['traffic.sidecar.istio.io/includeInboundPorts', '*', undefined],
    ['traffic.sidecar.istio.io/excludeInboundPorts', ' 80,81 ', undefined],
    [
      'traffic.sidecar.istio.io/excludeInboundPorts',
      '80,x',
      `excludeInboundPorts invalid: failed parsing port 'x': failed parsing port 'x': strconv.ParseUint: parsing "x": invalid syntax`,
    ],
    ['traffic.sidecar.istio.io/excludeInterfaces', 'eth0, eth1', undefined],
    [
      'traffic.sidecar.istio.io/excludeInterfaces',
      'eth0,',
      'empty interface name',
    ],
    [
      'traffic.sidecar.istio.io/excludeInterfaces',
      'a234567890123456',
      'interface name "a234567890123456" too long (max 15 chars)',
    ],
    [
      'traffic.sidecar.istio.io/excludeInterfaces',
      '0th',
      'interface name "0th" contains invalid characters',
    ],
    ['prometheus.istio.io/merge-metrics', 'T', undefined],
    [
      'prometheus.istio.io/merge-metrics',
      'yes',
      'strconv.ParseBool: parsing "yes": invalid syntax',
    ],
    ['sidecar.istio.io/proxyCPU', '100m', undefined],
    ['sidecar.istio.io/proxyCPU', 'a\nb', 'value contains control characters'],
    [
      'sidecar.istio.io/proxyCPU',
      '100x',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('%s: %j', (name, value, problem) => {
    expect(verdicts(analyzer, on({ [name]: value }))).toEqual(
      problem === undefined ? [] : [`IST0125 | Pod a/p | ${name} | ${problem}`],
    );
  });

  it('tells of alpha features on request', () => {
    const alpha = 'maturity.AlphaAnalyzer';
    const include = { 'traffic.sidecar.istio.io/includeInboundPorts': '80' };
    expect(verdicts(alpha, on(include))).toEqual([]);
    expect(
      verdicts(
        alpha,
        pod(
          'a/p',
          {},
          { annotations: include, initContainers: [{ name: 'istio-init' }] },
        ),
      ),
    ).toEqual([
      'IST0136 | Pod a/p | traffic.sidecar.istio.io/includeInboundPorts',
    ]);
    expect(
      verdicts(
        alpha,
        on({ 'proxy.istio.io/config': '{}', 'istio.io/rev': 'x' }),
      ),
    ).toEqual([]);
  });
});

describe('deploymentServices', () => {
  const analyzer = 'deployment.ServiceAssociationAnalyzer';
  const MESH = namespace('a', { 'istio-injection': 'enabled' });
  const D = deployment('a/d', { app: 'd' });
  const svc = (name: string, port: object, selector: object = { app: 'd' }) =>
    service(name, [port], { selector });
  const shared = ['IST0116 | Deployment a/d | d | 80 | a/s, a/t'];

  it.each<[string, string, string[]]>([
    [
      'two protocols',
      MESH +
        D +
        svc('a/s', { port: 80, targetPort: 1 }) +
        svc('a/t', { port: 80, targetPort: 2, protocol: 'UDP' }),
      shared,
    ],
    [
      'one protocol',
      MESH +
        D +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 80, protocol: 'TCP' }),
      [],
    ],
    [
      'other pods',
      MESH +
        D +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 80, protocol: 'UDP' }, { app: 'x' }),
      [],
    ],
    [
      'no selector',
      MESH +
        D +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 80, protocol: 'UDP' }, {}),
      [],
    ],
    [
      'another namespace',
      MESH +
        D +
        svc('a/s', { port: 80 }) +
        svc('b/t', { port: 80, protocol: 'UDP' }),
      [],
    ],
    [
      'outside the mesh',
      D + svc('a/s', { port: 80 }) + svc('a/t', { port: 80, protocol: 'UDP' }),
      [],
    ],
    [
      'one target of two ports',
      MESH +
        D +
        svc('a/s', { port: 81, targetPort: 8080 }) +
        svc('a/t', { port: 80, targetPort: 8080 }),
      ['IST0137 | Deployment a/d | d | a/s, a/t | 8080 | 80, 81'],
    ],
    [
      'a target that is not said',
      MESH +
        D +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 81, targetPort: 80 }),
      ['IST0137 | Deployment a/d | d | a/s, a/t | 80 | 80, 81'],
    ],
    [
      'a label of the pods',
      namespace('a') +
        deployment('a/d', { app: 'd', 'sidecar.istio.io/inject': 'true' }) +
        svc('a/s', { port: 80, targetPort: 1 }) +
        svc('a/t', { port: 80, targetPort: 2, protocol: 'UDP' }),
      shared,
    ],
    [
      'a label against it',
      MESH +
        deployment('a/d', { app: 'd', 'sidecar.istio.io/inject': 'false' }) +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 80, protocol: 'UDP' }),
      [],
    ],
    [
      'a waypoint',
      MESH +
        deployment(
          'a/d',
          { app: 'd' },
          {},
          {
            labels: { 'gateway.istio.io/managed': 'istio.io-mesh-controller' },
          },
        ) +
        svc('a/s', { port: 80 }) +
        svc('a/t', { port: 80, protocol: 'UDP' }),
      [],
    ],
    [
      'a proxy already',
      deployment('a/d', { app: 'd' }, { name: 'istio-proxy' }) +
        svc('a/s', { port: 80, targetPort: 1 }) +
        svc('a/t', { port: 80, targetPort: 2, protocol: 'UDP' }),
      shared,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('applicationUser', () => {
  const analyzer = 'deployment.ApplicationUIDAnalyzer';
  const user = (runAsUser: number) => ({ securityContext: { runAsUser } });

  it.each<[string, string, string[]]>([
    ['a pod', pod('a/p', {}, user(1337)), ['IST0144 | Pod a/p']],
    ['another user', pod('a/p', {}, user(1000)), []],
    [
      'the control plane',
      pod('a/p', { istio: 'x' }, user(1337)) +
        pod('a/q', { release: 'istio' }, user(1337)),
      [],
    ],
    [
      'another release',
      pod('a/p', { release: 'x' }, user(1337)),
      ['IST0144 | Pod a/p'],
    ],
    [
      'a container',
      deployment('a/d', {}, user(1337)),
      ['IST0144 | Deployment a/d'],
    ],
    [
      'the proxy',
      deployment('a/d', {}, { name: 'istio-proxy', ...user(1337) }),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('injection', () => {
  const analyzer = 'injection.Analyzer';
  const values = (
    enableNamespacesByDefault: boolean,
    name = 'istio-sidecar-injector',
  ) =>
    object('v1', 'ConfigMap', `istio-system/${name}`, {
      data: {
        values: JSON.stringify({
          sidecarInjectorWebhook: { enableNamespacesByDefault },
        }),
      },
    });
  const IN = namespace('a', { 'istio-injection': 'enabled' });

  it.each<[string, string, string[]]>([
    [
      'no label',
      namespace('a') + values(false),
      ['IST0102 | Namespace a | a | a'],
    ],
    ['the control plane', namespace('istio-system'), []],
    ["Kubernetes' own", namespace('kube-system'), []],
    [
      'a label against it',
      namespace('a', { 'istio-injection': 'disabled' }),
      [],
    ],
    ['a revision', namespace('a', { 'istio.io/rev': 'x' }), []],
    ['ambient', namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), []],
    ['for all', namespace('a') + values(true), ['IST0148 | Namespace a']],
    [
      'for all of another revision',
      namespace('a') + values(true, 'istio-sidecar-injector-x'),
      ['IST0102 | Namespace a | a | a'],
    ],
    [
      'two labels',
      namespace('a', { 'istio-injection': 'enabled', 'istio.io/rev': 'x' }),
      ['IST0123 | Namespace a | istio-injection=enabled, istio.io/rev=x'],
    ],
    [
      'two labels, one against it',
      namespace('a', { 'istio-injection': 'disabled', 'istio.io/rev': 'x' }),
      [],
    ],
    [
      'a pod without a proxy',
      IN + pod('a/p', {}, { proxy: '' }),
      ['IST0103 | Pod a/p | a/p'],
    ],
    ['a pod with one', IN + pod('a/p'), []],
    [
      'a pod with one that starts first',
      IN +
        pod(
          'a/p',
          {},
          { proxy: '', initContainers: [{ name: 'istio-proxy', image: 'x' }] },
        ),
      [],
    ],
    [
      'a pod of the host',
      IN + pod('a/p', {}, { proxy: '', hostNetwork: true }),
      [],
    ],
    [
      'a pod that does not want it',
      IN + pod('a/p', { 'sidecar.istio.io/inject': 'False' }, { proxy: '' }),
      [],
    ],
    [
      'a pod that did not want it',
      IN +
        pod(
          'a/p',
          {},
          { proxy: '', annotations: { 'sidecar.istio.io/inject': 'false' } },
        ),
      [],
    ],
    [
      'a label over the annotation',
      IN +
        pod(
          'a/p',
          { 'sidecar.istio.io/inject': 'true' },
          { proxy: '', annotations: { 'sidecar.istio.io/inject': 'false' } },
        ),
      ['IST0103 | Pod a/p | a/p'],
    ],
    [
      'a pod of a revision',
      namespace('a', { 'istio.io/rev': 'x' }) + pod('a/p', {}, { proxy: '' }),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('injectionImages', () => {
  const analyzer = 'injection.ImageAnalyzer';
  const IN = namespace('a', { 'istio-injection': 'enabled' });
  const injector = (image: string, name = 'istio-sidecar-injector') =>
    object('v1', 'ConfigMap', `istio-system/${name}`, {
      data: {
        values: JSON.stringify({
          global: { hub: 'h', tag: '1', proxy: { image } },
        }),
      },
    });
  const config = (name: string, spec: object) =>
    object('networking.istio.io/v1beta1', 'ProxyConfig', name, { spec });
  const wrong = ['IST0158 | Namespace a | p'];

  it.each<[string, string, string[]]>([
    ['the same', IN + injector('x') + pod('a/p', {}, { proxy: 'h/x:1' }), []],
    [
      'another',
      IN +
        injector('x') +
        pod('a/q', {}, { proxy: 'h/x:2' }) +
        pod('a/p', {}, { proxy: 'h/x:3' }),
      ['IST0158 | Namespace a | p, q'],
    ],
    [
      'a whole name',
      IN + injector('r/x:5') + pod('a/p', {}, { proxy: 'r/x:5' }),
      [],
    ],
    ['no injector', IN + pod('a/p', {}, { proxy: 'h/x:2' }), []],
    [
      'outside the mesh',
      namespace('a') + injector('x') + pod('a/p', {}, { proxy: 'h/x:2' }),
      [],
    ],
    [
      'another revision',
      namespace('a', { 'istio.io/rev': 'r' }) +
        injector('x', 'istio-sidecar-injector-r') +
        pod('a/p', {}, { proxy: 'h/x:2' }),
      wrong,
    ],
    [
      'a revision without an injector',
      namespace('a', { 'istio.io/rev': 'r' }) +
        injector('x') +
        pod('a/p', {}, { proxy: 'h/x:2' }),
      [],
    ],
    [
      'one that the pod asks for',
      IN +
        injector('x') +
        pod(
          'a/p',
          {},
          { proxy: 'z', annotations: { 'sidecar.istio.io/proxyImage': 'z' } },
        ),
      [],
    ],
    [
      'a type that nobody asked for',
      IN + injector('x') + pod('a/p', {}, { proxy: 'h/x:1-distroless' }),
      wrong,
    ],
    [
      'a type of the namespace',
      IN +
        injector('x') +
        config('a/c', { image: { imageType: 'distroless' } }) +
        pod('a/p', {}, { proxy: 'h/x:1-distroless' }),
      [],
    ],
    [
      'a type of the mesh',
      IN +
        injector('x') +
        config('istio-system/c', { image: { imageType: 'distroless' } }) +
        pod('a/p', {}, { proxy: 'h/x:1-distroless' }),
      [],
    ],
    [
      'a type of other workloads',
      IN +
        injector('x') +
        config('a/c', {
          selector: { matchLabels: { app: 'x' } },
          image: { imageType: 'distroless' },
        }) +
        pod('a/p', {}, { proxy: 'h/x:1-distroless' }),
      wrong,
    ],
    [
      'a type of the workload',
      IN +
        injector('x') +
        config('a/c', {
          selector: { matchLabels: { app: 'x' } },
          image: { imageType: 'distroless' },
        }) +
        pod('a/p', { app: 'x' }, { proxy: 'h/x:1-distroless' }),
      [],
    ],
    [
      'a type of the pod',
      IN +
        injector('x') +
        pod(
          'a/p',
          {},
          {
            proxy: 'h/x:1-debug',
            annotations: {
              'proxy.istio.io/config': 'image: {imageType: debug}',
            },
          },
        ),
      [],
    ],
    [
      'the usual type over that of the mesh',
      IN +
        injector('x') +
        config('istio-system/c', { image: { imageType: 'distroless' } }) +
        config('a/c', { image: { imageType: 'default' } }) +
        pod('a/p', {}, { proxy: 'h/x:1-distroless' }),
      wrong,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });

  it('takes the type of the mesh', () => {
    const yaml = IN + injector('x') + pod('a/p', {}, { proxy: 'h/x:1-debug' });
    const meshConfig = 'defaultConfig: {image: {imageType: debug}}';
    expect(verdicts(analyzer, yaml, { meshConfig })).toEqual([]);
  });
});

describe('imageAuto', () => {
  const analyzer = 'injection.ImageAutoAnalyzer';
  const AUTO = { name: 'istio-proxy', image: 'auto' };
  const injector = (webhook: object, name = 'x.istio.io') =>
    object(
      'admissionregistration.k8s.io/v1',
      'MutatingWebhookConfiguration',
      'w',
      { webhooks: [{ name, ...webhook }] },
    );
  const D = deployment('a/d', { app: 'd' }, AUTO);
  const warned = ['IST0146 | Deployment a/d | Deployment | d'];

  it.each<[string, string, string[]]>([
    [
      'a pod',
      pod('a/p', {}, { proxy: 'auto' }) + injector({}),
      ['IST0147 | Pod a/p | Pod | p'],
    ],
    ['another image', pod('a/p') + injector({}), []],
    ['no injector', D, warned],
    ['an injector for all', D + injector({}), []],
    ['one of others', D + injector({}, 'x.example.org'), warned],
    [
      'one for a namespace',
      D +
        namespace('a', { on: '1' }) +
        injector({ namespaceSelector: { matchLabels: { on: '1' } } }),
      [],
    ],
    [
      'one for another namespace',
      D +
        namespace('a') +
        injector({ namespaceSelector: { matchLabels: { on: '1' } } }),
      warned,
    ],
    [
      'one for pods',
      D +
        injector({
          objectSelector: {
            matchExpressions: [{ key: 'app', operator: 'In', values: ['d'] }],
          },
        }),
      [],
    ],
    [
      'one for other pods',
      D + injector({ objectSelector: { matchLabels: { app: 'x' } } }),
      warned,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('servicePortNames', () => {
  const analyzer = 'service.PortNameAnalyzer';
  const of = (port: object, spec = {}, labels = {}) =>
    service('a/s', [port], spec, { labels });
  const unknown = (name: string, port = 80) => [
    `IST0118 | Service a/s | ${name} | ${port} | 0`,
  ];

  it.each<[string, string, string[]]>([
    ['a protocol', of({ name: 'http-web', port: 80 }), []],
    ['capitals', of({ name: 'GRPC', port: 80 }), []],
    ['a protocol with a dash', of({ name: 'grpc-web-x', port: 80 }), []],
    ['no protocol', of({ name: 'web', port: 80 }), unknown('web')],
    ['no name', of({ port: 80 }), unknown('')],
    ['UDP', of({ name: 'web', port: 80, protocol: 'UDP' }), []],
    ['a well-known port', of({ name: 'db', port: 3306 }), []],
    ['another port', of({ name: 'db', port: 3307 }), unknown('db', 3307)],
    ['an appProtocol', of({ name: 'web', port: 80, appProtocol: 'http' }), []],
    [
      "one of Kubernetes'",
      of({ name: 'web', port: 80, appProtocol: 'kubernetes.io/h2c' }),
      [],
    ],
    [
      'an unknown one',
      of({ name: 'http', port: 80, appProtocol: 'x' }),
      unknown('http'),
    ],
    [
      'the control plane',
      of({ name: 'web', port: 80 }, {}, { istio: 'pilot' }),
      [],
    ],
    [
      'a gateway',
      of(
        { name: 'web', port: 80 },
        {},
        { 'gateway.istio.io/managed': 'istio.io-gateway-controller' },
      ),
      [],
    ],
    [
      'a gateway of others',
      of({ name: 'web', port: 80 }, {}, { 'gateway.istio.io/managed': 'x' }),
      unknown('web'),
    ],
    [
      'a name outside',
      of({ name: 'tcp', port: 80 }, { type: 'ExternalName' }),
      ['IST0150 | Service a/s'],
    ],
    ['plain TCP inside', of({ name: 'tcp', port: 80 }), []],
    [
      'HTTP outside',
      of({ name: 'http', port: 80 }, { type: 'ExternalName' }),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});
