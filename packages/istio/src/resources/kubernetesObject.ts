/**
 * Metadata of a Kubernetes object, as far as rules of Istio look at it.
 *
 * @public
 */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** RFC 3339. */
  creationTimestamp?: string;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid?: string;
    controller?: boolean;
  }[];
}

/**
 * A Kubernetes object: what the API server serves, or what may be sent to it.
 *
 * @public
 */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Record<string, any>;
  status?: Record<string, any>;
}

/**
 * Points at one object of a cluster.
 *
 * @public
 */
export interface ResourceReference {
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * The reference to an object.
 *
 * @public
 */
export function referenceTo(object: KubernetesObject): ResourceReference {
  const { name, namespace } = object.metadata;
  return {
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
  };
}
