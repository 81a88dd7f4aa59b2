import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { fleetObjects, FleetSize } from './fleetObjects';
import { serve } from './serve';

let running: DevClusters | undefined;

function clusters(): DevClusters {
  if (!running) {
    throw new Error('start the clusters first');
  }
  return running;
}

const program = {
  /** Starts clusters with the same objects each, and writes their kubeconfig. */
  async start(options: {
    names: string[];
    size: FleetSize;
    kubeconfig: string;
  }) {
    running = await startDevClusters({
      clusters: options.names.map(name => ({
        name,
        stored: fleetObjects(options.size),
      })),
    });
    await running.writeKubeconfig(options.kubeconfig);
    return Object.values(running.clusters).map(
      ({ name, url, caPem, adminToken }) => ({ name, url, caPem, adminToken }),
    );
  },
  /** The requests since the last call, as `METHOD /path?query`. */
  async takeRequests(cluster: string) {
    const { [cluster]: asked } = clusters().clusters;
    const requests = asked.requests();
    asked.clearRequests();
    return requests.map(({ method, path }) => `${method} ${path}`);
  },
  /** How many objects of a kind there are. */
  async count(cluster: string, kind: string) {
    return clusters().clusters[cluster].objects(kind).length;
  },
};

/** Development clusters in a process of their own. */
export type ClustersProgram = typeof program;

serve(program);
