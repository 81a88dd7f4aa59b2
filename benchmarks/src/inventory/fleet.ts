import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { setTimeout as wait } from 'timers/promises';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { ChildProgram } from '../processes/ChildProgram';
import type { ClustersProgram } from '../processes/clustersProgram';
import { NamedCluster, Portal } from '../processes/Portal';
import { FLEET_CLUSTER } from './sizes';
import { untilSynced } from './withLargeCluster';

/** Many clusters that are all new to a running portal. */
export async function fleet(options: BenchmarkOptions): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'meshport-benchmark-'));
  const count = options.quick ? 6 : 50;
  const names = [...Array(count).keys()].map(index => `cluster-${index + 1}`);
  const halves = [
    names.slice(0, Math.ceil(count / 2)),
    names.slice(Math.ceil(count / 2)),
  ];
  const programs = halves.map(
    (_, index) =>
      new ChildProgram<ClustersProgram>('clustersProgram.ts', {
        log: join(folder, `clusters-${index}.log`),
        nodeArgs: ['--max-old-space-size=4096'],
      }),
  );
  try {
    const clusters = await Promise.all(
      halves.map(async (half, index) => {
        const kubeconfig = join(folder, `kubeconfig-${index}`);
        await programs[index].call('start', {
          names: half,
          size: FLEET_CLUSTER,
          kubeconfig,
        });
        return half.map(name => ({ name, kubeconfig }));
      }),
    );
    options.say(`${count} clusters run`);
    return await measureFleet(folder, clusters.flat(), options);
  } finally {
    await Promise.all(programs.map(program => program.stop()));
    await rm(folder, { recursive: true, maxRetries: 3 });
  }
}

async function measureFleet(
  folder: string,
  clusters: NamedCluster[],
  { say }: BenchmarkOptions,
): Promise<Measurement[]> {
  const portal = await Portal.start({
    folder: join(folder, 'portal'),
    meshClusters: [],
    kubernetesClusters: [],
    entities: [],
  });
  try {
    await untilSynced(portal, 0);
    // The portal's own start is not to be measured.
    await wait(5000);
    const residentBefore = await portal.call('residentMB');
    say('a portal runs; now it is told of the clusters');
    await portal.call('watchDelay');
    const began = performance.now();
    await portal.follow(clusters);
    await untilSynced(portal, clusters.length);
    const ms = performance.now() - began;
    const delay = await portal.call('takeDelay');
    const resident = await portal.call('residentMB');
    const { items } = JSON.parse(await portal.ask('/mesh/health'));
    const objects = items
      .flatMap(({ kinds }: any) => kinds)
      .reduce((sum: number, { count }: any) => sum + count, 0);
    const title = `${clusters.length} clusters`;
    return [
      measured(`${title}: objects`, objects, 'objects'),
      measured(`${title}: time until all are synced`, ms / 1000, 's'),
      measured(`${title}: resident memory of the portal`, resident, 'MB'),
      measured(
        `${title}: resident memory that they add`,
        resident - residentBefore,
        'MB',
      ),
      measured(
        `${title}: event-loop delay during the sync, p50`,
        delay.p50,
        'ms',
      ),
      measured(
        `${title}: event-loop delay during the sync, p99`,
        delay.p99,
        'ms',
        { atMost: 50 },
      ),
      measured(
        `${title}: event-loop delay during the sync, longest`,
        delay.max,
        'ms',
      ),
    ];
  } finally {
    await portal.stop();
  }
}
