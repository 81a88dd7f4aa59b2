export interface Config {
  /** Meshport: Istio meshes in Backstage. */
  mesh?: {
    /** The clusters to read. Further ones may come from modules. */
    clusters?: Array<{
      /** Unique name, a DNS-1123 label such as `east`. Entities name it in `backstage.io/kubernetes-cluster`. */
      name: string;
      /** How people call it. */
      title?: string;
      /** How to reach it. */
      kubeconfig: {
        /** Path of a kubeconfig file; a relative one starts at the backend's working directory. */
        file: string;
        /** The context to use; default: the file's current context. */
        context?: string;
      };
      /** Istio's own ID of the cluster (`global.multiCluster.clusterName`); default: the name. */
      istioClusterId?: string;
      /** The namespace of istiod; default `istio-system`. */
      controlPlaneNamespace?: string;
      /** Istio's network of the cluster. */
      network?: string;
      /** For a remote cluster: the name of the primary whose istiod serves it. */
      primary?: string;
      /** When true, nothing is ever written to this cluster. */
      readOnly?: boolean;
    }>;
    /**
     * Who owns which namespace. It goes before the label or annotation
     * `meshport.dev/owner` on the Namespace object.
     */
    namespaceOwners?: Array<{
      /** Name of one cluster; default: all clusters. */
      cluster?: string;
      namespace: string;
      /** Entity reference of the owning group, e.g. `group:default/team-a`; a bare name is a group in `default`. */
      owner: string;
    }>;
    /** Limits of what may be applied to clusters. */
    apply?: {
      /**
       * Kinds that `mesh:manifests:apply` accepts, as `group/Kind`, e.g.
       * `networking.istio.io/VirtualService`. It replaces the default list.
       */
      kinds?: string[];
    };
    /**
     * Allows writes to clusters when `permission.enabled` is false, that is
     * when everybody may do everything. Only for trying things out.
     */
    dangerouslyAllowWritesWithoutPermissions?: boolean;
  };
}
