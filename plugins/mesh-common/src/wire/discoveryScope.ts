import { ClusterFreshness } from './clusters';
import { ObjectReference } from './policies';

/** A label selector as MeshConfig has it. */
export interface DiscoverySelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** A change of a namespace's labels; `null` takes a label away. */
export interface DiscoveryLabelChange {
  namespace: string;
  labels: Record<string, string | null>;
}

/** Body of `POST /discovery-scope/simulate`. */
export interface DiscoverySimulation {
  cluster: string;
  /** Default: those of now. */
  selectors?: DiscoverySelector[];
  /** Labels that namespaces would have then. */
  changes?: DiscoveryLabelChange[];
}

/** A namespace under the selectors of now, and under those that are tried. */
export interface DiscoveryNamespace {
  name: string;
  labels: Record<string, string>;
  now: boolean;
  then: boolean;
  services: string[];
  pods: { inMesh: number; outside: number };
  machines: number;
  /** How many objects of Istio's and the Gateway API lie in it, by kind. */
  configuration: Record<string, number>;
  /** Whether the ConfigMap of the mesh's roots is kept there. */
  rootCertificate: boolean;
}

/** An object that names what is not discovered. */
export interface DiscoveryMissing {
  object: ObjectReference;
  name: string;
  why: string;
}

/** What istiod watches of a cluster, now or under other selectors. */
export interface DiscoveryScope {
  cluster: string;
  clusters: ClusterFreshness[];
  /** Set where it is not known; then the rest is empty. */
  notJudged?: string;
  /** Selectors of now; empty: every namespace. */
  selectors: DiscoverySelector[];
  /** Where MeshConfig says so. */
  source?: ObjectReference;
  /** What is wrong with the selectors of now: istiod ignores the whole list then. */
  invalid: string[];
  /** Those that are tried; absent in the answer of what is. */
  proposed?: DiscoverySelector[];
  namespaces: DiscoveryNamespace[];
  joins: string[];
  leaves: string[];
  missing: DiscoveryMissing[];
  warnings: string[];
  /** How many namespaces the caller may not read; they are in none of the lists. */
  withheld: number;
  /** Keys of labels that may be asked for (kind `discovery-labels`). */
  labelKeys: string[];
}
