import { KubernetesObject, ResourceReference } from '../resources';

/**
 * Something that the catalog says a component calls.
 *
 * @public
 */
export interface DeclaredDependency {
  /** The entity, as the catalog names it. */
  entity: string;
  /** The words of the relation, e.g. `consumes API ratings`. */
  relation: string;
  /** Its Services in this cluster. */
  services: readonly { namespace: string; name: string }[];
}

/**
 * What a suggestion is made from: one component in one namespace of a cluster.
 *
 * @public
 */
export interface SidecarScopeInput {
  /** Name of the component, which names the Sidecar. */
  component: string;
  namespace: string;
  /** Labels that its workloads have and no others; absent where there are none such. */
  selector?: Record<string, string>;
  /** Its pods, and its machines with the labels of their workloads. */
  workloads: readonly KubernetesObject[];
  dependencies: readonly DeclaredDependency[];
  services: readonly KubernetesObject[];
  virtualServices: readonly KubernetesObject[];
  serviceEntries: readonly KubernetesObject[];
  authorizationPolicies: readonly KubernetesObject[];
  sidecars: readonly KubernetesObject[];
  /** Objects that were made for this component, e.g. by its egress gateway. */
  isOwn(object: KubernetesObject): boolean;
  rootNamespace: string;
  /** Of MeshConfig. */
  outboundTrafficPolicy?: string;
  /** Default `cluster.local`. */
  clusterDomain?: string;
}

/**
 * A Sidecar for a component, and why it is as it is.
 *
 * @public
 */
export interface SidecarSuggestion {
  sidecar: KubernetesObject;
  /** Each entry of `egress.hosts` and why it is there. */
  hosts: { host: string; why: string }[];
  /** What it calls, or may call, that nothing declares: it would not be known any more. */
  undeclared: {
    host: string;
    object: ResourceReference;
    why: string;
  }[];
  /** Sentences. */
  warnings: string[];
}
