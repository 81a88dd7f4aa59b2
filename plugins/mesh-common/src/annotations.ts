/** Annotations of plugin-kubernetes that say which objects belong to an entity. */
export const KUBERNETES_ID_ANNOTATION = 'backstage.io/kubernetes-id';
export const KUBERNETES_LABEL_SELECTOR_ANNOTATION =
  'backstage.io/kubernetes-label-selector';
export const KUBERNETES_NAMESPACE_ANNOTATION =
  'backstage.io/kubernetes-namespace';
export const KUBERNETES_CLUSTER_ANNOTATION = 'backstage.io/kubernetes-cluster';

/**
 * Label or annotation on a Namespace object that names the group who owns it,
 * e.g. `team-ratings`. Set in the cluster, never in the catalog, because
 * anyone may write a catalog entity.
 */
export const NAMESPACE_OWNER_KEY = 'meshport.dev/owner';

/** Label on generated objects: the name of the gateway they belong to. */
export const EGRESS_GATEWAY_LABEL = 'meshport.dev/egress-gateway';

/** The field manager of every write of ours. */
export const FIELD_MANAGER = 'meshport';

/** Annotation on what a join of a remote cluster made: the join's ID, so that it is known again after a crash. */
export const MESHPORT_JOIN_ANNOTATION = 'meshport.dev/join';
