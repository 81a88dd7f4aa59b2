import { join } from 'path';
import { setTimeout as wait } from 'timers/promises';
import { BenchmarkOptions } from '../frame/Benchmark';
import { ChildProgram } from '../processes/ChildProgram';
import type { ClustersProgram } from '../processes/clustersProgram';
import { applicationName } from '../processes/applications';
import { Portal, ServedCluster } from '../processes/Portal';
import { temporaryFolder } from '../processes/temporaryFolder';
import { largeCluster } from './sizes';

const CLUSTER = 'east';

/** One large cluster in a process of its own, and a folder for files. */
export interface LargeCluster {
  folder: string;
  kubeconfig: string;
  cluster: ServedCluster;
  program: ChildProgram<ClustersProgram>;
}

/** Runs `use` with the large cluster; ends the cluster whatever happens. */
export async function withLargeCluster<T>(
  { quick, say }: BenchmarkOptions,
  use: (large: LargeCluster) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const program = new ChildProgram<ClustersProgram>('clustersProgram.ts', {
    log: join(folder, 'clusters.log'),
  });
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    const size = largeCluster(quick);
    const [cluster] = await program.call('start', {
      names: [CLUSTER],
      size,
      kubeconfig,
    });
    say(
      `a cluster with ${size.pods} pods, ${size.workloadEntries} WorkloadEntries and ${size.istioObjects} Istio objects runs`,
    );
    return await use({ folder, kubeconfig, cluster, program });
  } finally {
    await program.stop();
  }
}

/** The catalog entity of an application. */
export function entityOf(application: number) {
  const name = applicationName(application);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: { 'backstage.io/kubernetes-id': name } },
    spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
  };
}

/** Path of a view of an application's entity. */
export function viewPath(application: number, view: string): string {
  return `/mesh/entities/component/default/${applicationName(
    application,
  )}/${view}`;
}

/** Runs `use` with a portal that knows the large cluster and has read it. */
export async function withPortal<T>(
  options: BenchmarkOptions,
  applications: number[],
  use: (portal: Portal, large: LargeCluster) => Promise<T>,
): Promise<T> {
  return withLargeCluster(options, async large => {
    const { folder, kubeconfig, cluster } = large;
    const portal = await Portal.start({
      folder: join(folder, 'portal'),
      meshClusters: [{ name: cluster.name, kubeconfig }],
      kubernetesClusters: [cluster],
      entities: applications.map(entityOf),
      nodeArgs: ['--expose-gc'],
    });
    try {
      await untilSynced(portal, 1);
      await untilAnswered(portal, applications);
      options.say('a portal runs and has read it');
      return await use(portal, large);
    } finally {
      await portal.stop();
    }
  });
}

/** Waits until all kinds of so many clusters are followed, for five minutes at most. */
export async function untilSynced(
  portal: Portal,
  clusters: number,
): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const { items } = JSON.parse(await portal.ask('/mesh/health'));
    const open = items.flatMap(({ cluster, kinds }: any) =>
      kinds
        .filter(({ state }: any) => state !== 'watching')
        .map(({ kind, state }: any) => `${cluster} ${kind} ${state}`),
    );
    if (items.length === clusters && open.length === 0) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${
          items.length
        } of ${clusters} clusters are known after five minutes, and not followed are: ${open.join(
          ', ',
        )}`,
      );
    }
    await wait(250);
  }
}

/** The catalog takes a moment to know its entities. */
async function untilAnswered(portal: Portal, applications: number[]) {
  for (const application of applications) {
    const deadline = Date.now() + 120_000;
    for (;;) {
      try {
        await portal.ask(viewPath(application, 'version'));
        break;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
        await wait(500);
      }
    }
  }
}
