import { startDevClusters } from '@meshport/dev-cluster';
import { renderVmBundle } from '@meshport/istio';
import { CONTROL_PLANE, MESH_CONFIG, workloadGroup } from '../vmBundle/mesh';
import { serve } from './serve';

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const program = {
  /** User and system time that so many bundles of different groups take, in milliseconds. */
  async render(count: number): Promise<number> {
    const began = cpuMs();
    for (let number = 0; number < count; number += 1) {
      renderVmBundle({
        group: workloadGroup(`vm-${number}`),
        meshConfig: MESH_CONFIG,
        rootCert: 'root\n',
        token: `token-${number}`,
        clusterID: 'east',
        ingressIP: '192.0.2.10',
        internalIP: '10.0.0.7',
        autoRegister: true,
      });
    }
    return cpuMs() - began;
  },

  /** A development cluster with a control plane and one group. */
  async serveCluster(kubeconfig: string) {
    const running = await startDevClusters({
      clusters: [
        {
          name: 'east',
          stored: [...CONTROL_PLANE, workloadGroup('ratings-vm')],
        },
      ],
    });
    await running.writeKubeconfig(kubeconfig);
    const { name, url, caPem, adminToken } = running.clusters.east;
    return { name, url, caPem, adminToken };
  },
};

/** Bundles, and the cluster that they are of, in a process of their own. */
export type VmBundleProgram = typeof program;

serve(program);
