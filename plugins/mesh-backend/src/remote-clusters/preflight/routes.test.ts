import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { makeCertificate } from '../../__testUtils__/clientCertificates';
import { DevMesh, eventually } from '../../__testUtils__/devMesh';
import { mismatches } from '../../__testUtils__/openApiChecks';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  WESTERNER,
} from '../../__testUtils__/ReadBackend';
import {
  eastWestGateway,
  istiod,
  meshConfig,
  namespace,
  service,
} from '../__testUtils__/remoteMeshes';

jest.setTimeout(180_000);

const node = (podCIDRs: string[]) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1' },
  spec: { podCIDRs, podCIDR: podCIDRs[0] },
});

const root = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio-ca-root-cert', namespace: 'istio-system' },
  data: { 'root-cert.pem': name },
});

/** PEM of roots. */
const roots = { common: '', other: '' };

/** A mesh that agrees with its twin in everything but ID and addresses. */
function well(id: string, block: string) {
  return [
    namespace('istio-system', { 'topology.istio.io/network': 'net' }),
    namespace('shop', { 'meshport.dev/owner': 'team-shop' }),
    meshConfig({ trustDomain: 'cluster.local' }),
    istiod(id),
    node([block]),
    root(roots.common),
    service('cart', { namespace: 'shop' }),
  ];
}

describe('POST /remote-clusters/preflight', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshport-roots-'));
    for (const name of ['common', 'other'] as const) {
      const { certData } = await makeCertificate(folder, name);
      roots[name] = Buffer.from(certData, 'base64').toString();
    }
    rmSync(folder, { recursive: true });
    mesh = await DevMesh.start({
      east: well('east', '10.1.0.0/24'),
      west: well('west', '10.2.0.0/24'),
      gone: [],
    });
    backend = await ReadBackend.start({
      mesh,
      clusters: ['east', 'west', 'gone'].map(name => mesh.details(name)),
      entities: [],
    });
    await mesh.cluster('gone').stop();
    await eventually(async () => {
      const { body } = await backend.get('/remote-clusters', PLATFORM);
      const [east, west] = body.topology.clusters;
      const isReady =
        east.reach.state === 'fresh' &&
        west.reach.state === 'fresh' &&
        west.istioVersions[0] === '1.30.4';
      if (!isReady) {
        throw new Error('the clusters are not read yet');
      }
    }, 60_000);
  });

  afterAll(async () => {
    await backend?.stop();
    await mesh?.close();
  });

  const run = (
    body: object = { clusters: ['east', 'west'] },
    user = PLATFORM,
  ) => backend.post('/remote-clusters/preflight', user, body);
  const codesOf = (pair: any): string[] =>
    pair.checks.flatMap((check: any) =>
      check.findings.map((one: any) => one.code),
    );
  const codes = async () => codesOf((await run()).body.pairs[0]);

  it('is the matrix of the fleet, and says which cluster does not answer', async () => {
    const { status, body } = await run({});
    expect(status).toBe(200);
    expect(body.pairs.map(({ clusters }: any) => clusters.join('-'))).toEqual([
      'east-west',
      'east-gone',
      'west-gone',
    ]);
    expect(
      mismatches(body, { $ref: '#/components/schemas/RemotePreflightReport' }),
    ).toEqual([]);
    expect(body.checks[0]).toBe('api-reach');
    expect(body.checks).toHaveLength(12);
    const [well_, bad] = body.pairs;
    expect(well_.checks[0]).toMatchObject({ name: 'api-reach', verdict: 'ok' });
    expect(bad.checks[0].findings[0]).toMatchObject({
      severity: 'error',
      code: 'api-unreachable',
      clusters: ['gone'],
    });
    expect(bad.verdict).toBe('error');
  });

  it('has nothing against clusters that agree, but what cannot be known', async () => {
    const found = (await run()).body.pairs[0].checks.flatMap((check: any) =>
      check.findings.map((one: any) => `${one.severity} ${one.code}`),
    );
    expect(found.filter((one: string) => one.startsWith('error'))).toEqual([]);
  });

  /** Each finding is provoked by one object that is then taken back. */
  const provoked: [
    string,
    string,
    object | (() => object),
    object | (() => object),
  ][] = [
    [
      'roots-disjoint',
      'west',
      () => root(roots.other),
      () => root(roots.common),
    ],
    ['pod-cidr-overlap', 'west', node(['10.1.0.0/25']), node(['10.2.0.0/24'])],
    [
      'network-one-sided',
      'west',
      namespace('istio-system'),
      namespace('istio-system', { 'topology.istio.io/network': 'net' }),
    ],
    [
      'no-east-west-gateway',
      'west',
      namespace('istio-system', { 'topology.istio.io/network': 'other' }),
      namespace('istio-system', { 'topology.istio.io/network': 'net' }),
    ],
    [
      'trust-domain-differs',
      'west',
      meshConfig({ trustDomain: 'other.example' }),
      meshConfig({ trustDomain: 'cluster.local' }),
    ],
    [
      'namespace-hidden',
      'west',
      meshConfig({
        trustDomain: 'cluster.local',
        discoverySelectors: [{ matchLabels: { mesh: 'yes' } }],
      }),
      meshConfig({ trustDomain: 'cluster.local' }),
    ],
    [
      'identities-shared',
      'west',
      namespace('shop', { 'meshport.dev/owner': 'team-other' }),
      namespace('shop', { 'meshport.dev/owner': 'team-shop' }),
    ],
    [
      'service-port-name-mismatch',
      'west',
      service('cart', {
        namespace: 'shop',
        spec: { ports: [{ name: 'grpc', port: 80 }] },
      }),
      service('cart', { namespace: 'shop' }),
    ],
    ['cluster-id-clash', 'west', istiod('east'), istiod('west')],
    ['control-planes-apart', 'west', istiod('west', '1.27.1'), istiod('west')],
  ];

  it.each(provoked)('finds %s', async (code, cluster, change, back) => {
    const made = (of: object | (() => object)) =>
      typeof of === 'function' ? of() : of;
    mesh.cluster(cluster).apply(made(change));
    try {
      await eventually(
        async () => expect(await codes()).toContain(code),
        20_000,
      );
    } finally {
      mesh.cluster(cluster).apply(made(back));
    }
    await eventually(
      async () => expect(await codes()).not.toContain(code),
      20_000,
    );
  });

  it('finds a Service that is in one cluster only, for those who may know it', async () => {
    mesh.cluster('west').apply(service('only', { namespace: 'shop' }));
    await eventually(async () => {
      const { body } = await run();
      expect(JSON.stringify(body)).toContain('shop/only');
    });
    mesh
      .cluster('west')
      .apply(namespace('plans', { 'meshport.dev/owner': 'team-x' }));
    mesh
      .cluster('west')
      .apply(service('hidden-service', { namespace: 'plans' }));
    await eventually(async () => {
      expect(JSON.stringify((await run()).body)).toContain('hidden-service');
    });
    const { status, body } = await run(undefined, SHOPKEEPER);
    expect(status).toBe(200);
    const text = JSON.stringify(body);
    expect(text).toContain('shop/only');
    expect(text).not.toContain('hidden-service');
    expect(text).not.toContain('plans');
    const missing = body.pairs[0].checks.find(
      (one: any) => one.name === 'missing-services',
    );
    expect(missing.findings.map((one: any) => one.code)).toContain('withheld');
    mesh.cluster('west').remove('Service', 'shop', 'only');
    mesh.cluster('west').remove('Service', 'plans', 'hidden-service');
  });

  it('lets two networks be, once both have gateways', async () => {
    mesh
      .cluster('west')
      .apply(
        namespace('istio-system', { 'topology.istio.io/network': 'other' }),
      );
    for (const [name, network, ip] of [
      ['east', 'net', '203.0.113.1'],
      ['west', 'other', '203.0.113.2'],
    ]) {
      mesh.cluster(name).apply(eastWestGateway(network, ip));
      mesh.cluster(name).apply({
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'cross-network-gateway', namespace: 'istio-system' },
        spec: {
          selector: { istio: 'eastwestgateway' },
          servers: [
            {
              port: { number: 15443, name: 'tls', protocol: 'TLS' },
              tls: { mode: 'AUTO_PASSTHROUGH' },
              hosts: ['*.local'],
            },
          ],
        },
      });
    }
    await eventually(async () => {
      const { body } = await run();
      const check = body.pairs[0].checks.find(
        (one: any) => one.name === 'network',
      );
      expect(check).toMatchObject({ verdict: 'ok', findings: [] });
    }, 45_000);
  });

  it.each<[object, number, RegExp]>([
    [{ clusters: ['east'] }, 400, /^clusters: name two/],
    [{ clusters: ['east', 'east'] }, 400, /^clusters: name each cluster once/],
    [{ clusters: ['east', 'EAST'] }, 400, /^clusters\.1: is no name/],
    [{ clusters: ['east', 'nowhere'] }, 403, /no cluster nowhere/],
    [{ clusters: 'east' }, 400, /^clusters: /],
    [{ probe: {} }, 400, /^probe\.namespace: /],
    [
      { probe: { namespace: 'shop', waitSeconds: 5 } },
      400,
      /^probe\.waitSeconds: /,
    ],
    [{ server: 'https://169.254.169.254' }, 400, /no field "server"/],
  ])('refuses %j', async (body, status, words) => {
    const answer = await run(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(words);
  });

  it('tells nothing of clusters that may not be read', async () => {
    expect((await run({ clusters: ['east', 'west'] }, WESTERNER)).status).toBe(
      403,
    );
    expect((await run({}, NEWCOMER)).status).toBe(403);
    const { body } = await run({}, WESTERNER);
    expect(body.pairs).toEqual([]);
  });

  it('runs pods only for who may, and leaves none behind', async () => {
    const refused = await run(
      { clusters: ['east', 'west'], probe: { namespace: 'shop' } },
      SHOPKEEPER,
    );
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toMatch(/mesh\.remoteCluster\.probe/);
    expect(mesh.cluster('east').objects('Job')).toEqual([]);

    const asked = run({
      clusters: ['east', 'west'],
      probe: { namespace: 'shop', waitSeconds: 15 },
    });
    await eventually(() => {
      const jobs = ['east', 'west'].flatMap(
        name => mesh.cluster(name).objects('Job') as any[],
      );
      expect(jobs.length).toBeGreaterThan(0);
      expect(jobs[0].spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
      });
    });
    const { status, body } = await asked;
    expect(status).toBe(200);
    expect(body.checks).toContain('pod-reach');
    const check = body.pairs[0].checks.find(
      (one: any) => one.name === 'pod-reach',
    );
    // Nothing runs a Job here: that is said, and never that all is well.
    expect(check.verdict).toBe('unknown');
    expect(check.findings).toHaveLength(2);
    expect(body.cleanedUp).toBe(true);
    for (const name of ['east', 'west']) {
      expect(mesh.cluster(name).objects('Job')).toEqual([]);
    }
  });
});
