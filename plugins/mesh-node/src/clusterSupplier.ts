import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** How the mesh backend reaches one cluster, and what the cluster is in the mesh. */
export interface MeshClusterDetails {
  /** Unique; a DNS-1123 label. */
  name: string;
  title?: string;
  /** A kubeconfig file and the context to use in it; client certificates, tokens and exec plugins of it work. */
  kubeconfig: { file: string; context?: string };
  /** Istio's ID of the cluster; default: `name`. */
  istioClusterId?: string;
  /** Where istiod lives; default `istio-system`. */
  controlPlaneNamespace?: string;
  network?: string;
  /** For a remote cluster: the name of the primary that serves it. */
  primary?: string;
  /** When true nothing is ever written to this cluster. */
  readOnly?: boolean;
}

/** Supplies clusters beside those of `mesh.clusters`; several may be added. */
export interface MeshClusterSupplier {
  getClusters(): Promise<MeshClusterDetails[]>;
}

/** Where modules of the mesh backend add suppliers of clusters. */
export interface MeshClusterSupplierExtensionPoint {
  addSupplier(supplier: MeshClusterSupplier): void;
}

/** @see MeshClusterSupplierExtensionPoint */
export const meshClusterSupplierExtensionPoint =
  createExtensionPoint<MeshClusterSupplierExtensionPoint>({
    id: 'mesh.cluster-supplier',
  });
