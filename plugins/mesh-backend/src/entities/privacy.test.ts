import { nudgeConcerns } from '@meshport/backstage-plugin-mesh-common';
import {
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';

jest.setTimeout(60_000);

const CARDS = ['version', 'virtual-machines', 'policies'];
/** Entities of somebody who wants to look into the vault of another team. */
const THIEVES = ['thief', 'thief-everywhere'];

function rest(milliseconds: number) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

describe('what a caller may not read', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST, west: WEST });
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: [
        mesh.details('east'),
        { ...mesh.details('west'), primary: 'east' },
      ],
    });
    await eventually(async () => {
      const { body } = await backend.get('/clusters', PLATFORM);
      const states = body.clusters?.map((c: any) => c.state).join();
      if (states !== 'fresh,fresh') {
        throw new Error(states ?? JSON.stringify(body));
      }
    });
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const card = (name: string, view: string, user: string, headers = {}) =>
    backend.get(`/entities/component/default/${name}/${view}`, user, headers);

  /** Everything of an answer that could tell something, but for the time. */
  async function trace(name: string, view: string, user: string) {
    const { status, headers, body } = await card(name, view, user);
    const { items, withheld, clusters, page } = body;
    const known = clusters.map(({ asOf: _, ...cluster }: any) => cluster);
    return {
      status,
      etag: headers.etag,
      revision: headers['mesh-revision'],
      length: headers['content-length'],
      body: { items, withheld, page, clusters: known },
    };
  }

  function traces(user: string) {
    return Promise.all(
      THIEVES.flatMap(name => CARDS.map(view => trace(name, view, user))),
    );
  }

  /** Changes of every kind in the vault, one after the other. */
  const changes: [string, () => void][] = [
    ['a pod that matches comes', () => apply(vaultPod('vault-2', 'vault'))],
    ['a pod changes', () => apply(vaultPod('vault-2', 'vault', 'changed'))],
    [
      'a machine that matches comes',
      () =>
        apply({
          apiVersion: 'networking.istio.io/v1',
          kind: 'WorkloadEntry',
          metadata: {
            name: 'vault-vm',
            namespace: 'vault',
            labels: { app: 'vault' },
          },
          spec: { address: '10.0.0.9', labels: { app: 'vault' } },
        }),
    ],
    [
      'a pod goes',
      () => mesh.cluster('east').remove('Pod', 'vault', 'vault-2'),
    ],
    [
      'a policy comes',
      () =>
        apply({
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata: { name: 'closed', namespace: 'vault' },
          spec: {},
        }),
    ],
  ];

  function apply(object: any) {
    mesh.cluster('east').apply(object);
  }

  function vaultPod(name: string, app: string, note = '') {
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'vault',
        labels: { app, 'backstage.io/kubernetes-id': 'vault' },
        annotations: { note },
      },
      spec: { containers: [{ name: 'app', image: 'vault:1' }] },
    };
  }

  it('is asked of the permission service once for a view', async () => {
    for (const view of CARDS) {
      backend.asked.length = 0;
      await card('shop', view, SHOPKEEPER);
      expect(backend.asked).toEqual([
        ['mesh.cluster.read', 'mesh.namespace.read'],
      ]);
    }
    for (const path of ['/clusters', '/health']) {
      backend.asked.length = 0;
      await backend.get(path, SHOPKEEPER);
      expect(backend.asked).toHaveLength(1);
    }
  });

  it.each(changes)(
    'leaves no trace, by annotation or by selector, when %s',
    async (_, change) => {
      const before = await traces(SHOPKEEPER);
      const platform = await traces(PLATFORM);
      change();
      await eventually(async () => {
        const now = await traces(PLATFORM);
        expect(now.map(({ etag }) => etag)).not.toEqual(
          platform.map(({ etag }) => etag),
        );
      });
      expect(await traces(SHOPKEEPER)).toEqual(before);
      expect(JSON.stringify(before)).not.toMatch(/vault-(1|2|vm)|closed/);
      for (const [index, { etag }] of before.entries()) {
        const name = THIEVES[Math.floor(index / CARDS.length)];
        const view = CARDS[index % CARDS.length];
        const again = await card(name, view, SHOPKEEPER, {
          'If-None-Match': etag,
        });
        expect(again.status).toBe(304);
      }
    },
  );

  it('sends no nudge to who does not see the change, and one to who does', async () => {
    await traces(SHOPKEEPER);
    await traces(PLATFORM);
    await card('shop', 'version', SHOPKEEPER);
    await rest(1500);
    backend.signals.length = 0;
    apply(vaultPod('vault-3', 'vault'));
    const [signal] = await eventually(() => {
      expect(backend.signals).not.toEqual([]);
      return backend.signals;
    });
    expect(signal).toEqual({
      channel: 'mesh',
      recipients: { type: 'user', entityRef: [PLATFORM] },
      message: {
        cluster: 'east',
        kinds: ['Pod'],
        revision: expect.stringMatching(/^east=/),
      },
    });
    await rest(1500);
    const told = backend.signals.flatMap(({ recipients }) => [
      ...recipients.entityRef,
    ]);
    expect(told).not.toContain(SHOPKEEPER);
    expect(JSON.stringify(backend.signals)).not.toContain('vault');
  });

  it('nudges for each kind that a verdict is made from', async () => {
    const { headers } = await card('shop', 'policies', SHOPKEEPER);
    await rest(1500);
    backend.signals.length = 0;
    apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'partner', namespace: 'shop' },
      spec: {
        hosts: ['api.partner.example'],
        exportTo: ['.'],
        resolution: 'DNS',
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      },
    });
    const [{ message }] = await eventually(() => {
      expect(backend.signals).not.toEqual([]);
      return backend.signals;
    });
    expect(message.kinds).toEqual(['ServiceEntry']);
    const answer = {
      clusters: [{ name: 'east' }, { name: 'west' }],
      revision: headers['mesh-revision'],
    };
    expect(nudgeConcerns(message, answer)).toBe(true);
    expect(headers['mesh-revision']).toContain('SEy:');
  });

  it('is not shown by an ETag or a kept answer of another decision', async () => {
    for (const view of CARDS) {
      const full = await card('thief', view, PLATFORM);
      const asThief = await card('thief', view, SHOPKEEPER, {
        'If-None-Match': full.headers.etag,
      });
      expect(asThief.status).toBe(200);
      expect(asThief.headers.etag).not.toBe(full.headers.etag);
      const all = await Promise.all(
        [PLATFORM, SHOPKEEPER, WESTERNER, SHOPKEEPER, PLATFORM].map(user =>
          trace('thief', view, user),
        ),
      );
      expect(all[4]).toEqual(all[0]);
      expect(all[3]).toEqual(all[1]);
      expect(JSON.stringify(all[1].body)).not.toContain('vault-1');
      expect(all[2].body.clusters.map((c: any) => c.name)).toEqual(['west']);
      expect(all[2].revision).not.toContain('east');
    }
  });

  it('follows the owner of a namespace at once, though answers are kept', async () => {
    const [namespace] = (
      mesh.cluster('east').objects('Namespace') as any[]
    ).filter(({ metadata }) => metadata.name === 'vault');
    const before = await trace('thief', 'version', SHOPKEEPER);
    const give = (owner: string) =>
      apply({
        ...namespace,
        metadata: {
          ...namespace.metadata,
          labels: { ...namespace.metadata.labels, 'meshport.dev/owner': owner },
        },
      });
    give('team-shop');
    await eventually(async () => {
      const { body } = await card('thief', 'version', SHOPKEEPER);
      expect(body.withheld).toEqual([]);
      expect(JSON.stringify(body.items)).toContain('vault-1');
    });
    give('team-vault');
    await eventually(async () => {
      const after = await trace('thief', 'version', SHOPKEEPER);
      expect(after.body).toEqual(before.body);
    });
  });
});
