import { Entity } from '@backstage/catalog-model';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  formatRevisions,
  MeshAnswer,
  parseRevisions,
} from '@meshport/backstage-plugin-mesh-common';
import { DevMesh, eventually, TEST_TIMING } from '../__testUtils__/devMesh';
import { EAST, ENTITIES } from '../__testUtils__/shopMesh';
import {
  ClusterConnection,
  ClusterRegistry,
  HttpClusterConnection,
  WatchRequest,
} from '../clusters';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { CatchUp } from './CatchUp';
import { EntityReader } from './EntityReader';
import { versionView } from './versionView';

jest.setTimeout(60_000);

/** Events of watches come through only while the gate is open. */
class Gate {
  #opened: Promise<void> = Promise.resolve();
  open: () => void = () => {};

  close() {
    this.#opened = new Promise(resolve => {
      this.open = resolve;
    });
  }

  pass(): Promise<void> {
    return this.#opened;
  }
}

function delayed(connection: ClusterConnection, gate: Gate): ClusterConnection {
  return {
    details: connection.details,
    describe: details => connection.describe(details),
    request: request => connection.request(request),
    portForward: (...args) => connection.portForward(...args),
    close: () => connection.close(),
    async *watch(request: WatchRequest) {
      for await (const event of connection.watch(request)) {
        await gate.pass();
        yield event;
      }
    },
  };
}

/** One instance of the backend with stores of its own. */
class Replica {
  readonly gate = new Gate();
  readonly #connection: ClusterConnection;
  readonly #inventory: Inventory;
  readonly #reader: EntityReader;

  constructor(mesh: DevMesh, entities: Entity[]) {
    this.#connection = delayed(
      new HttpClusterConnection(mesh.details('east')),
      this.gate,
    );
    const registry = {
      list: () => [this.#connection],
      subscribe: () => () => {},
    } as unknown as ClusterRegistry;
    const logger = mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    });
    this.#inventory = new Inventory({
      registry,
      logger,
      // Whether a sign of life is late on a busy machine is not the question.
      timing: { ...TEST_TIMING, heartbeatTimeoutMs: 10_000 },
    });
    this.#inventory.start();
    const all = Object.assign(() => true, {
      deniedOutright: false,
      decision: 'all',
    });
    this.#reader = new EntityReader({
      catalog: catalogServiceMock({ entities }),
      inventory: this.#inventory,
      authorizer: {
        readFilters: async () => ({ cluster: all, namespace: all }),
        namespaceResource: (cluster: string, name: string) => ({
          cluster,
          name,
          labels: {},
          owners: [],
        }),
      } as unknown as MeshAuthorizer,
      catchUp: new CatchUp({ waitMs: 300 }),
    });
  }

  /** The pods that a client is shown that was shown `seen` before. */
  async ask(seen = '') {
    const answer = await this.#reader.read(
      {
        view: versionView,
        ref: { kind: 'component', namespace: 'default', name: 'shop' },
        query: {},
        seen: parseRevisions(seen),
      },
      { credentials: mockCredentials.user(), key: 'one' },
    );
    const body: MeshAnswer<any> = JSON.parse(answer.body());
    return {
      state: body.clusters[0].state,
      pods: body.items[0]?.instances.total,
      revision: formatRevisions(answer.revisions),
    };
  }

  async stop() {
    await this.#inventory.stop();
    await this.#connection.close();
  }
}

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { 'backstage.io/kubernetes-id': 'shop' },
    },
    spec: { containers: [{ name: 'app', image: 'shop:1' }] },
  } as any;
}

describe('two replicas over one cluster', () => {
  let mesh: DevMesh;
  let first: Replica;
  let second: Replica;

  beforeEach(async () => {
    mesh = await DevMesh.start({ east: EAST });
    first = new Replica(mesh, ENTITIES);
    await isFresh(first);
    second = new Replica(mesh, ENTITIES);
    await isFresh(second);
  });

  afterEach(async () => {
    await first.stop();
    await second.stop();
    await mesh.close();
  });

  function isFresh(replica: Replica) {
    return eventually(async () => {
      expect((await replica.ask()).state).toBe('fresh');
    }, 45_000);
  }

  /** What the first replica shows once it has so many pods. */
  function shownByFirst(pods: number) {
    return eventually(async () => {
      const shown = await first.ask();
      expect(shown.pods).toBe(pods);
      return shown;
    });
  }

  it.each([
    ['comes', () => mesh.cluster('east').apply(pod('shop-9')), +1],
    ['goes', () => mesh.cluster('east').remove('Pod', 'shop', 'shop-1'), -1],
  ])(
    'never show less than was shown before when a pod %s',
    async (_, change, more) => {
      const { pods } = await first.ask();
      second.gate.close();
      change();
      const shown = await shownByFirst(pods + more);
      // Who was shown nothing yet gets what the second has.
      expect((await second.ask()).pods).toBe(pods);
      await expect(second.ask(shown.revision)).rejects.toThrow(
        /not yet seen what you were shown of Pod in cluster 'east'/,
      );
      const waiting = second.ask(shown.revision);
      second.gate.open();
      expect((await waiting).pods).toBe(pods + more);
    },
  );

  it('serves who comes from a replica that has started later, once bookmarks tell where it is', async () => {
    const { revision, pods } = await second.ask();
    await eventually(async () => {
      expect((await first.ask(revision)).pods).toBe(pods);
    }, 30_000);
  });

  it('keeps to it when a replica starts anew', async () => {
    const { pods } = await first.ask();
    mesh.cluster('east').apply(pod('shop-9'));
    const shown = await shownByFirst(pods + 1);
    const third = new Replica(mesh, ENTITIES);
    const answer = await eventually(() => third.ask(shown.revision), 20_000);
    expect(answer.pods).toBe(pods + 1);
    await third.stop();
  });

  it.each(['nonsense', 'east=Pd:-5', '%00', 'east=Pd:99999999999999999999999'])(
    'answers or refuses in bounded time for %s',
    async garbage => {
      const started = Date.now();
      const outcome = await first.ask(garbage).then(
        ({ state }) => state,
        error => error.name,
      );
      expect(['fresh', 'ServiceUnavailableError']).toContain(outcome);
      expect(Date.now() - started).toBeLessThan(20_000);
      expect((await first.ask()).state).toBe('fresh');
    },
  );
});
