import { join } from 'path';
import { BenchmarkOptions } from '../frame/Benchmark';
import { untilSynced } from '../inventory/withLargeCluster';
import { applicationName } from '../processes/applications';
import { ChildProgram } from '../processes/ChildProgram';
import type { ClustersProgram } from '../processes/clustersProgram';
import { Portal } from '../processes/Portal';
import { temporaryFolder } from '../processes/temporaryFolder';

/** The two sides of the comparison: clusters that differ in their machines only. */
export const SIDES = ['large', 'small'] as const;
export type Side = (typeof SIDES)[number];

/** How many machines the component of each side has. */
export function machinesOf(quick: boolean): Record<Side, number> {
  return { large: quick ? 1_000 : 10_000, small: 100 };
}

/** Runs `use` with a portal that has read both clusters; ends all of it whatever happens. */
export async function withMachines<T>(
  { quick, say }: BenchmarkOptions,
  use: (portal: Portal) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const programs: ChildProgram<ClustersProgram>[] = [];
  const machines = machinesOf(quick);
  let portal: Portal | undefined;
  try {
    for (const side of SIDES) {
      const program = new ChildProgram<ClustersProgram>('clustersProgram.ts', {
        log: join(folder, `${side}.log`),
      });
      programs.push(program);
      await program.call('start', {
        names: [side],
        size: {
          pods: 20,
          workloadEntries: machines[side],
          istioObjects: 8,
          applications: 1,
        },
        kubeconfig: join(folder, side),
      });
    }
    portal = await Portal.start({
      folder: join(folder, 'portal'),
      meshClusters: SIDES.map(name => ({
        name,
        kubeconfig: join(folder, name),
      })),
      kubernetesClusters: [],
      entities: SIDES.map(componentOf),
    });
    await untilSynced(portal, SIDES.length);
    await untilInCatalog(portal);
    say(`a portal runs and has read ${machines.large} machines`);
    return await use(portal);
  } finally {
    await portal?.stop();
    await Promise.all(programs.map(program => program.stop()));
  }
}

function componentOf(side: Side) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: side,
      annotations: {
        'backstage.io/kubernetes-id': applicationName(0),
        'backstage.io/kubernetes-cluster': side,
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
  };
}

async function untilInCatalog(portal: Portal): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (const side of SIDES) {
    for (;;) {
      try {
        await portal.ask(`/mesh/entities/component/default/${side}/version`);
        break;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
        await new Promise(resolve => setTimeout(resolve, 500));
      }
    }
  }
}
