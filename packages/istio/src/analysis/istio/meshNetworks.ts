import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';

/** Registries that Istio always knows. */
const BUILT_IN = ['Mock', 'Kubernetes', 'External'];

/** Networks whose endpoints come from a cluster that nobody joined. */
export const meshNetworksAnalyzer: Analyzer = {
  name: 'multicluster.MeshNetworksAnalyzer',
  description:
    'Looks for networks of clusters for which there is no remote secret.',
  codes: ['IST0126'],
  reads: ['MeshNetworks', 'Secret'],
  analyze(view, report) {
    const clusters = view
      .all('Secret')
      .filter(({ labels }) => labels['istio/multiCluster'] === 'true')
      .flatMap(({ spec }) => Object.keys(spec.data ?? {}));
    const known = new Set([...BUILT_IN, ...clusters]);
    const holder = new Resource(
      'MeshNetworks',
      {
        apiVersion: 'v1alpha1',
        kind: 'MeshNetworks',
        metadata: { name: 'meshnetworks', namespace: view.istioNamespace },
      },
      view.cluster,
      undefined,
    );
    for (const [name, network] of Object.entries(view.mesh.networks)) {
      const endpoints = Array.isArray(network?.endpoints)
        ? network.endpoints
        : [];
      endpoints.forEach((endpoint: any, i: number) => {
        const registry = endpoint?.fromRegistry;
        if (registry !== undefined && !known.has(registry)) {
          report('IST0126', holder, {
            args: [registry, name],
            path: ['networks', name, 'endpoints', i, 'fromRegistry'],
          });
        }
      });
    }
  },
};
