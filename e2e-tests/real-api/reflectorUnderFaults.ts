import { join } from 'node:path';
import { HttpClusterConnection } from '../../plugins/mesh-backend/src/clusters';
import {
  ClusterInventory,
  DEFAULT_TIMING,
} from '../../plugins/mesh-backend/src/inventory';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { CleanUp } from '../support/programs';
import { ApiServer } from './ApiServer';
import { silent } from './silent';
import { TroubledWire } from './TroubledWire';
import { KINDS, makeNamespace, NAMESPACE, versionOf, Writer } from './Writer';

const NAMES = 80;

const pause = (seconds: number) =>
  new Promise(resolve => setTimeout(resolve, seconds * 1000));

/** Numbers that look random; the same seed gives the same. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(state / 65536) % below;
  };
}

/**
 * Writes at random to a real API server whose wire is cut, whose wire dies,
 * whose process stands still, ends, and forgets; the inventory has to end
 * equal to it, with every change told once and in order.
 */
export async function reflectorUnderFaults(
  checks: Checks,
  options: {
    /** The folder of the equipment's programs. */
    bin: string;
    /** A folder for files. */
    work: string;
    /** At least so many; a round of all troubles makes 800. */
    writes: number;
    cleanUp: CleanUp;
  },
): Promise<void> {
  const { bin, work, cleanUp } = options;
  const seed = Number(process.env.MESHPORT_SEED ?? Date.now() % 2 ** 31);
  const draw = numbers(seed);
  let server!: ApiServer;
  await checks.must('a real API server starts', async () => {
    server = await ApiServer.start(bin, join(work, 'api'), cleanUp);
  });
  const wire = await TroubledWire.to(server.port);
  cleanUp.add(() => wire.close());
  const file = join(work, 'wire.kubeconfig');
  server.writeKubeconfigBy(wire.port, file);

  const direct = new HttpClusterConnection({
    name: 'direct',
    kubeconfig: { file: server.kubeconfig },
  });
  const wired = new HttpClusterConnection({
    name: 'east',
    kubeconfig: { file },
  });
  const inventory = new ClusterInventory({
    connection: wired,
    timing: {
      ...DEFAULT_TIMING,
      pageSize: 25,
      watchSeconds: { min: 5, max: 15 },
      backoff: { baseMs: 100, maxMs: 1000 },
      heartbeatMs: 1000,
      heartbeatRetryMs: 500,
      heartbeatTimeoutMs: 1500,
    },
    logger: silent,
  });
  cleanUp.add(async () => {
    await inventory.stop();
    await Promise.all([wired.close(), direct.close()]);
  });
  await makeNamespace(direct);
  const writers = KINDS.map(kind => new Writer(direct, kind));
  KINDS.forEach(({ kind }, i) =>
    inventory.store(kind).onChange(change => {
      // The API server has a Service of its own, elsewhere.
      if (change.object.metadata.namespace === NAMESPACE) {
        writers[i].history.heard(change);
      }
    }),
  );
  inventory.start();

  let writes = 0;
  const write = async (count: number) => {
    for (let i = 0; i < count; i++, writes++) {
      const writer = writers[draw(writers.length)];
      const name = `istio-${draw(NAMES)}`;
      if (draw(3) === 0) await writer.remove(name);
      if (draw(4)) await writer.put(name, draw(10_000));
    }
  };
  const isFresh = () =>
    eventually(60, () => {
      const { state, failures } = inventory.freshness();
      expect(state === 'fresh', 'the inventory is fresh', failures);
    });
  const isEqual = async () => {
    for (const [i, { kind }] of KINDS.entries()) {
      await eventually(30, async () => {
        const stored = await writers[i].stored();
        const known = inventory
          .store(kind)
          .list(NAMESPACE)
          .map(versionOf)
          .sort();
        expect(known.join() === stored.join(), `${kind} as stored`, {
          missing: stored.filter(one => !known.includes(one)),
          phantom: known.filter(one => !stored.includes(one)),
        });
      });
    }
  };
  const isUp = () =>
    eventually(60, () => direct.request({ path: '/readyz', timeoutMs: 1000 }));

  /** What goes wrong, each while writes go on. */
  const troubles: Record<string, () => Promise<void>> = {
    'watches are cut': async () => {
      for (let i = 0; i < 10; i++) {
        await write(30);
        wire.cut();
      }
    },
    'the wire is dead for a while': async () => {
      wire.die();
      await write(150);
      await pause(4);
      wire.revive();
      await write(50);
    },
    'the process stands still': async () => {
      const writing = write(100);
      await pause(0.1);
      server.freeze(true);
      await pause(4);
      server.freeze(false);
      await writing;
    },
    'it forgets: changes unseen, then a restart': async () => {
      wire.die();
      await write(150);
      server.takeDown();
      await pause(3);
      wire.cut();
      wire.revive();
      server.bringUp();
      await isUp();
      await write(50);
    },
  };

  await checks.must('the inventory is fresh', isFresh);
  const lists = () => inventory.status('Service').lastList;
  while (writes < options.writes) {
    for (const [title, run] of Object.entries(troubles)) {
      await checks.check(
        `${title} (${writes} writes, seed ${seed})`,
        async () => {
          const before = lists();
          await run();
          await isFresh();
          await isEqual();
          if (title.startsWith('it forgets')) {
            expect(lists() !== before, 'it was listed anew after 410', before);
          }
        },
      );
    }
  }
  await checks.check(
    `every change of ${writes} writes was told once and in order`,
    async () => {
      for (const { history } of writers) {
        const faults = history.orderFaults();
        expect(faults.length === 0, 'no fault', faults.slice(0, 5));
        expect(
          history.length > options.writes / 10,
          'changes were told',
          history.length,
        );
      }
    },
  );
}
