import { Entity } from '@backstage/catalog-model';
import {
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  privateKeyPem,
} from '@meshport/certificates';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DevMesh, eventually } from '../../__testUtils__/devMesh';
import { mismatches } from '../../__testUtils__/openApiChecks';
import {
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../../__testUtils__/ReadBackend';
import {
  istiod,
  meshConfig,
  namespace,
} from '../../remote-clusters/__testUtils__/remoteMeshes';

jest.setTimeout(180_000);

const DAY_MS = 24 * 3600 * 1000;
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function resource(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name },
    spec: { type: 'kubernetes-cluster', owner: 'group:default/platform' },
  };
}

const shop: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'web',
    annotations: { 'backstage.io/kubernetes-label-selector': 'app=web' },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'platform' },
};

async function madeRoot(name: string) {
  const key = await generateCaKey('P-256');
  const now = Date.now();
  const certificate = createRoot({
    key,
    subject: { commonName: name },
    notAfter: new Date(now + 3650 * DAY_MS),
    now: new Date(now - 200 * DAY_MS),
  });
  return { key, certificate, signer: new LocalAuthority({ key, certificate }) };
}

async function cacerts(
  root: Awaited<ReturnType<typeof madeRoot>>,
  daysLeft: number,
  roots = root.certificate,
) {
  const key = await generateCaKey('P-256');
  const certificate = root.signer.signIntermediate(
    createIntermediateCsr({
      key,
      subject: { commonName: 'Istio CA' },
      pathLength: 0,
    }),
    {
      notAfter: new Date(Date.now() + daysLeft * DAY_MS),
      pathLength: 0,
      now: new Date(Date.now() - 60 * DAY_MS),
    },
  );
  const secretKey = privateKeyPem(key).toString();
  return {
    secretKey,
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cacerts', namespace: 'istio-system' },
      stringData: {
        'ca-cert.pem': certificate,
        'ca-key.pem': secretKey,
        'cert-chain.pem': certificate,
        'root-cert.pem': roots,
      },
    },
  };
}

const rootMap = (pem: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio-ca-root-cert', namespace: 'istio-system' },
  data: { 'root-cert.pem': pem },
});

describe('the routes of certificate authorities', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;
  let root: Awaited<ReturnType<typeof madeRoot>>;
  let secretKey: string;
  const folder = mkdtempSync(join(tmpdir(), 'meshport-ca-'));
  const local = {
    certificateFile: join(folder, 'root.pem'),
    keyFile: join(folder, 'root-key.pem'),
  };

  const get = (path: string, who = PLATFORM) =>
    backend.get(`/certificate-authorities${path}`, who);
  const itemOf = (body: any, cluster: string) =>
    body.items.find((one: any) => one.cluster === cluster);

  beforeAll(async () => {
    root = await madeRoot('Shop root');
    const other = await madeRoot('Lab root');
    writeFileSync(local.certificateFile, root.certificate);
    writeFileSync(local.keyFile, privateKeyPem(root.key));
    const east = await cacerts(root, 12);
    secretKey = east.secretKey;
    mesh = await DevMesh.start({
      east: [
        namespace('istio-system'),
        namespace('shop'),
        meshConfig({ trustDomain: 'shop.example' }),
        istiod('east'),
        east.secret,
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web', namespace: 'shop' },
          spec: {
            replicas: 1,
            selector: { matchLabels: { app: 'web' } },
            template: {
              metadata: { labels: { app: 'web' } },
              spec: { containers: [{ name: 'web', image: 'web:1' }] },
            },
          },
        },
      ],
      west: [namespace('istio-system'), rootMap(root.certificate)],
      lab: [
        namespace('istio-system'),
        istiod('lab'),
        rootMap(other.certificate),
      ],
    });
    backend = await ReadBackend.start({
      mesh,
      clusters: [
        { ...mesh.details('east'), istioClusterId: 'east' },
        { ...mesh.details('west'), istioClusterId: 'west', primary: 'east' },
        { ...mesh.details('lab'), istioClusterId: 'lab' },
      ],
      certificateAuthorities: [
        {
          name: 'shop',
          title: 'Shop root',
          provider: 'local',
          clusters: ['east', 'lab'],
          local,
        },
        {
          name: 'broken',
          provider: 'local',
          clusters: ['lab'],
          local: { ...local, keyFile: join(folder, 'gone.pem') },
        },
      ],
      entities: [resource('east'), shop],
    });
    await eventually(async () => {
      const { body } = await get('');
      const known = body.items?.filter((one: any) => one.roots).length;
      if (known !== 3 || !itemOf(body, 'east').chain) {
        throw new Error(`not read yet: ${JSON.stringify(body.items)}`);
      }
    }, 60_000);
  });

  afterAll(async () => {
    await backend?.stop();
    await mesh?.close();
    rmSync(folder, { recursive: true });
  });

  it('tells who signs in each cluster, and what ends soon', async () => {
    const { body } = await get('');
    expect(mismatches(body, schema('CertificateFleet'))).toEqual([]);
    const east = itemOf(body, 'east');
    expect(east).toMatchObject({
      source: 'plugged',
      trustDomain: 'shop.example',
      chain: [
        { subject: 'CN=Istio CA', issuer: 'CN=Shop root', pathLength: 0 },
      ],
      roots: [{ subject: 'CN=Shop root', selfSigned: true }],
      alarms: [
        {
          severity: 'warning',
          code: 'intermediate-ends',
          message: 'The certificate authority of east ends in 11 days.',
        },
      ],
    });
    expect(east.ends).toBe(east.chain[0].notAfter);
    expect(itemOf(body, 'west')).toMatchObject({
      source: 'primary',
      primary: 'east',
      chain: [{ subject: 'CN=Istio CA' }],
      alarms: [],
    });
    expect(itemOf(body, 'lab')).toMatchObject({ source: 'selfSigned' });
  });

  it('never tells a private key', async () => {
    const answers = await Promise.all(
      ['', '/clusters/east', '/choices'].map(path => get(path)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      const text = JSON.stringify(body);
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(secretKey.split('\n')[1]);
    }
  });

  it('compares the roots of all clusters', async () => {
    const { body } = await get('');
    expect(body.commonRoots.pairs).toEqual([
      { clusters: ['east', 'west'], common: true },
      { clusters: ['east', 'lab'], common: false },
      { clusters: ['west', 'lab'], common: false },
    ]);
    expect(
      body.commonRoots.roots.map(({ subject, clusters }: any) => ({
        subject,
        clusters,
      })),
    ).toEqual([
      { subject: 'CN=Shop root', clusters: ['east', 'west'] },
      { subject: 'CN=Lab root', clusters: ['lab'] },
    ]);
  });

  it('tells the configured authorities, and why one cannot issue', async () => {
    const { body } = await get('');
    expect(body.authorities).toMatchObject([
      {
        name: 'shop',
        title: 'Shop root',
        provider: 'local',
        clusters: ['east', 'lab'],
        usable: true,
        description: { subject: 'CN=Shop root' },
      },
      {
        name: 'broken',
        usable: true,
        unable: expect.stringContaining('local.keyFile'),
      },
    ]);
    expect(body.authorities[0].description.root).toBe(
      itemOf(body, 'east').roots[0].fingerprint,
    );
  });

  it('tells of one cluster what only its page shows', async () => {
    const { body } = await get('/clusters/east');
    expect(mismatches(body, schema('ClusterCertificatesDetail'))).toEqual([]);
    expect(body.details).toMatchObject({
      namespace: 'istio-system',
      rootsAgree: true,
      revocationLists: { enabled: false, state: 'off' },
      machines: 0,
      history: [],
      unknown: [],
    });
  });

  it('raises an alarm when the Secret holds other roots than proxies are given', async () => {
    const other = await madeRoot('Next root');
    const { secret } = await cacerts(other, 40);
    mesh.cluster('east').apply(secret);
    await eventually(async () => {
      const { body } = await get('/clusters/east');
      expect(body.details.rootsAgree).toBe(false);
      expect(body.items[0].alarms.map(({ code }: any) => code)).toContain(
        'roots-differ',
      );
    }, 30_000);
    const back = await cacerts(root, 12);
    mesh.cluster('east').apply(back.secret);
    await eventually(async () => {
      const { body } = await get('/clusters/east');
      expect(body.details.rootsAgree).toBe(true);
    }, 30_000);
  });

  it('offers what is configured for a cluster, and says what it means there', async () => {
    const { body } = await get('/choices');
    expect(mismatches(body, schema('CertificateAuthorityChoices'))).toEqual([]);
    const east = body.clusters.find(({ name }: any) => name === 'east');
    expect(east.ways.broken).toBeUndefined();
    expect(
      east.ways.shop.map(({ kind, offered, outage }: any) => [
        kind,
        offered,
        outage,
      ]),
    ).toEqual([
      ['certificate-authority-issue', true, undefined],
      ['certificate-authority-renew', false, undefined],
      ['certificate-authority-root-change', false, undefined],
    ]);
    expect(body.authorities[1].why).toContain('local.keyFile');
  });

  it('tells of the cluster of a resource, and of those where a component runs', async () => {
    const of = async (path: string, who = PLATFORM) =>
      (await backend.get(`/entities/${path}/certificates`, who)).body;
    const own = await of('resource/default/east');
    expect(mismatches(own, schema('ClusterCertificatesAnswer'))).toEqual([]);
    expect(own.items.map(({ cluster }: any) => cluster)).toEqual(['east']);
    expect(own.withheldClusters).toBeUndefined();
    await eventually(async () => {
      const { items } = await of('component/default/web');
      expect(items.map(({ cluster }: any) => cluster)).toEqual(['east']);
    }, 30_000);
    const { status } = await backend.get(
      '/entities/resource/default/gone/certificates',
      PLATFORM,
    );
    expect(status).toBe(404);
  });

  it('shows the rest to nobody: no cluster, no namespace, no authority beyond what may be read', async () => {
    expect((await get('', STRANGER)).status).toBe(403);
    const { body: west } = await get('', WESTERNER);
    expect(west.items.map(({ cluster }: any) => cluster)).toEqual(['west']);
    expect(west.withheldClusters).toBe(true);
    expect(west.authorities).toEqual([]);
    // Its primary is not theirs to read.
    expect(west.items[0].chain).toBeUndefined();
    expect((await get('/clusters/east', WESTERNER)).status).toBe(404);

    const { body: sparse } = await get('/clusters/east', SHOPKEEPER);
    expect(sparse.details).toBeUndefined();
    expect(sparse.items[0].chain).toBeUndefined();
    expect(sparse.items[0].chainWhy).toContain('You may not read');
    expect(JSON.stringify(sparse)).not.toContain('Shop root');
    const { body: fleet } = await get('', SHOPKEEPER);
    expect(fleet.authorities[0]).toMatchObject({ name: 'shop', usable: false });
    expect(fleet.authorities[0].description).toBeUndefined();
  });

  it('refuses what is no name, and what it does not know', async () => {
    expect((await get('/clusters/EAST!')).status).toBe(400);
    expect((await get('/clusters/gone')).status).toBe(404);
    expect((await get('?cluster=east')).status).toBe(400);
    expect((await get('/root-changes/none')).status).toBe(404);
    const path = '/certificate-authorities/root-changes/none';
    const undo = await backend.post(`${path}/roll-back`, PLATFORM, {});
    expect(undo.status).toBe(400);
    expect(undo.body.error.message).toContain('reason');
    const pause = await backend.post(`${path}/pause`, PLATFORM, { reson: 'x' });
    expect(pause.status).toBe(400);
  });

  it('answers 304 to who has it already, and leaves audit events', async () => {
    const first = await get('');
    const again = await backend.get('/certificate-authorities', PLATFORM, {
      'If-None-Match': first.headers.etag,
    });
    expect(again.status).toBe(304);
    const told = backend.audits.map(one => `${one.eventId} ${one.outcome}`);
    expect(told).toContain('certificate-authorities-fetch succeeded');
    expect(told).toContain('root-change-steer failed');
  });
});
