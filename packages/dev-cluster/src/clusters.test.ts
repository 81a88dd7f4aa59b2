import { mkdtemp, readFile, rm, stat, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { clientOf, startOne } from './__testUtils__/client';
import { startDevClusters, type DevClusters } from './clusters';

describe('startDevClusters', () => {
  let folder: string;
  let running: DevClusters | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dev-cluster-'));
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await rm(folder, { recursive: true });
  });

  it('serves several clusters, each with its own seeds, CA and token', async () => {
    await writeFile(
      join(folder, 'seed.yaml'),
      [
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}',
        'apiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: shop}\nstringData: {key: value}',
      ].join('\n---\n'),
    );
    running = await startDevClusters({
      clusters: [{ name: 'east', seedDir: folder }, { name: 'west' }],
    });
    const { east, west } = running.clusters;
    expect(east.objects('ConfigMap', 'shop')).toContainEqual(
      expect.objectContaining({
        metadata: expect.objectContaining({ name: 'a' }),
      }),
    );
    expect(east.objects('Secret')).toEqual([
      expect.objectContaining({ data: { key: 'dmFsdWU=' } }),
    ]);
    expect(west.objects('Secret')).toEqual([]);
    const wrongToken = clientOf(west, east.adminToken);
    expect((await wrongToken('GET', '/api/v1/pods')).status).toBe(401);
    await expect(
      clientOf({ ...west, url: west.url, caPem: east.caPem } as any)(
        'GET',
        '/',
      ),
    ).rejects.toThrow(/certificate/);
  });

  it('takes stored objects as they are, and treats them as its own', async () => {
    const entry = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: { name: 'vm-1', namespace: 'shop', labels: { app: 'shop' } },
      spec: { address: '10.0.0.1', labels: { app: 'shop' } },
    };
    running = await startDevClusters({
      clusters: [{ name: 'east', stored: [entry] }],
    });
    const { east } = running.clusters;
    const call = clientOf(east, east.adminToken);
    const path = '/apis/networking.istio.io/v1beta1/namespaces/shop';
    const { body } = await call(
      'GET',
      `${path}/workloadentries?labelSelector=app%3Dshop`,
    );
    expect(body.items).toMatchObject([
      {
        ...entry,
        apiVersion: 'networking.istio.io/v1beta1',
        metadata: { ...entry.metadata, uid: expect.any(String) },
      },
    ]);
    const removed = await call('DELETE', `${path}/workloadentries/vm-1`);
    expect(removed.status).toBe(200);
    expect(east.objects('WorkloadEntry')).toEqual([]);
    expect(entry.metadata).not.toHaveProperty('resourceVersion');
    await expect(
      startDevClusters({
        clusters: [{ name: 'west', stored: [{ ...entry, kind: 'Teapot' }] }],
      }),
    ).rejects.toThrow('Teapot shop/vm-1: the dev cluster does not serve');
  });

  it('writes a kubeconfig that only its owner can read', async () => {
    ({ running } = await startOne());
    const file = join(folder, 'sub', 'kubeconfig');
    await running.writeKubeconfig(file);
    expect((await stat(file)).mode % 0o1000).toBe(0o600);
    const config = parse(await readFile(file, 'utf8'));
    expect(config.contexts).toEqual([
      { name: 'dev', context: { cluster: 'dev', user: 'dev-admin' } },
    ]);
    expect(config.clusters[0].cluster.server).toBe(running.clusters.dev.url);
    expect(config.users[0].user.token).toBe(running.clusters.dev.adminToken);
  });

  it('keeps data, keys, tokens and port while its API is down', async () => {
    const started = await startOne();
    running = started.running;
    const { cluster } = started;
    const call = clientOf(cluster);
    const { url } = cluster;
    await cluster.stop();
    await expect(call('GET', '/version')).rejects.toThrow('ECONNREFUSED');
    await cluster.start();
    expect(cluster.url).toBe(url);
    expect((await call('GET', '/api/v1/namespaces/default')).status).toBe(200);
  });

  it('names the seed that is refused', async () => {
    await expect(
      startDevClusters({
        clusters: [
          {
            name: 'dev',
            objects: [
              {
                apiVersion: 'security.istio.io/v1',
                kind: 'PeerAuthentication',
                metadata: { name: 'p', namespace: 'shop' },
                spec: { mtls: { mode: 'MAYBE' } },
              },
            ],
          },
        ],
      }),
    ).rejects.toThrow(/PeerAuthentication shop\/p: .*spec.mtls.mode/);
  });

  it('names file and line of the seed that is refused', async () => {
    await writeFile(
      join(folder, 'seed.yaml'),
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\n',
    );
    await expect(
      startDevClusters({ clusters: [{ name: 'dev', seedDir: folder }] }),
    ).rejects.toThrow(
      `${join(
        folder,
        'seed.yaml',
      )}:5: Thing /a: the dev cluster does not serve example.org/v1 Thing`,
    );
  });

  it('says that a port is in use', async () => {
    ({ running } = await startOne());
    const port = Number(new URL(running.clusters.dev.url).port);
    await expect(
      startDevClusters({ clusters: [{ name: 'other' }], port }),
    ).rejects.toThrow('EADDRINUSE');
  });

  it('puts, replaces and removes objects for tests', async () => {
    const started = await startOne();
    running = started.running;
    const { cluster } = started;
    const object = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'new' },
      data: { value },
    });
    cluster.apply(object('1'));
    cluster.apply(object('2'));
    const find = () =>
      (cluster.objects('ConfigMap', 'new') as any[]).find(
        ({ metadata }) => metadata.name === 'a',
      );
    expect(find().data).toEqual({ value: '2' });
    find().data.value = 'changed in the copy';
    expect(find().data).toEqual({ value: '2' });
    cluster.remove('ConfigMap', 'new', 'a');
    expect(find()).toBeUndefined();
    expect(() => cluster.remove('ConfigMap', 'new', 'a')).toThrow(
      'no such object',
    );
  });

  it('fills in the uid of an owner that is named only', async () => {
    running = await startDevClusters({
      clusters: [
        {
          name: 'dev',
          objects: [
            {
              apiVersion: 'networking.istio.io/v1',
              kind: 'WorkloadEntry',
              metadata: {
                name: 'vm-1',
                namespace: 'shop',
                ownerReferences: [
                  {
                    apiVersion: 'networking.istio.io/v1',
                    kind: 'WorkloadGroup',
                    name: 'vm',
                  },
                ],
              },
              spec: { address: '10.0.0.1' },
              status: { conditions: [{ type: 'Healthy', status: 'False' }] },
            },
            {
              apiVersion: 'networking.istio.io/v1',
              kind: 'WorkloadGroup',
              metadata: { name: 'vm', namespace: 'shop' },
              spec: { template: { serviceAccount: 'vm' } },
            },
          ],
        },
      ],
    });
    const { dev } = running.clusters;
    const [group] = dev.objects('WorkloadGroup') as any[];
    const [entry] = dev.objects('WorkloadEntry') as any[];
    expect(entry.metadata.ownerReferences[0].uid).toBe(group.metadata.uid);
    expect(entry.status.conditions[0].status).toBe('False');
  });

  it('takes a token until it is revoked, and tells what it stored', async () => {
    const started = await startOne();
    running = started.running;
    const { cluster } = started;
    const stored = cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
    });
    expect(cluster.objects('ConfigMap', 'default')).toContainEqual(stored);
    const token = cluster.tokenFor('reader', ['system:masters']);
    const call = clientOf(cluster, token);
    expect((await call('GET', '/api/v1/pods')).status).toBe(200);
    cluster.revokeToken(token);
    expect((await call('GET', '/api/v1/pods')).status).toBe(401);
  });

  it('remembers requests until they are cleared', async () => {
    const started = await startOne();
    running = started.running;
    const { cluster } = started;
    await clientOf(cluster)('GET', '/api/v1/pods?limit=5');
    expect(cluster.requests()).toEqual([
      { method: 'GET', path: '/api/v1/pods?limit=5' },
    ]);
    cluster.clearRequests();
    expect(cluster.requests()).toEqual([]);
  });
});
