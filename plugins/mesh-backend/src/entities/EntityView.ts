import { AnswerPage } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { EntityObjects } from './selectObjects';

/** One cluster as a view judges it. */
export interface ViewContext {
  inventory: Inventory;
  cluster: ClusterInventory;
  /** The entity's objects in namespaces that the caller may read. */
  objects: EntityObjects;
  /** Whether the caller may read a namespace of a cluster. */
  mayReadNamespace(cluster: string, namespace: string): boolean;
  /** Whether the caller may read a cluster. */
  mayReadCluster(cluster: string): boolean;
}

/**
 * One question about an entity. Its verdict is made from the whole store; of
 * what the caller may not read it names nothing.
 */
export interface EntityView<T> {
  /** Name in the route and in the audit log, e.g. `virtual-machines`. */
  name: string;
  /** Kinds that the verdict rests on; their failures are told beside it. */
  inputs: readonly WatchedKindName[];
  /** The same, of the cluster whose control plane serves this one: itself or its primary. */
  controlPlaneInputs: readonly WatchedKindName[];
  judge(context: ViewContext): T[];
  /** For lists that can be long. */
  paging?: Paging<T>;
}

/** How a long list is searched and cut into pages. */
export interface Paging<T> {
  /**
   * Reads the query of a request into plain data.
   *
   * @throws `InputError` that names the parameter
   */
  read(query: Record<string, unknown>): object;
  /** Gets all items once, then answers for every page that is asked for. */
  prepare(items: T[]): (request: object) => { items: T[]; page: AnswerPage };
}
