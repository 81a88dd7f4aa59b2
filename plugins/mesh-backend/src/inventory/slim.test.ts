import { slim } from './slim';

const metadata = {
  name: 'a',
  namespace: 'n',
  labels: { app: 'a' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    'sidecar.istio.io/status': '{"revision":"default"}',
  },
  managedFields: [{}],
};

describe('slim', () => {
  it('drops managedFields and last-applied, and keeps the rest', () => {
    expect(slim('Service', { metadata, spec: { ports: [] } })).toEqual({
      kind: 'Service',
      metadata: {
        name: 'a',
        namespace: 'n',
        labels: { app: 'a' },
        annotations: { 'sidecar.istio.io/status': '{"revision":"default"}' },
      },
      spec: { ports: [] },
    });
  });

  it('keeps of a pod what is used: no environment, no volumes', () => {
    const container = {
      name: 'istio-proxy',
      image: 'proxyv2:1.30.2',
      env: [{ name: 'SECRET', value: 'sentinel' }],
      volumeMounts: [{}],
      restartPolicy: 'Always',
    };
    const pod = slim('Pod', {
      apiVersion: 'v1',
      metadata,
      spec: {
        containers: [container],
        initContainers: [container],
        serviceAccountName: 'sa',
        volumes: [{}],
      },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Ready', status: 'True', lastTransitionTime: 'x' },
          { type: 'Initialized', status: 'True' },
        ],
      },
    });
    expect(JSON.stringify(pod)).not.toContain('sentinel');
    expect(pod?.spec.containers).toEqual([
      { name: 'istio-proxy', image: 'proxyv2:1.30.2', restartPolicy: 'Always' },
    ]);
    expect(pod?.status.conditions).toEqual([{ type: 'Ready', status: 'True' }]);
    expect(pod?.spec.volumes).toBeUndefined();
  });

  it('keeps of the ConfigMaps only mesh configurations', () => {
    expect(
      slim('ConfigMap', { metadata, data: { 'root-cert.pem': 'x' } }),
    ).toBeUndefined();
    expect(
      slim('ConfigMap', { metadata, data: { mesh: 'a: b', other: 'x' } })?.data,
    ).toEqual({ mesh: 'a: b' });
  });

  it('keeps of a webhook the selectors and not the CA bundle', () => {
    expect(
      slim('MutatingWebhookConfiguration', {
        metadata,
        webhooks: [
          {
            name: 'w',
            clientConfig: { caBundle: 'xx', url: 'https://istiod:15017' },
            namespaceSelector: { matchLabels: { a: 'b' } },
          },
        ],
      })?.webhooks,
    ).toEqual([
      {
        name: 'w',
        clientConfig: { url: 'https://istiod:15017' },
        namespaceSelector: { matchLabels: { a: 'b' } },
      },
    ]);
  });

  it('keeps what the injector does, without its templates', () => {
    const config = [
      'policy: disabled',
      'alwaysInjectSelector:',
      'neverInjectSelector:',
      '- matchLabels: {job: "yes"}',
      '- null',
      'templates: {sidecar: "…"}',
    ].join('\n');
    const injector = (name: string, text: string) =>
      slim('ConfigMap', { metadata: { name }, data: { config: text } })?.data;
    expect(injector('istio-sidecar-injector-canary', config)).toEqual({
      injector: {
        policy: 'disabled',
        neverInjectSelector: [{ matchLabels: { job: 'yes' } }],
        alwaysInjectSelector: undefined,
      },
    });
    expect(injector('istio-sidecar-injector', 'policy: [')).toEqual({
      injector: undefined,
    });
    expect(injector('other', config)).toBeUndefined();
  });

  it('reduces a Gateway of the Gateway API to what tells a waypoint', () => {
    const allowedRoutes = { namespaces: { from: 'All' } };
    const slimmed = slim('KubernetesGateway', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'wp', namespace: 'shop' },
      spec: {
        gatewayClassName: 'istio-waypoint',
        infrastructure: { labels: { a: 'b' } },
        listeners: [
          { name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes },
        ],
      },
      status: { addresses: [{ value: '10.0.0.1' }], listeners: [{}] },
    });
    expect(slimmed).toMatchObject({
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ port: 15008, protocol: 'HBONE', allowedRoutes }],
      },
      status: { addresses: [{ value: '10.0.0.1' }] },
    });
    expect(JSON.stringify(slimmed)).not.toContain('infrastructure');
  });

  it('keeps of a Deployment what its pods will be like, and one variable of istiod', () => {
    const slimmed = slim('Deployment', {
      apiVersion: 'apps/v1',
      metadata,
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'a' } },
        template: {
          metadata: { labels: { app: 'a' } },
          spec: {
            securityContext: { runAsUser: 1337, fsGroup: 1 },
            containers: [
              {
                name: 'app',
                image: 'app:1',
                env: [
                  { name: 'PASSWORD', value: 'sentinel' },
                  { name: 'BLOCKED_CIDRS_IN_JWKS_URIS', value: '10.0.0.0/8' },
                ],
                volumeMounts: [{}],
              },
            ],
            volumes: [{}],
          },
        },
      },
      status: { replicas: 3 },
    });
    expect(slimmed?.spec).toEqual({
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: {
          securityContext: { runAsUser: 1337 },
          containers: [
            {
              name: 'app',
              image: 'app:1',
              env: [
                { name: 'BLOCKED_CIDRS_IN_JWKS_URIS', value: '10.0.0.0/8' },
              ],
            },
          ],
        },
      },
    });
    expect(JSON.stringify(slimmed)).not.toMatch(/sentinel|fsGroup|replicas/);
  });

  it('keeps of a route all that people write', () => {
    const slimmed = slim('HTTPRoute', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      metadata,
      spec: {
        parentRefs: [{ name: 'gw' }],
        rules: [
          { matches: [{}], backendRefs: [{ name: 'b', port: 80, weight: 1 }] },
        ],
      },
      status: {
        parents: [{ parentRef: {}, conditions: [{ type: 'Accepted' }] }],
      },
    });
    expect(slimmed?.spec).toEqual({
      parentRefs: [{ name: 'gw' }],
      rules: [
        { matches: [{}], backendRefs: [{ name: 'b', port: 80, weight: 1 }] },
      ],
    });
    expect(slimmed?.status).toEqual({
      parents: [{ conditions: [{ type: 'Accepted' }] }],
    });
  });

  it('keeps the root certificate, networks, and which image the injector gives', () => {
    const of = (name: string, data: object) =>
      slim('ConfigMap', { metadata: { name }, data })?.data;
    expect(of('istio-ca-root-cert', { 'root-cert.pem': 'pem' })).toEqual({
      'root-cert.pem': 'pem',
    });
    expect(of('istio', { mesh: '', meshNetworks: 'networks: {}' })).toEqual({
      mesh: '',
      meshNetworks: 'networks: {}',
    });
    const values = JSON.stringify({
      global: { hub: 'h', tag: 't', proxy: { image: 'p' }, other: 'large' },
    });
    expect(
      JSON.parse(
        of('istio-sidecar-injector', { config: '', values })?.values as string,
      ),
    ).toEqual({
      global: { hub: 'h', tag: 't', proxy: { image: 'p' } },
      sidecarInjectorWebhook: {},
    });
  });

  it.each(['Node', 'ServiceAccount'])(
    'keeps of a %s what it is called',
    kind => {
      const object = {
        apiVersion: 'v1',
        metadata,
        spec: { podCIDR: '10.0.0.0/24' },
        status: { images: ['sentinel'] },
        secrets: [{ name: 'sentinel' }],
        imagePullSecrets: [{ name: 'sentinel' }],
      };
      expect(slim(kind, object)).toEqual({
        apiVersion: 'v1',
        kind,
        metadata: slim('Service', { metadata })!.metadata,
      });
    },
  );

  it('keeps of a Node the blocks of its pods', () => {
    const spec = { podCIDRs: ['10.0.0.0/24'], providerID: 'sentinel' };
    expect(slim('Node', { metadata, spec })?.spec).toEqual({
      podCIDRs: ['10.0.0.0/24'],
    });
  });

  it('keeps of a CustomResourceDefinition no schema', () => {
    const names = { kind: 'TLSRoute', plural: 'tlsroutes', shortNames: ['t'] };
    const spec = { group: 'g', names, versions: [{ schema: 'sentinel' }] };
    expect(
      slim('CustomResourceDefinition', { metadata, spec, status: {} }),
    ).toMatchObject({ spec: { group: 'g', names: { kind: 'TLSRoute' } } });
    expect(
      JSON.stringify(slim('CustomResourceDefinition', { metadata, spec })),
    ).not.toMatch(/sentinel|tlsroutes/);
  });
});
