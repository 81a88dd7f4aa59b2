import { join } from 'path';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median } from '../frame/statistics';
import { ChildProgram } from '../processes/ChildProgram';
import type { FirstSyncProgram, SyncCost } from '../processes/firstSyncProgram';
import { LargeCluster, withLargeCluster } from './withLargeCluster';

/** The first reading of a cluster against plain fetch and JSON.parse of the same lists. */
export async function firstSync(
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  return withLargeCluster(options, async large => {
    const { cluster, kubeconfig } = large;
    const readPlainly = () =>
      inFreshProcess(large, program => program.call('plain', cluster));
    const follow = () =>
      inFreshProcess(large, program =>
        program.call('inventory', { name: cluster.name, kubeconfig }),
      );
    // The first to ask pays for what the API prepares.
    await readPlainly();
    const pairs: { plain: SyncCost; own: SyncCost }[] = [];
    for (let round = 0; round < (options.quick ? 1 : 5); round += 1) {
      const first = round % 2 ? await follow() : await readPlainly();
      const second = round % 2 ? await readPlainly() : await follow();
      const [plain, own] = round % 2 ? [second, first] : [first, second];
      if (own.objects !== plain.objects) {
        throw new Error(
          `the inventory holds ${own.objects} objects and the lists ${plain.objects}`,
        );
      }
      options.say(
        `${
          own.objects
        } objects: ${own.ms.toFixed()} ms and ${own.heapMB.toFixed()} MB, plainly ${plain.ms.toFixed()} ms and ${plain.heapMB.toFixed()} MB`,
      );
      pairs.push({ plain, own });
    }
    const over = (of: (pair: { plain: SyncCost; own: SyncCost }) => number) =>
      median(pairs.map(of));
    return [
      measured(
        'first sync: time',
        over(({ own }) => own.ms),
        'ms',
      ),
      measured(
        'first sync: time over plain fetch and JSON.parse',
        over(({ own, plain }) => own.ms / plain.ms),
        'ratio',
        { atMost: 1.5 },
      ),
      measured(
        'first sync: heap',
        over(({ own }) => own.heapMB),
        'MB',
      ),
      measured(
        'first sync: heap over plain fetch and JSON.parse',
        over(({ own, plain }) => own.heapMB / plain.heapMB),
        'ratio',
        { atMost: 1.2 },
      ),
    ];
  });
}

async function inFreshProcess(
  { folder }: LargeCluster,
  use: (program: ChildProgram<FirstSyncProgram>) => Promise<SyncCost>,
): Promise<SyncCost> {
  const program = new ChildProgram<FirstSyncProgram>('firstSyncProgram.ts', {
    log: join(folder, 'first-sync.log'),
    nodeArgs: ['--expose-gc'],
  });
  try {
    return await use(program);
  } finally {
    await program.stop();
  }
}
