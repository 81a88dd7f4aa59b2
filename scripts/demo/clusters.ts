import { startDevClusters, tetrateDefinitions } from '@meshport/dev-cluster';
import { dirname, join } from 'node:path';
import { makeAuthority } from './authority';
import { ClusterEntry, clustersOfKubeconfig } from './kubeconfigClusters';
import { DemoOptions, UsageError } from './options';

/** The clusters that the portal shows. */
export interface DemoClusters {
  entries: ClusterEntry[];
  /** For `mesh.certificateAuthorities`. */
  authorities: object[];
  stop(): Promise<void>;
}

/** Starts the dev clusters, or names the clusters of the user's kubeconfig. */
export async function openClusters(options: {
  root: string;
  demo: DemoOptions;
  /** Where the dev clusters' kubeconfig is written. */
  kubeconfig: string;
  say: (line: string) => void;
}): Promise<DemoClusters> {
  const { demo, say } = options;
  if (demo.kubeconfig) {
    const entries = clustersOfKubeconfig({
      ...demo.kubeconfig,
      allowWrites: demo.allowWrites,
    });
    const names = entries.map(({ kubeconfig }) => kubeconfig.context);
    say(
      `Showing your clusters ${names.join(', ')}, ${
        demo.allowWrites ? 'with writes allowed' : 'read-only'
      }.`,
    );
    return { entries, authorities: [], stop: async () => {} };
  }
  return startExampleClusters(options);
}

async function startExampleClusters(options: {
  root: string;
  demo: DemoOptions;
  kubeconfig: string;
  say: (line: string) => void;
}): Promise<DemoClusters> {
  const { root, demo, kubeconfig, say } = options;
  say('Starting the dev clusters east and west …');
  // Beside the kubeconfig, which is as secret.
  const authority = await makeAuthority(dirname(kubeconfig));
  const cacerts = {
    east: await authority.cacertsOf('east', 12),
    west: await authority.cacertsOf('west', 60),
  };
  const running = await startDevClusters({
    definitions: tetrateDefinitions(),
    clusters: (['east', 'west'] as const).map(name => ({
      name,
      seedDir: join(root, 'examples/clusters', name),
      objects: [cacerts[name]],
    })),
    host: '127.0.0.1',
    controlPort: demo.controlPort,
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new UsageError(
          `Port ${demo.controlPort} is in use: choose another with --control N.`,
        )
      : error;
  });
  await running.writeKubeconfig(kubeconfig);
  // Its API server is on this machine, which is refused elsewhere.
  const remote = { development: true };
  say(`  kubeconfig: ${kubeconfig} (contexts east, west)`);
  say(`  faults: POST ${running.controlUrl}/faults`);
  return {
    entries: [
      {
        name: 'east',
        network: 'east-net',
        remote,
        kubeconfig: { file: kubeconfig, context: 'east' },
      },
      {
        name: 'west',
        network: 'west-net',
        primary: 'east',
        remote,
        kubeconfig: { file: kubeconfig, context: 'west' },
      },
    ],
    authorities: authority.config,
    stop: () => running.stop(),
  };
}
