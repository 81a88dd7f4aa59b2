import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createRemoteSecret } from '@meshport/istio';
import { parse } from 'yaml';
import { eventually } from '../../__testUtils__/devMesh';
import {
  ALLOW,
  Decide,
  DENY,
} from '../../requests/__testUtils__/startRequestBackend';
import {
  ann,
  bob,
  RemoteMesh,
  startRemoteMesh,
} from '../__testUtils__/remoteMesh';

// Backends and clusters are started for the tests.
jest.setTimeout(120_000);

const PAIR = { primary: 'main', remote: 'west' };
const READER = 'istio-reader-service-account';

describe('remote clusters that are joined and leave', () => {
  let mesh: RemoteMesh;
  let decide: Decide;

  beforeAll(async () => {
    mesh = await startRemoteMesh({
      decide: (user, permission) => decide(user, permission),
    });
  });
  beforeEach(() => {
    decide = () => ALLOW;
  });
  afterAll(() => mesh.stop());

  it('joins by approval, with the secret that istioctl would make', async () => {
    const { body: asked, message } = await mesh.ask('join', PAIR);
    expect(message).toBe('');
    expect(asked.status).toBe('requested');
    expect(asked.targets).toEqual([
      expect.objectContaining({ cluster: 'main', namespace: 'istio-system' }),
      expect.objectContaining({ cluster: 'west', namespace: 'istio-system' }),
      expect.objectContaining({ cluster: 'west' }),
    ]);
    const words = asked.plan.statements.join('\n');
    expect(words).toContain(
      'administrators of cluster west can act as any identity of the mesh',
    );
    expect(words).toContain('can read every Secret of cluster west');
    expect(words).toContain('has no end');
    // Nothing is made before the approval.
    expect(mesh.secrets('main')).toEqual([]);
    expect(mesh.secrets('west')).toEqual([]);

    await mesh.approve(asked);
    const ready = await mesh.backend.until(asked.id, 'ready');
    expect(ready.history.at(-1).reason).toContain('istiods of main have read');

    const secret = mesh.find('main', 'Secret', 'istio-remote-secret-west');
    const token = mesh.token();
    const { yaml } = await createRemoteSecret(
      {
        server: mesh.cluster('west').url,
        version: async () => ({ major: '1', minor: '35' }),
        getServiceAccount: async () => ({ metadata: { name: READER } }),
        getSecret: async (_: string, name: string) =>
          mesh.find('west', 'Secret', name),
      } as any,
      {
        name: 'west',
        namespace: 'istio-system',
        secretName: 'meshport-reader-main-1',
      },
    );
    const { stringData, metadata } = parse(yaml.replace(/---\n$/, ''));
    expect(mesh.kubeconfig()).toBe(stringData.west);
    expect(Object.keys(secret.data)).toEqual(['west']);
    expect(secret.metadata).toMatchObject(metadata);
    expect(secret.metadata.annotations).toEqual(metadata.annotations);
    expect(secret.metadata.labels).toEqual(metadata.labels);
    expect(await mesh.statusOf('west', token)).toBe(200);

    // The reader is as istioctl makes it.
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeDefined();
    const role = 'istio-reader-clusterrole-istio-system';
    expect(mesh.find('west', 'ClusterRole', role)).toBeDefined();
    expect(mesh.find('west', 'ClusterRoleBinding', role)).toBeDefined();

    // The token is nowhere but in both clusters.
    const { body: shown } = await mesh.backend.call(
      'get',
      `/requests/${asked.id}`,
    );
    const stores = `${await mesh.stores()}${JSON.stringify(shown)}`;
    expect(stores).toContain('meshport-reader-main-1');
    for (const part of token.split('.').slice(1)) {
      expect(stores).not.toContain(part);
    }
    expect(stores).not.toContain(Buffer.from(token).toString('base64'));
  });

  it('does not join what is joined', async () => {
    const { status, message } = await mesh.ask('join', PAIR);
    expect(status).toBe(400);
    expect(message).toContain('west is joined to main already');
  });

  it.each([
    ['rotate', 'mesh.remoteCluster.rotate'],
    ['leave', 'mesh.remoteCluster.leave'],
  ])('asks permissions for a request to %s', async (kind, permission) => {
    for (const denied of ['mesh.request.create', permission]) {
      decide = (_, name) => (name === denied ? DENY : ALLOW);
      const { status, message } = await mesh.ask(kind, PAIR);
      expect(status).toBe(403);
      expect(message).toContain(denied);
    }
  });

  it('joins another primary with a token of its own, and leaves the first', async () => {
    await mesh.done('join', { primary: 'second', remote: 'west' });
    const [first, second] = [mesh.token('main'), mesh.token('second')];
    expect(first).not.toBe(second);

    const { body: asked } = await mesh.ask('leave', PAIR);
    const steps = asked.findings.map((one: any) => one.message);
    expect(steps.slice(0, 2)).toEqual([
      expect.stringMatching(
        /^Step 1 of 2: Secret istio-system\/istio-remote-secret-west is deleted in cluster main/,
      ),
      expect.stringMatching(
        /^Step 2 of 2: Secret istio-system\/meshport-reader-main-1 is deleted in cluster west/,
      ),
    ]);
    expect(steps.slice(2)).toHaveLength(3);
    for (const step of steps.slice(2)) {
      expect(step).toMatch(
        /stays in cluster west: it is used by primary second/,
      );
    }
    expect(mesh.secrets('main')).toEqual(['istio-remote-secret-west']);
    await mesh.approve(asked);
    await mesh.backend.until(asked.id, 'ready');
    expect(mesh.secrets('main')).toEqual([]);
    expect(mesh.secrets('west')).toEqual(['meshport-reader-second-1']);
    expect(await mesh.statusOf('west', first)).toBe(401);
    expect(await mesh.statusOf('west', second)).toBe(200);
  });

  it('takes the reader away with the last primary, by retiring the join', async () => {
    const token = mesh.token('second');
    const { body } = await mesh.backend.call('get', '/requests', { as: bob });
    const join = body.items.find(
      (one: any) => one.title === 'Remote cluster west of second',
    );
    const { message } = await mesh.backend.call(
      'post',
      `/requests/${join.id}/retire`,
      { as: bob, body: { contentHash: join.contentHash, reason: 'Over.' } },
    );
    expect(message).toBe('');
    await mesh.backend.until(join.id, 'retired');
    expect(mesh.secrets('second')).toEqual([]);
    expect(mesh.secrets('west')).toEqual([]);
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeUndefined();
    for (const kind of ['ClusterRole', 'ClusterRoleBinding']) {
      expect(
        mesh.find('west', kind, 'istio-reader-clusterrole-istio-system'),
      ).toBeUndefined();
    }
    expect(await mesh.statusOf('west', token)).toBe(401);
  });

  it('leaves alone what was there before, what others use and what Helm manages', async () => {
    const account = (annotations: object) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: READER, namespace: 'istio-system', annotations },
    });
    mesh.cluster('west').apply(account({}));
    await mesh.done('join', PAIR);
    expect(
      mesh.find('west', 'ClusterRole', 'istio-reader-clusterrole-istio-system'),
    ).toBeUndefined();
    await mesh.done('leave', PAIR);
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeDefined();
    mesh.cluster('west').remove('ServiceAccount', 'istio-system', READER);

    await mesh.done('join', PAIR);
    const made = mesh.find('west', 'ServiceAccount', READER);
    mesh.cluster('west').apply({
      ...made,
      metadata: {
        ...made.metadata,
        annotations: {
          ...made.metadata.annotations,
          'meta.helm.sh/release-name': 'istio-base',
        },
      },
    });
    const { body: asked } = await mesh.ask('leave', PAIR);
    expect(JSON.stringify(asked.findings)).toContain(
      `ServiceAccount istio-system/${READER} stays in cluster west: Helm manages it (release istio-base)`,
    );
    await mesh.approve(asked);
    await mesh.backend.until(asked.id, 'ready');
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeDefined();
    expect(
      mesh.find('west', 'ClusterRole', 'istio-reader-clusterrole-istio-system'),
    ).toBeUndefined();
    mesh.cluster('west').remove('ServiceAccount', 'istio-system', READER);
  });

  it('keeps the reader while a cluster that may use it does not answer', async () => {
    await mesh.done('join', PAIR);
    await mesh.cluster('gone').stop();
    const { body: asked } = await mesh.ask('leave', PAIR);
    await mesh.cluster('gone').start();
    expect(JSON.stringify(asked.findings)).toContain(
      'primary gone, perhaps: its remote secrets cannot be listed now',
    );
    await mesh.approve(asked);
    await mesh.backend.until(asked.id, 'ready');
    // It answers again by the time of leaving, and uses nothing.
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeUndefined();
  });

  it('has the primary forget a remote that is dead, and ends when it is back', async () => {
    await mesh.done('join', PAIR);
    const token = mesh.token();
    await mesh.cluster('west').stop();
    const { body: asked, message } = await mesh.ask('leave', PAIR);
    expect(message).toBe('');
    expect(asked.findings.map(({ code }: { code: string }) => code)).toEqual([
      'REMOTE_SILENT',
      'REMOTE_DELETES',
    ]);
    await mesh.approve(asked);
    await eventually(async () => {
      await mesh.backend.ring();
      expect(mesh.secrets('main')).toEqual([]);
    }, 45_000);
    await mesh.cluster('west').start();
    await mesh.backend.until(asked.id, 'ready');
    expect(mesh.secrets('west')).toEqual([]);
    expect(await mesh.statusOf('west', token)).toBe(401);
  });

  it('does not take away what a later request made', async () => {
    const first = await mesh.done('join', PAIR);
    await mesh.done('leave', PAIR);
    await mesh.done('join', PAIR);
    const token = mesh.token();
    await mesh.backend.call('post', `/requests/${first.id}/retire`, {
      as: bob,
      body: { contentHash: first.contentHash, reason: 'Over.' },
    });
    for (let times = 0; times < 20; times += 1) {
      await mesh.backend.ring();
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(await mesh.statusOf('west', token)).toBe(200);
    await mesh.done('leave', PAIR);
  });

  it('takes the token Secret of istioctl where that is wanted', async () => {
    await mesh.done('join', { ...PAIR, asIstioctl: true });
    expect(mesh.secrets('west')).toEqual([
      `${READER}-istio-remote-secret-token`,
    ]);
    // Another primary was given the same token by hand.
    const secret = mesh.find('main', 'Secret', 'istio-remote-secret-west');
    mesh.cluster('second').apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'by-hand',
        namespace: 'istio-system',
        labels: { 'istio/multiCluster': 'true' },
      },
      data: secret.data,
    });
    const token = mesh.token();
    await mesh.done('leave', PAIR);
    expect(await mesh.statusOf('west', token)).toBe(200);
    expect(mesh.find('west', 'ServiceAccount', READER)).toBeDefined();
    mesh.cluster('second').remove('Secret', 'istio-system', 'by-hand');
    mesh.cluster('west').remove('ServiceAccount', 'istio-system', READER);
  });

  it('does not touch a remote secret that others made', async () => {
    const secret = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        namespace: 'istio-system',
        labels: { 'istio/multiCluster': 'true' },
      },
      stringData: { west: 'by hand' },
    });
    for (const [name, words] of [
      ['istio-remote-secret-west', 'there is Secret istio-system/'],
      ['of-another-name', 'has an entry west already'],
    ]) {
      mesh.cluster('main').apply(secret(name));
      const { status, message } = await mesh.ask('join', PAIR);
      expect(status).toBe(409);
      expect(message).toContain(words);
      mesh.cluster('main').remove('Secret', 'istio-system', name);
    }
    expect(mesh.secrets('west')).toEqual([]);
  });

  it('names no server but the configured, and none that is no API server', async () => {
    const cases: [object, RegExp][] = [
      [{ ...PAIR, server: 'https://evil.example.com' }, /no field "server"/],
      [{ ...PAIR, tlsServerName: 'x' }, /no field "tlsServerName"/],
      [{ ...PAIR, exec: { command: 'x' } }, /no field "exec"/],
      [{ primary: 'main', remote: 'north' }, /is a link-local address/],
      [{ primary: 'main', remote: 'south' }, /is a loopback address/],
      [{ primary: 'main', remote: 'main' }, /another cluster than the primary/],
      [{ primary: 'main', remote: 'nowhere' }, /not among those that an/],
      [{ primary: 'main', remote: 'West!' }, /remote: is no name/],
      [{ primary: 'main' }, /remote: is no name/],
      [{ ...PAIR, token: 'eternal' }, /token: use long-lived or rotating/],
      [{ ...PAIR, asIstioctl: 'yes' }, /asIstioctl: use true or false/],
      [{ ...PAIR, token: 'rotating', asIstioctl: true }, /istioctl knows no/],
      [{ primary: 'main', remote: 'frozen' }, /switched off for cluster/],
    ];
    for (const [parameters, words] of cases) {
      const { status, message } = await mesh.ask('join', parameters);
      expect(message).toMatch(words);
      expect([400, 403]).toContain(status);
    }
    expect(mesh.secrets('north')).toEqual([]);
  });

  it('keeps credentials out of Git', async () => {
    const { status, message } = await mesh.ask('join', PAIR, {
      delivery: 'git',
    });
    expect(status).toBe(400);
    expect(message).toContain('can be read there for ever');
  });

  it('asks permissions and approvals on both clusters', async () => {
    for (const permission of [
      'mesh.request.create',
      'mesh.remoteCluster.join',
    ]) {
      decide = (_, name) => (name === permission ? DENY : ALLOW);
      const { status, message } = await mesh.ask('join', PAIR);
      expect(status).toBe(403);
      expect(message).toContain(permission);
    }
    // Only one of both clusters.
    for (const only of ['main', 'west']) {
      decide = (_, name) =>
        name === 'mesh.remoteCluster.join'
          ? {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'mesh',
              resourceType: 'mesh-namespace',
              conditions: {
                resourceType: 'mesh-namespace',
                rule: 'IS_NAMESPACE',
                params: { cluster: only, names: ['istio-system'] },
              },
            }
          : ALLOW;
      const { status } = await mesh.ask('join', PAIR);
      expect(status).toBe(403);
    }
    decide = () => ALLOW;
    const { body } = await mesh.ask('join', PAIR);
    const { status } = await mesh.backend.call(
      'post',
      `/requests/${body.id}/approve`,
      { as: ann, body: { contentHash: body.contentHash } },
    );
    expect(status).toBe(403);
    expect(mesh.secrets('west')).toEqual([]);
    await mesh.backend.call('post', `/requests/${body.id}/cancel`, {
      as: ann,
      body: { contentHash: body.contentHash },
    });
  });
});
