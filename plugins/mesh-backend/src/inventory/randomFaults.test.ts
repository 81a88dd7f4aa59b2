import { FaultSwitches } from '@meshport/dev-cluster';
import { ChangeHistory } from '../__testUtils__/ChangeHistory';
import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';

jest.setTimeout(240_000);

const KINDS = ['WorkloadEntry', 'AuthorizationPolicy'] as const;
const NAMESPACES = ['shop', 'vault'];
const NAMES = 60;
const OPERATIONS = 10_000;
/** Set it to repeat a run: the seed is in the name of the test. */
const SEED = Number(process.env.MESHPORT_SEED ?? Date.now() % 2 ** 31);

/** Numbers that look random; the same seed gives the same. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(state / 65536) % below;
  };
}

function object(kind: (typeof KINDS)[number], value: number) {
  const labels = { value: `${value}` };
  return kind === 'WorkloadEntry'
    ? {
        apiVersion: 'networking.istio.io/v1',
        kind,
        spec: { address: `10.0.${value >> 8}.${value & 255}`, labels },
      }
    : {
        apiVersion: 'security.istio.io/v1',
        kind,
        spec: { selector: { matchLabels: labels } },
      };
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('an inventory under faults', () => {
  let mesh: DevMesh;
  let followed: ReturnType<typeof followCluster>;

  beforeEach(async () => {
    mesh = await DevMesh.start({
      east: [...NAMESPACES, 'istio-system'].map(name => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      })),
    });
    followed = followCluster(mesh, 'east', {
      pageSize: 20,
      idleMs: 1500,
      heartbeatMs: 1000,
      heartbeatTimeoutMs: 5000,
      watchSeconds: { min: 1, max: 2 },
    });
  });

  afterEach(async () => {
    await followed.stop();
    await mesh.close();
  });

  /** Writes at random while faults come and go; then waits until it is calm. */
  async function run(options: {
    operations: number;
    seed: number;
    /** The server forgets what it told, so that lists are needed. */
    forgets?: boolean;
    faults: (draw: (below: number) => number) => FaultSwitches[];
  }) {
    const east = mesh.cluster('east');
    await eventually(
      () => expect(followed.inventory.freshness().state).toBe('fresh'),
      30_000,
    );
    const draw = numbers(options.seed);
    const histories = KINDS.map(kind => {
      const history = new ChangeHistory();
      const store = followed.inventory.store(kind);
      store.onChange(change => history.heard(change));
      return { kind, history, store, present: new Set<string>() };
    });
    const versions = (objects: any[]) =>
      objects
        .map(
          ({ metadata: m }) => `${m.name}.${m.namespace} ${m.resourceVersion}`,
        )
        .sort();
    const expectEqual = async () => {
      await east.faults.set({ clear: true });
      await eventually(() => {
        for (const { kind, store } of histories) {
          expect(versions(store.list())).toEqual(versions(east.objects(kind)));
        }
      }, 30_000);
    };
    /**
     * Each object is written once while everything is listed anew, and nothing
     * else happens: what a list or the watch after it leaves out stays lost.
     */
    const writeEverythingDuringLists = async () => {
      await east.faults.set({ expireWatches: true });
      let written = 0;
      for (const { kind, history, present } of histories) {
        for (let name = 0; name < NAMES; name++) {
          for (const namespace of NAMESPACES) {
            history.wrote(
              east.apply({
                ...object(kind, draw(65536)),
                metadata: { namespace, name: `o-${name}` },
              }),
            );
            present.add(`${namespace}/o-${name}`);
            written += 1;
          }
          await pause(1);
        }
      }
      return written;
    };
    let operations = 0;
    let calmAt = options.operations / 10;
    while (operations < options.operations) {
      for (let burst = 1 + draw(50); burst > 0; burst--) {
        const { kind, history, present } = histories[draw(KINDS.length)];
        const namespace = NAMESPACES[draw(NAMESPACES.length)];
        const name = `o-${draw(NAMES)}`;
        const key = `${namespace}/${name}`;
        if (present.has(key) && draw(3) === 0) {
          east.remove(kind, namespace, name);
          present.delete(key);
          history.deleted(namespace, name);
          operations += 1;
        }
        // Half of what is deleted is made anew under its name at once.
        if (!present.has(key) ? draw(2) : true) {
          history.wrote(
            east.apply({
              ...object(kind, draw(65536)),
              metadata: { namespace, name },
            }),
          );
          present.add(key);
          operations += 1;
        }
      }
      await pause(draw(6));
      if (operations >= calmAt) {
        // However busy the machine is, the inventory gets to see much of it.
        await expectEqual();
        if (options.forgets) {
          operations += await writeEverythingDuringLists();
          await expectEqual();
        }
        calmAt += options.operations / 10;
      } else if (draw(4) === 0) {
        const faults = options.faults(draw);
        await east.faults.set(faults[draw(faults.length)]);
        await pause(draw(20));
        if (draw(2)) {
          await east.faults.set({ clear: true });
        }
      }
    }
    await expectEqual();
    return { histories, expectEqual };
  }

  const breaks = (draw: (below: number) => number): FaultSwitches[] => [
    { dropWatches: true },
    { tooManyRequests: { count: 1 + draw(20), retryAfterSeconds: 0 } },
    { latencyMs: draw(20) },
    { stop: true },
  ];

  it(`tells every single change as long as the server remembers (seed ${SEED})`, async () => {
    const { histories } = await run({
      operations: OPERATIONS / 2,
      seed: SEED,
      faults: breaks,
    });
    for (const { history } of histories) {
      expect(history.orderFaults()).toEqual([]);
      expect(history.omissions()).toEqual([]);
    }
  });

  it(`ends equal to the server, without phantom or loss and in order, when it forgets too (seed ${SEED})`, async () => {
    const { histories, expectEqual } = await run({
      operations: OPERATIONS,
      seed: SEED + 1,
      forgets: true,
      faults: draw => [
        ...breaks(draw),
        // A watch that is silent twice leads to a list, so every change cannot be told.
        { halfOpen: true },
        { expireWatches: true },
        { expireWatches: true, latencyMs: draw(10) },
        { dropWatches: true, expireWatches: true },
      ],
    });
    // Once more from lists alone.
    await mesh.cluster('east').faults.set({ expireWatches: true });
    await pause(300);
    await expectEqual();
    for (const { history } of histories) {
      expect(history.orderFaults()).toEqual([]);
      expect(history.length).toBeGreaterThan(OPERATIONS / 20);
    }
  });
});
