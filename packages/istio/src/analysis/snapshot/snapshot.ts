import { KubernetesObject } from '../../resources';
import { AnalysisKind } from './kinds';
import { ObjectSource } from './Resource';

/**
 * The objects of one kind.
 *
 * @public
 */
export interface KindSnapshot {
  /**
   * Changes when the objects do. Two snapshots of a cluster with the same
   * revision of a kind hold the same objects of it.
   */
  revision: string | number;
  objects: readonly KubernetesObject[];
}

/**
 * What is known of one cluster. A kind that is neither in `kinds` nor in
 * `unreadable` counts as not read.
 *
 * @public
 */
export interface ClusterSnapshot {
  /** Undefined for files that are not laid over a cluster. */
  cluster?: string;
  kinds: Partial<Record<AnalysisKind, KindSnapshot>>;
  /** Why a kind could not be read, as the end of a sentence. */
  unreadable?: Partial<Record<AnalysisKind, string>>;
  /** The mesh's configuration, as YAML; undefined for Istio's defaults. */
  meshConfig?: string;
  /** The networks of the mesh, as YAML. */
  meshNetworks?: string;
  /** Where objects that were read from files stand. */
  sources?: ReadonlyMap<KubernetesObject, ObjectSource>;
  /** The namespace of the control plane; `istio-system` unless given. */
  istioNamespace?: string;
}

/** Namespaces that are Kubernetes' own, which Istio leaves alone. */
export const IGNORED_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);
