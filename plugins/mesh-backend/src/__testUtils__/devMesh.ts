import { mockServices } from '@backstage/backend-test-utils';
import {
  DevCluster,
  DevClusters,
  startDevClusters,
} from '@meshport/dev-cluster';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { HttpClusterConnection } from '../clusters';
import {
  ClusterInventory,
  DEFAULT_TIMING,
  InventoryTiming,
} from '../inventory';

/** Times short enough for a test. */
export const TEST_TIMING: InventoryTiming = {
  ...DEFAULT_TIMING,
  pageSize: 3,
  watchSeconds: { min: 5, max: 6 },
  backoff: { baseMs: 20, maxMs: 100 },
  forbiddenGraceMs: 300,
  forbiddenRetryMs: 200,
  notServedRetryMs: 200,
  heartbeatMs: 100,
  heartbeatRetryMs: 50,
  heartbeatTimeoutMs: 500,
};

/** Dev clusters with a kubeconfig. */
export class DevMesh {
  readonly #clusters: DevClusters;
  readonly #directory: string;
  readonly kubeconfigFile: string;

  static async start(seeds: Record<string, object[]>): Promise<DevMesh> {
    const clusters = await startDevClusters({
      clusters: Object.entries(seeds).map(([name, objects]) => ({
        name,
        objects,
      })),
      pods: { readyAfterMs: 1 },
    });
    const mesh = new DevMesh(clusters);
    await clusters.writeKubeconfig(mesh.kubeconfigFile);
    return mesh;
  }

  private constructor(clusters: DevClusters) {
    this.#clusters = clusters;
    this.#directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    this.kubeconfigFile = join(this.#directory, 'kubeconfig');
  }

  cluster(name: string): DevCluster {
    return this.#clusters.clusters[name];
  }

  details(name: string): MeshClusterDetails {
    return { name, kubeconfig: { file: this.kubeconfigFile, context: name } };
  }

  async close(): Promise<void> {
    await this.#clusters.stop();
    rmSync(this.#directory, { recursive: true });
  }
}

/** An inventory of one dev cluster, running. */
export function followCluster(
  mesh: DevMesh,
  name: string,
  timing: Partial<InventoryTiming> = {},
) {
  const connection = new HttpClusterConnection(mesh.details(name));
  const inventory = new ClusterInventory({
    connection,
    timing: { ...TEST_TIMING, ...timing },
    logger: mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    }),
  });
  inventory.start();
  return {
    inventory,
    stop: async () => {
      await inventory.stop();
      await connection.close();
    },
  };
}

/** Asks again and again until `check` no longer throws; then its answer. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, 15));
  }
}
