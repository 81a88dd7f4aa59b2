import { ClusterFreshness } from './clusters';
import { ObjectReference } from './policies';
import { CreateMeshRequest } from './requests';

/** A Sidecar for a component in one namespace of a cluster, and why it is as it is. */
export interface SidecarScopeReport {
  cluster: string;
  namespace: string;
  /** The Sidecar as YAML. */
  yaml: string;
  /** Each of its hosts and why it is there. */
  hosts: { host: string; why: string }[];
  /** What is called, or may be, and nothing declares. */
  undeclared: { host: string; object: ObjectReference; why: string }[];
  warnings: string[];
  /** What asks for it. */
  request: CreateMeshRequest;
}

/** Answer of `GET /sidecar-scope`. */
export interface SidecarScopeAnswer {
  /** As the catalog names it. */
  entity: string;
  /** What the catalog declares that it calls, with the words of the relation. */
  declared: { entity: string; relation: string }[];
  items: SidecarScopeReport[];
  clusters: ClusterFreshness[];
  /** Why nothing is suggested in some place, as sentences. */
  notJudged: string[];
  /** True when the entity has no annotation that says which objects are its own. */
  missingAnnotation?: boolean;
}
