import { chmod, mkdir, writeFile } from 'fs/promises';
import { dirname } from 'path';
import { makeServerCertificate } from './access/certificates';
import { OpenApi } from './api/openapi';
import { Cluster, type DevCluster } from './cluster';
import { ControlServer } from './control';
import { kubeconfigFor } from './kubeconfig';
import { ResourceTypes } from './kinds/resourceTypes';
import type { KubeObject } from './objects';
import { readSeeds } from './seed';

/** One cluster to start. */
export interface DevClusterSpec {
  name: string;
  /** Folder of YAML files, read recursively; a file may hold many documents. */
  seedDir?: string;
  objects?: object[];
  /**
   * Objects as an API server stores them, defaults and status included. They
   * are taken in unchecked, which is quick: for seeds of many thousands.
   */
  stored?: object[];
}

/** What to start, and where. */
export interface DevClustersOptions {
  clusters: DevClusterSpec[];
  /** Address to listen on; 127.0.0.1 unless told. */
  host?: string;
  /** Port of the first cluster, the next ones follow; 0 or absent for any. */
  port?: number;
  /** Port of the control server, 0 for any; absent for none. */
  controlPort?: number;
  /** CustomResourceDefinitions that they serve beside Istio's and Gateway API's. */
  definitions?: object[];
  /** Simulated pods become ready after this time, 300 ms unless told. */
  pods?: { readyAfterMs?: number };
  /** Told what a controller could not do; prints to standard error unless given. */
  onError?: (error: Error, item: string) => void;
}

/** Running development clusters. */
export interface DevClusters {
  clusters: Record<string, DevCluster>;
  /** A kubeconfig with a context for each cluster, as YAML. */
  kubeconfig(): string;
  /** Writes the kubeconfig with mode 0600. */
  writeKubeconfig(file: string): Promise<void>;
  controlUrl?: string;
  /** Ends every cluster and the control server. */
  stop(): Promise<void>;
}

function printError(error: Error, item: string) {
  process.stderr.write(`dev-cluster: ${item}: ${error.message}\n`);
}

/**
 * Starts in-process Kubernetes APIs over HTTPS, for development and tests only.
 *
 * @throws Error where a seed is refused (names file or object) or a port is in
 * use (EADDRINUSE).
 */
export async function startDevClusters(
  options: DevClustersOptions,
): Promise<DevClusters> {
  const host = options.host ?? '127.0.0.1';
  const definitions = (options.definitions ?? []) as KubeObject[];
  const types = new ResourceTypes(definitions);
  const openApi = new OpenApi(types);
  const running: Cluster[] = [];
  const control: ControlServer[] = [];
  const stop = async () => {
    await Promise.all(control.map(server => server.stop()));
    await Promise.all(running.map(cluster => cluster.shutDown()));
  };
  try {
    for (const [number, spec] of options.clusters.entries()) {
      const cluster = new Cluster({
        name: spec.name,
        number,
        host,
        port: options.port ? options.port + number : 0,
        readyAfterMs: options.pods?.readyAfterMs ?? 300,
        certificate: await makeServerCertificate(spec.name, host),
        types,
        openApi,
        objects: [
          ...definitions,
          ...(spec.seedDir ? readSeeds(spec.seedDir) : []),
          ...(spec.objects ?? []),
        ],
        stored: spec.stored ?? [],
        onError: options.onError ?? printError,
      });
      running.push(cluster);
      await cluster.start();
    }
    const clusters = Object.fromEntries(
      running.map(cluster => [cluster.name, cluster as DevCluster]),
    );
    if (options.controlPort !== undefined) {
      const server = new ControlServer(clusters, {
        host,
        port: options.controlPort,
      });
      await server.start();
      control.push(server);
    }
    const kubeconfig = () =>
      kubeconfigFor(
        running.map(({ name, url, caPem, adminToken: token }) => ({
          name,
          url,
          caPem,
          token,
        })),
      );
    return {
      clusters,
      kubeconfig,
      writeKubeconfig: async file => {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, kubeconfig(), { mode: 0o600 });
        // An existing file keeps its mode when written.
        await chmod(file, 0o600);
      },
      controlUrl: control[0]?.url,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
