import { MeshClusterEndpoint } from '@meshport/backstage-plugin-mesh-node';
import { join } from 'path';
import { InvalidConnectionError } from './errors';

/** Where Kubernetes tells a pod about its cluster. */
export interface PodSurroundings {
  /** Holds `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`. */
  env: Record<string, string | undefined>;
  /** Folder with the service account's `token` and `ca.crt`. */
  directory: string;
}

/** Those of this process. */
export const POD_SURROUNDINGS: PodSurroundings = {
  env: process.env,
  directory: '/var/run/secrets/kubernetes.io/serviceaccount',
};

/**
 * The API server of the cluster that this process runs in, as its service
 * account.
 *
 * @throws `InvalidConnectionError` outside a pod
 */
export function inClusterEndpoint(
  name: string,
  { env, directory }: PodSurroundings,
): MeshClusterEndpoint {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  if (!host || !port) {
    throw new InvalidConnectionError(
      `inCluster of cluster '${name}': KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set, so this backend does not run in a pod; use kubeconfig or server instead`,
    );
  }
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    caFile: join(directory, 'ca.crt'),
    tokenFile: join(directory, 'token'),
  };
}
