import { ClusterInventory } from '../../inventory';

/** What is watched of a cluster whose control plane is as told, and that nothing is connected to. */
export function knownControlPlane(of: {
  /** Images of its istiods. */
  images: string[];
  /** What each tells of its version; by its image where it does not. */
  told?: (string | undefined)[];
  /** The mesh configuration. */
  mesh?: string;
}): ClusterInventory {
  const pods = of.images.map((image, index) => ({
    metadata: { name: `istiod-${index}`, namespace: 'istio-system' },
    spec: {
      containers: [
        { name: 'beside', image: 'beside:9.9.9' },
        { name: 'discovery', image },
      ],
    },
  }));
  const config = {
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh: of.mesh },
  };
  return {
    controlPlanes: {
      pods: () => pods,
      versionOf: (pod: any) => of.told?.[pods.indexOf(pod)],
    },
    proxyVersions: {
      reading: () => ({ state: 'read' }),
      proxies: { all: () => [] },
    },
    istioId: { id: 'main' },
    status: () => ({}),
    store: (kind: string) => ({
      list: (namespace?: string) =>
        kind === 'ConfigMap' && namespace === 'istio-system' && of.mesh
          ? [config]
          : [],
    }),
  } as unknown as ClusterInventory;
}
