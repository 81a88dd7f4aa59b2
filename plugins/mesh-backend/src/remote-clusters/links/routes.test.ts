import { Entity } from '@backstage/catalog-model';
import { existsSync, mkdtempSync, rmSync } from 'fs';
import { createServer, Server } from 'net';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { DevMesh, eventually } from '../../__testUtils__/devMesh';
import { mismatches } from '../../__testUtils__/openApiChecks';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../../__testUtils__/ReadBackend';
import {
  eastWestGateway,
  istiod,
  meshConfig,
  namespace,
  remoteSecret,
  SENTINEL,
  service,
} from '../__testUtils__/remoteMeshes';

jest.setTimeout(180_000);

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function resource(name: string, type = 'kubernetes-cluster'): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name },
    spec: { type, owner: 'group:default/platform' },
  };
}

describe('GET /remote-clusters', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;
  let foreign: Server;
  let packets = 0;
  const folder = mkdtempSync(join(tmpdir(), 'meshport-remote-'));
  const proof = join(folder, 'a-command-ran');

  beforeAll(async () => {
    foreign = createServer(socket => {
      packets += 1;
      socket.destroy();
    });
    await new Promise<void>(done => foreign.listen(0, '127.0.0.1', done));
    const { port } = foreign.address() as AddressInfo;
    mesh = await DevMesh.start({
      east: [
        namespace('istio-system', { 'topology.istio.io/network': 'net-east' }),
        meshConfig({ trustDomain: 'cluster.local' }),
        istiod('east'),
        eastWestGateway('net-east', '203.0.113.10'),
        remoteSecret('west'),
        remoteSecret('slow', { server: 'https://slow.invalid:6443' }),
        remoteSecret('stranger', {
          server: `https://127.0.0.1:${port}`,
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: 'sh',
              args: ['-c', `touch ${proof}`],
            },
          },
        }),
        remoteSecret('meta', {
          server: 'https://169.254.169.254',
          user: { token: SENTINEL },
        }),
      ],
      west: [
        namespace('istio-system', { 'topology.istio.io/network': 'net-west' }),
        service('istiod', {
          spec: {
            type: 'ExternalName',
            externalName: '203.0.113.99',
            ports: [{ name: 'tcp-istiod', port: 15012 }],
          },
        }),
      ],
    });
    backend = await ReadBackend.start({
      mesh,
      clusters: [
        { ...mesh.details('east'), istioClusterId: 'east' },
        { ...mesh.details('west'), istioClusterId: 'west', primary: 'east' },
        {
          ...mesh.details('east'),
          name: 'frozen',
          istioClusterId: 'frozen',
          readOnly: true,
        },
      ],
      entities: [resource('west'), resource('database', 'database')],
    });
    await eventually(async () => {
      const { body } = await backend.get('/remote-clusters', PLATFORM);
      const west = body.items?.find(
        (one: any) => one.primary === 'east' && one.clusterId === 'west',
      );
      const isReady =
        west?.sync === 'synced' &&
        west.address.state === 'drift' &&
        west.reach.state === 'fresh';
      if (!isReady) {
        throw new Error(`not read yet: ${JSON.stringify(west)}`);
      }
    }, 60_000);
  });

  afterAll(async () => {
    await backend?.stop();
    await mesh?.close();
    await new Promise(done => foreign.close(done));
    rmSync(folder, { recursive: true });
  });

  const links = async () =>
    (await backend.get('/remote-clusters', PLATFORM)).body.items.filter(
      (one: any) => one.primary === 'east',
    );
  const linkTo = async (clusterId: string) =>
    (await links()).find((one: any) => one.clusterId === clusterId);
  const codesOf = (link: any) => link.alarms.map((one: any) => one.code);

  it('tells what istiod says of a remote, its secret, and that its address drifted', async () => {
    const link = await linkTo('west');
    expect(link).toMatchObject({
      primary: 'east',
      remote: 'west',
      declared: true,
      sync: 'synced',
      secrets: [
        {
          name: 'istio-remote-secret-west',
          namespace: 'istio-system',
          server: 'https://10.1.2.3:6443',
          auth: 'token',
          ours: false,
        },
      ],
      istiods: [
        {
          revision: 'default',
          status: 'synced',
          secret: 'istio-system/istio-remote-secret-west',
        },
      ],
      address: {
        state: 'drift',
        offered: ['203.0.113.10'],
        told: [
          {
            address: '203.0.113.99',
            by: 'Service istio-system/istiod of west',
            matches: false,
          },
        ],
      },
      reach: { state: 'fresh' },
    });
    expect(codesOf(link)).toContain('istiod-address-drift');
  });

  it('says that an istiod gave up', async () => {
    const link = await linkTo('slow');
    expect(link.sync).toBe('timeout');
    expect(link.remote).toBeUndefined();
    expect(codesOf(link)).toContain('sync-timeout');
  });

  it('runs no command of a foreign secret and sends nothing to its server', async () => {
    const [stranger, meta] = [await linkTo('stranger'), await linkTo('meta')];
    expect(stranger.secrets[0]).toMatchObject({
      auth: 'exec',
      problem: expect.stringMatching(/by a command \(exec\)/),
    });
    expect(stranger.sync).toBe('absent');
    expect(codesOf(meta)).toContain('server-refused');
    await backend.get('/remote-clusters/east/stranger', PLATFORM);
    await backend.post('/remote-clusters/preflight', PLATFORM, {});
    expect(existsSync(proof)).toBe(false);
    expect(packets).toBe(0);
  });

  it('tells no credential, to nobody', async () => {
    const texts = await Promise.all(
      [
        '/remote-clusters',
        '/remote-clusters/east/west',
        '/remote-clusters/choices',
        '/entities/resource/default/west/remote-links',
      ].map(async path =>
        JSON.stringify((await backend.get(path, PLATFORM)).body),
      ),
    );
    texts.forEach(text => {
      expect(text).not.toContain(SENTINEL);
      expect(text).not.toContain(Buffer.from(SENTINEL).toString('base64'));
    });
    expect(JSON.stringify(backend.audits)).not.toContain(SENTINEL);
  });

  it('draws the topology', async () => {
    const { body } = await backend.get('/remote-clusters', PLATFORM);
    expect(body.topology.networks).toEqual(
      expect.arrayContaining([
        { name: 'net-east', clusters: ['east', 'frozen'] },
        { name: 'net-west', clusters: ['west'] },
      ]),
    );
    const [east, west, frozen] = ['east', 'west', 'frozen'].map(name =>
      body.topology.clusters.find((one: any) => one.name === name),
    );
    expect(east).toMatchObject({
      role: 'primary',
      trustDomain: 'cluster.local',
      istioVersions: ['1.30.4'],
      joinable: true,
      gateways: [
        {
          name: 'istio-eastwestgateway',
          network: 'net-east',
          addresses: ['203.0.113.10'],
          exposes: ['services', 'istiod'],
        },
      ],
    });
    expect(west).toMatchObject({ role: 'remote', joinable: true });
    expect(frozen).toMatchObject({
      joinable: false,
      joinableWhy: expect.stringMatching(/readOnly/),
    });
  });

  it('tells one link with its preflight, and no link in the words of a hidden one', async () => {
    const { status, body } = await backend.get(
      '/remote-clusters/east/west',
      PLATFORM,
    );
    expect(status).toBe(200);
    expect(body.items).toHaveLength(1);
    expect(body.preflight.clusters).toEqual(['east', 'west']);
    expect(
      (await backend.get('/remote-clusters/west/east', PLATFORM)).status,
    ).toBe(404);
    expect(
      (await backend.get('/remote-clusters/east/west', WESTERNER)).status,
    ).toBe(404);
    expect(
      (await backend.get('/remote-clusters/EAST/west', PLATFORM)).status,
    ).toBe(400);
  });

  it('shows a cluster’s resource its links, and others none', async () => {
    const one = await backend.get(
      '/entities/resource/default/west/remote-links',
      PLATFORM,
    );
    expect(one.body.items.map((link: any) => link.primary)).toEqual([
      'east',
      'frozen',
    ]);
    const other = await backend.get(
      '/entities/resource/default/database/remote-links',
      PLATFORM,
    );
    expect(other.body).toMatchObject({ items: [], missingAnnotation: true });
    expect(
      (
        await backend.get(
          '/entities/resource/default/nothing/remote-links',
          PLATFORM,
        )
      ).status,
    ).toBe(404);
  });

  it('hides links of clusters that the caller may not read, and what namespaces tell', async () => {
    const western = await backend.get('/remote-clusters', WESTERNER);
    expect(western.body).toMatchObject({ items: [], withheldClusters: true });
    expect(JSON.stringify(western.body)).not.toContain('east');
    expect((await backend.get('/remote-clusters', STRANGER)).status).toBe(403);
    expect((await backend.get('/remote-clusters', NEWCOMER)).status).toBe(403);
  });

  it.each([
    ['/remote-clusters', 'RemoteFleet'],
    ['/remote-clusters/choices', 'RemoteClusterChoices'],
    ['/remote-clusters/east/west', 'RemoteLinkDetail'],
    ['/entities/resource/default/west/remote-links', 'RemoteLinkAnswer'],
  ])('answers %s as the OpenAPI document says', async (path, name) => {
    const { body } = await backend.get(path, PLATFORM);
    expect(mismatches(body, schema(name))).toEqual([]);
  });

  it('tells who may not read istiod’s namespace how it goes, and nothing that stands there', async () => {
    const { status, body } = await backend.get('/remote-clusters', SHOPKEEPER);
    expect(status).toBe(200);
    const link = body.items.find(
      (one: any) => one.primary === 'east' && one.clusterId === 'west',
    );
    expect(link).toMatchObject({
      sync: 'synced',
      istiods: [],
      secretsWhy: expect.stringMatching(/^You may not read namespace/),
      address: { told: [], state: 'drift' },
    });
    expect(link.secrets).toBeUndefined();
    expect(mismatches(body, schema('RemoteFleet'))).toEqual([]);
    const text = JSON.stringify(body);
    ['istio-remote-secret', '10.1.2.3', '203.0.113', 'eastwestgateway'].forEach(
      word => expect(text).not.toContain(word),
    );
  });

  it('offers what may be picked', async () => {
    const { body } = await backend.get('/remote-clusters/choices', PLATFORM);
    const of = (name: string) =>
      body.clusters.find((one: any) => one.name === name);
    expect(of('east')).toMatchObject({
      mayBePrimary: true,
      mayBeRemote: true,
      revisions: [{ revision: 'default', version: '1.30.4' }],
    });
    expect(of('west')).toMatchObject({
      mayBePrimary: false,
      mayBeRemote: true,
      joinedTo: ['east', 'frozen'],
      why: expect.stringMatching(/no istiod/),
    });
    expect(of('frozen')).toMatchObject({
      mayBePrimary: false,
      mayBeRemote: false,
    });
  });

  it('answers 304 to who has it already, and leaves an audit event', async () => {
    const first = await backend.get('/remote-clusters', PLATFORM);
    const again = await backend.get('/remote-clusters', PLATFORM, {
      'If-None-Match': first.headers.etag,
    });
    expect(again.status).toBe(304);
    expect(
      backend.audits.some(
        one =>
          one.eventId === 'remote-clusters-fetch' &&
          one.meta.queryType === 'remote-clusters' &&
          one.outcome === 'succeeded',
      ),
    ).toBe(true);
  });
});
