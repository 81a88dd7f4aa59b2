import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';

/** What Istio's ID of a cluster is learned from. */
const ISTIO_ID_KINDS = ['Pod', 'MutatingWebhookConfiguration'] as const;

/** What was read of one cluster, as it was then. */
interface ClusterReads {
  /** Which ClusterInventory it was: a cluster that is connected anew is another. 0 for none. */
  incarnation: number;
  /** Its description is another object once it changes. */
  details?: MeshClusterDetails;
  stores: Map<WatchedKindName, number>;
  statuses: Map<WatchedKindName, string>;
  /** Set once it was read; null for none. */
  kubernetesVersion?: string | null;
  /** Other parts of a ClusterInventory that tell their revision, by name. */
  parts: Map<string | symbol, number>;
}

const incarnations = new WeakMap<ClusterInventory, number>();
let lastIncarnation = 0;

function incarnationOf(cluster: ClusterInventory | undefined): number {
  if (!cluster) {
    return 0;
  }
  let incarnation = incarnations.get(cluster);
  if (incarnation === undefined) {
    lastIncarnation += 1;
    incarnation = lastIncarnation;
    incarnations.set(cluster, incarnation);
  }
  return incarnation;
}

/**
 * Hands out an inventory and notes what is read of it, so that an answer can
 * be kept for exactly as long as it would be the same. What it cannot note it
 * hands out all the same, and then nothing is kept: an answer is never stale
 * because somebody forgot to declare an input.
 *
 * It keeps no reference to a cluster, which may be gone before the answer.
 */
export class ReadRecord {
  readonly #inventory: Inventory;
  readonly #reads = new Map<string, ClusterReads>();
  readonly #followed = new Map<string, ClusterInventory>();
  /** Support ends with a day. */
  readonly #day = today();
  #names: string | undefined;
  #isComplete = true;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** The inventory; what is read of it is noted. */
  inventory(): Inventory {
    return new Proxy(this.#inventory, {
      get: (target, property) => {
        switch (property) {
          case 'cluster':
            return (name: string) => this.#cluster(name);
          case 'clusters':
            return () => this.clusters();
          default:
            return this.#unnoted(target, property);
        }
      },
    });
  }

  /** All clusters; what is read of them is noted. */
  clusters(): ClusterInventory[] {
    this.#names = namesOf(this.#inventory);
    return this.#inventory
      .clusters()
      .map(({ details: { name } }) => this.#cluster(name)!);
  }

  /** Whether reading the same now would give the same. */
  holds(): boolean {
    return (
      this.#isComplete &&
      this.#day === today() &&
      (this.#names === undefined || this.#names === namesOf(this.#inventory)) &&
      [...this.#reads].every(([name, reads]) =>
        stillHolds(reads, this.#inventory.cluster(name)),
      )
    );
  }

  /** The kinds that were read, by cluster. */
  kinds(): Map<string, WatchedKindName[]> {
    return new Map(
      [...this.#reads].map(([name, { stores, statuses }]) => [
        name,
        [...new Set([...stores.keys(), ...statuses.keys()])],
      ]),
    );
  }

  /** Nothing more is read: lets go of the clusters. */
  close(): void {
    this.#followed.clear();
  }

  #cluster(name: string): ClusterInventory | undefined {
    const cluster = this.#inventory.cluster(name);
    const reads = this.#readsOf(name, cluster);
    if (!cluster) {
      return undefined;
    }
    let followed = this.#followed.get(name);
    if (!followed) {
      followed = this.#follow(cluster, reads);
      this.#followed.set(name, followed);
    }
    return followed;
  }

  #readsOf(name: string, cluster: ClusterInventory | undefined): ClusterReads {
    let reads = this.#reads.get(name);
    if (!reads) {
      reads = {
        incarnation: incarnationOf(cluster),
        details: cluster?.details,
        stores: new Map(),
        statuses: new Map(),
        parts: new Map(),
      };
      this.#reads.set(name, reads);
    }
    return reads;
  }

  #follow(cluster: ClusterInventory, reads: ClusterReads): ClusterInventory {
    return new Proxy(cluster, {
      get: (target, property) => {
        switch (property) {
          case 'details':
            return target.details;
          case 'kubernetesVersion':
            reads.kubernetesVersion = target.kubernetesVersion ?? null;
            return target.kubernetesVersion;
          case 'store':
            return (kind: WatchedKindName) => {
              const store = target.store(kind);
              reads.stores.set(kind, store.revision);
              return store;
            };
          case 'istioId':
            for (const kind of ISTIO_ID_KINDS) {
              reads.stores.set(kind, target.store(kind).revision);
            }
            return target.istioId;
          case 'status':
            return (kind: WatchedKindName) => {
              reads.statuses.set(kind, stateOf(target, kind));
              return target.status(kind);
            };
          default: {
            const revision = revisionOf(target, property);
            if (revision === undefined) {
              return this.#unnoted(target, property);
            }
            // What proxies say of themselves is read together with what runs them.
            for (const kind of ['Pod', 'WorkloadEntry'] as const) {
              reads.stores.set(kind, target.store(kind).revision);
            }
            reads.parts.set(property, revision);
            return Reflect.get(target, property, target);
          }
        }
      },
    });
  }

  #unnoted(target: object, property: string | symbol): unknown {
    this.#isComplete = false;
    const value = Reflect.get(target, property, target);
    return typeof value === 'function' ? value.bind(target) : value;
  }
}

function stillHolds(
  {
    incarnation,
    details,
    stores,
    statuses,
    kubernetesVersion,
    parts,
  }: ClusterReads,
  cluster: ClusterInventory | undefined,
): boolean {
  if (incarnationOf(cluster) !== incarnation || cluster?.details !== details) {
    return false;
  }
  return (
    !cluster ||
    ((kubernetesVersion === undefined ||
      kubernetesVersion === (cluster.kubernetesVersion ?? null)) &&
      [...stores].every(
        ([kind, revision]) => cluster.store(kind).revision === revision,
      ) &&
      [...statuses].every(
        ([kind, state]) => stateOf(cluster, kind) === state,
      ) &&
      [...parts].every(
        ([part, revision]) => revisionOf(cluster, part) === revision,
      ))
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The `revision` of a part of a cluster's inventory, if it tells one. */
function revisionOf(
  cluster: ClusterInventory,
  part: string | symbol,
): number | undefined {
  const value = Reflect.get(cluster, part, cluster) as
    | { revision?: unknown }
    | undefined;
  return typeof value?.revision === 'number' ? value.revision : undefined;
}

/** What views conclude from: times and counts are not among it. */
function stateOf(cluster: ClusterInventory, kind: WatchedKindName): string {
  const { state, listed } = cluster.status(kind);
  return `${state} ${listed}`;
}

function namesOf(inventory: Inventory): string {
  return inventory
    .clusters()
    .map(({ details: { name } }) => name)
    .join();
}
