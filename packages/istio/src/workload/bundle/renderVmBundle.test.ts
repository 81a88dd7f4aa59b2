import { renderVmBundle } from './renderVmBundle';
import type { VmBundleInput } from './VmBundleInput';

function input(change: Partial<VmBundleInput> = {}): VmBundleInput {
  return {
    group: {
      metadata: { name: 'ratings-vm', namespace: 'shop' },
      spec: {
        metadata: { labels: { app: 'ratings', version: 'v3' } },
        template: {
          serviceAccount: 'ratings',
          network: 'vm-net',
          ports: { mysql: 3306, http: 80 },
        },
        probe: { httpGet: { port: 80, path: '/ready' }, periodSeconds: 5 },
      },
    },
    meshConfig: 'defaultConfig:\n  meshId: m1\ntrustDomain: cluster.local\n',
    rootCert: 'root\n',
    token: 'token',
    clusterID: 'east',
    ingressIP: '10.0.0.9',
    ...change,
  };
}

function withProxyConfig(text: string, meshConfig = ''): VmBundleInput {
  const group = input().group;
  const annotations = { 'proxy.istio.io/config': text };
  return input({
    meshConfig,
    group: { ...group, metadata: { ...group.metadata, annotations } },
  });
}

describe('renderVmBundle', () => {
  it('makes the five files', () => {
    expect(renderVmBundle(input())).toEqual({
      files: {
        'cluster.env': `CANONICAL_REVISION='v3'
CANONICAL_SERVICE='ratings'
ISTIO_INBOUND_PORTS='80,3306'
ISTIO_LOCAL_EXCLUDE_PORTS='22,15090,15021,15020'
ISTIO_METAJSON_LABELS='{"app":"ratings","service.istio.io/canonical-name":"ratings","service.istio.io/canonical-revision":"v3","version":"v3"}'
ISTIO_META_CLUSTER_ID='east'
ISTIO_META_DNS_CAPTURE='true'
ISTIO_META_MESH_ID='m1'
ISTIO_META_NETWORK='vm-net'
ISTIO_META_POD_PORTS='[{"name":"http","containerPort":80,"protocol":""},{"name":"mysql","containerPort":3306,"protocol":""}]'
ISTIO_META_WORKLOAD_NAME='ratings-vm'
ISTIO_NAMESPACE='shop'
ISTIO_SERVICE='ratings-vm.shop'
ISTIO_SERVICE_CIDR='*'
POD_NAMESPACE='shop'
SERVICE_ACCOUNT='ratings'
TRUST_DOMAIN='cluster.local'
`,
        'mesh.yaml': `defaultConfig:
  meshId: m1
  proxyMetadata:
    CANONICAL_REVISION: v3
    CANONICAL_SERVICE: ratings
    ISTIO_META_CLUSTER_ID: east
    ISTIO_META_DNS_CAPTURE: "true"
    ISTIO_META_MESH_ID: m1
    ISTIO_META_NETWORK: vm-net
    ISTIO_META_POD_PORTS: '[{"name":"http","containerPort":80,"protocol":""},{"name":"mysql","containerPort":3306,"protocol":""}]'
    ISTIO_META_WORKLOAD_NAME: ratings-vm
    ISTIO_METAJSON_LABELS: '{"app":"ratings","service.istio.io/canonical-name":"ratings","service.istio.io/canonical-revision":"v3","version":"v3"}'
    POD_NAMESPACE: shop
    SERVICE_ACCOUNT: ratings
    TRUST_DOMAIN: cluster.local
  readinessProbe:
    httpGet:
      path: /ready
      port: 80
    periodSeconds: 5
`,
        'root-cert.pem': 'root\n',
        'istio-token': 'token',
        hosts: '10.0.0.9 istiod.istio-system.svc\n',
      },
      warnings: [],
    });
  });

  it('puts the revision into hosts, addresses and CA_ADDR', () => {
    const { files } = renderVmBundle(
      input({
        revision: 'canary',
        istioNamespace: 'mesh',
        ingressIP: 'fd00::1',
      }),
    );
    expect(files.hosts).toBe('fd00::1 istiod-canary.mesh.svc\n');
    expect(files['mesh.yaml']).toContain(
      '\n  discoveryAddress: istiod-canary.mesh.svc:15012\n',
    );
    expect(files['cluster.env']).toMatch(
      /^CA_ADDR='istiod-canary\.mesh\.svc:15012'$/m,
    );
  });

  it('takes the revision default for none', () => {
    expect(renderVmBundle(input({ revision: 'default' }))).toEqual(
      renderVmBundle(input()),
    );
  });

  it('writes what the options say', () => {
    const env = (change: Partial<VmBundleInput>) =>
      renderVmBundle(input(change)).files['cluster.env'];
    expect(env({ internalIP: '10.1.1.1' })).toContain(
      "ISTIO_SVC_IP='10.1.1.1'",
    );
    expect(env({ externalIP: '192.0.2.1' })).toMatch(
      /ISTIO_SVC_IP='192\.0\.2\.1'\n[^]*REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION='true'/,
    );
    expect(env({ captureDNS: false })).not.toContain('DNS_CAPTURE');
    expect(env({ autoRegister: true })).toContain(
      "ISTIO_META_AUTO_REGISTER_GROUP='ratings-vm'",
    );
    expect(env({ workloadEntry: 'one' })).toContain(
      "ISTIO_META_WORKLOAD_ENTRY='one'",
    );
  });

  it.each([
    ['statusPort: 15021', '22,15090,15021'],
    ['statusPort: 15090', '22,15090,15021'],
    ['statusPort: "22"', '22,15090,15021,22'],
    ['statusPort: 0', '22,15090,15021,15020'],
  ])('excludes ports for %s', (text, expected) => {
    expect(
      renderVmBundle(withProxyConfig(text)).files['cluster.env'],
    ).toContain(`ISTIO_LOCAL_EXCLUDE_PORTS='${expected}'`);
  });

  it('merges metadata by key, also onto a mesh without any', () => {
    const proxyConfig = 'proxyMetadata: {A: "1"}';
    const mesh = 'defaultConfig: {proxyMetadata: {A: "0", B: "2"}}';
    const both = renderVmBundle(withProxyConfig(proxyConfig, mesh));
    expect(both.files['cluster.env']).toMatch(/^A='1'\nB='2'$/m);
    const bare = renderVmBundle(
      withProxyConfig(proxyConfig, 'defaultConfig: {concurrency: 0}'),
    );
    expect(bare.files['cluster.env']).toMatch(/^A='1'$/m);
    expect(bare.files['mesh.yaml']).toMatch(/^ {2}concurrency: 0$/m);
  });

  it('replaces every other field whole and normalises it', () => {
    const { files } = renderVmBundle(
      withProxyConfig(
        'tracing: {}\ndrain_duration: 1m30s\nserviceCluster: ""\ninterceptionMode: 1\nconcurrency: null\nimage: {image_type: "y"}',
        'defaultConfig: {tracing: {sampling: 5}, tracingServiceName: 1, concurrency: 2}',
      ),
    );
    expect(files['mesh.yaml'].split('  proxyMetadata:')[0]).toBe(
      'defaultConfig:\n  concurrency: 2\n  drainDuration: 90s\n  image:\n    imageType: "y"\n  interceptionMode: TPROXY\n',
    );
    expect(files['mesh.yaml']).toMatch(
      /\n {2}serviceCluster: ""\n {2}tracing: \{\}\n$/,
    );
  });

  it('drops the probe of the mesh when the group has none', () => {
    const group = { ...input().group, spec: {} };
    const { files } = renderVmBundle(
      input({
        group,
        meshConfig: 'defaultConfig: {readinessProbe: {exec: {}}}',
      }),
    );
    expect(files['mesh.yaml']).not.toContain('readinessProbe');
    expect(files['cluster.env']).toMatch(/^SERVICE_ACCOUNT='default'$/m);
    expect(files['cluster.env']).toMatch(/^ISTIO_INBOUND_PORTS='\*'$/m);
  });

  it('warns of what may surprise', () => {
    const group = {
      ...input().group,
      spec: { template: { labels: { a: 'b' } } },
    };
    const { files, warnings } = renderVmBundle(
      input({
        group,
        clusterID: '',
        ingressIP: '',
        allowEmptyHosts: true,
        meshConfig: 'unheardOf: 1\ndefaultConfig: {newField: 1}',
      }),
    );
    expect(files.hosts).toBe('');
    expect(warnings).toEqual([
      expect.stringContaining('defaultConfig.newField'),
      expect.stringContaining('spec.template'),
      expect.stringContaining('hosts file is empty'),
      expect.stringContaining('cluster ID is empty'),
    ]);
  });

  it.each<[string, VmBundleInput]>([
    ['ingressIP', input({ ingressIP: undefined })],
    ['ingressIP', input({ ingressIP: 'gateway.example.org' })],
    ['internalIP', input({ internalIP: '$(reboot)' })],
    ['externalIP', input({ internalIP: '10.0.0.1', externalIP: '10.0.0.2' })],
    ['revision', input({ revision: 'a\nb' })],
    ['istioNamespace', input({ istioNamespace: 'A' })],
    ['workloadEntry', input({ workloadEntry: 'a', autoRegister: true })],
    ['workloadEntry', input({ workloadEntry: 'a b' })],
    ['meshConfig', input({ meshConfig: 'a: [' })],
    ['meshConfig', input({ meshConfig: 'trustDomain: 1' })],
    ['proxyMetadata', withProxyConfig('proxyMetadata: {"x;id": "1"}')],
    ['proxyMetadata', withProxyConfig('proxyMetadata: {"1a": "1"}')],
    ['proxyMetadata', withProxyConfig('proxyMetadata: {"": "1"}')],
    ['proxyMetadata', withProxyConfig('proxyMetadata: {"a\\n": "1"}')],
    ['proxyMetadata', withProxyConfig('proxyMetadata: {A: "\\0"}')],
    ['proxyConfig', withProxyConfig('proxyMetadata: {A: "\\x7f"}')],
    [
      'group.metadata.annotations["proxy.istio.io/config"]',
      withProxyConfig('drainDuration: 5'),
    ],
    [
      'group.metadata.name',
      input({ group: { metadata: { name: '', namespace: 'a' } } }),
    ],
    ['group.metadata.namespace', input({ group: { metadata: { name: 'a' } } })],
    [
      'group.spec.template.ports.http',
      input({
        group: {
          metadata: { name: 'a', namespace: 'b' },
          spec: { template: { ports: { http: -1 } } },
        },
      }),
    ],
    [
      'group.spec.template.serviceAccount',
      input({
        group: {
          metadata: { name: 'a', namespace: 'b' },
          spec: { template: { serviceAccount: 'A B' } },
        },
      }),
    ],
  ])('refuses a bad %s', (field, bad) => {
    expect(() => renderVmBundle(bad)).toThrow(
      expect.objectContaining({ name: 'InputError', field }),
    );
  });

  it.each(['\\', 'w\\', '/\\w', '\\\\'])(
    'refuses %j, which istioctl leaves without quotes',
    value => {
      const text = JSON.stringify({ proxyMetadata: { X: value } });
      expect(() => renderVmBundle(withProxyConfig(text))).toThrow(
        'proxyMetadata: A shell would drop the backslashes of X',
      );
      expect(
        renderVmBundle(
          withProxyConfig(
            JSON.stringify({ proxyMetadata: { X: `${value}a` } }),
          ),
        ).files['cluster.env'],
      ).toContain(`X='${value}a'\n`);
    },
  );

  it('leaves ports out of capture', () => {
    const env = (uncapturedPorts: number[]) =>
      renderVmBundle(input({ uncapturedPorts })).files['cluster.env'];
    expect(env([3306])).toContain(`ISTIO_INBOUND_PORTS='80'
ISTIO_LOCAL_EXCLUDE_PORTS='22,15090,15021,15020,3306'
`);
    expect(env([80, 3306])).toContain("ISTIO_INBOUND_PORTS=''\n");
    expect(env([])).toBe(renderVmBundle(input()).files['cluster.env']);
    // The mesh still calls them.
    expect(env([3306])).toContain('"containerPort":3306');
    expect(() => env([22])).toThrow(
      'uncapturedPorts: The group has no port 22, and the proxy takes no others. Take it out.',
    );
  });

  it('gives a machine an identity of its own', () => {
    const { files } = renderVmBundle(
      input({ serviceAccount: 'ratings-vm-01', workloadEntry: 'vm-01' }),
    );
    expect(files['cluster.env']).toContain("SERVICE_ACCOUNT='ratings-vm-01'\n");
    expect(files['mesh.yaml']).toContain('SERVICE_ACCOUNT: ratings-vm-01\n');
    expect(() => renderVmBundle(input({ serviceAccount: 'Root' }))).toThrow(
      'serviceAccount: Give the name of a service account.',
    );
    expect(() =>
      renderVmBundle(input({ serviceAccount: 'a', autoRegister: true })),
    ).toThrow('serviceAccount: With autoRegister');
  });
});
