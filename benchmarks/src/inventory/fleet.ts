import { join } from 'path';
import { monitorEventLoopDelay } from 'perf_hooks';
import { setTimeout as wait } from 'timers/promises';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { ChildProgram } from '../processes/ChildProgram';
import type { ClustersProgram } from '../processes/clustersProgram';
import { NamedCluster, Portal } from '../processes/Portal';
import { temporaryFolder } from '../processes/temporaryFolder';
import { FLEET_CLUSTER } from './sizes';
import { untilSynced } from './withLargeCluster';

/** Many clusters that are all new to a running portal. */
export async function fleet(options: BenchmarkOptions): Promise<Measurement[]> {
  const folder = temporaryFolder();
  const count = options.quick ? 6 : 50;
  const names = [...Array(count).keys()].map(index => `cluster-${index + 1}`);
  // Ten clusters share a process, for there is not a machine for each. They
  // give way to the portal, whose machine they would not be on.
  const groups = [...Array(Math.ceil(count / 10)).keys()].map(index =>
    names.slice(index * 10, index * 10 + 10),
  );
  const programs = groups.map(
    (_, index) =>
      new ChildProgram<ClustersProgram>('clustersProgram.ts', {
        log: join(folder, `clusters-${index}.log`),
        givesWay: true,
      }),
  );
  try {
    const clusters = await Promise.all(
      groups.map(async (group, index) => {
        const kubeconfig = join(folder, `kubeconfig-${index}`);
        await programs[index].call('start', {
          names: group,
          size: FLEET_CLUSTER,
          kubeconfig,
        });
        return group.map(name => ({ name, kubeconfig }));
      }),
    );
    options.say(`${count} clusters run`);
    return await measureFleet(folder, clusters.flat(), options);
  } finally {
    await Promise.all(programs.map(program => program.stop()));
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
    const idle = monitorEventLoopDelay({ resolution: 10 });
    idle.enable();
    await portal.call('watchDelay');
    const began = performance.now();
    await portal.follow(clusters);
    await untilSynced(portal, clusters.length);
    const ms = performance.now() - began;
    const delay = await portal.call('takeDelay');
    idle.disable();
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
      measured(
        `${title}: event-loop delay of a process beside it that does next to nothing, p99`,
        idle.percentile(99) / 1e6,
        'ms',
      ),
    ];
  } finally {
    await portal.stop();
  }
}
