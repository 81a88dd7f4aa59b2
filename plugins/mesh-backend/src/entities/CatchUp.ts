import { ServiceUnavailableError } from '@backstage/errors';
import { kindCode, Revisions } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, WatchedKindName } from '../inventory';

/** How long a request waits for the watches, in milliseconds. */
const WAIT_MS = 2_000;
/**
 * How long a client is sent away with one and the same revision, in
 * milliseconds. An API server tells where it is once a minute (bookmarks), so
 * a revision that has not come by then is none of its history: the cluster was
 * restored, or the client made it up.
 */
const PATIENCE_MS = 90_000;
/** Revisions that are waited for at the same time. */
const MOST_WISHES = 1_000;

/** Kinds of a cluster that an answer needs. */
export interface NeededKinds {
  cluster: ClusterInventory;
  kinds: readonly WatchedKindName[];
}

interface Wish {
  name: string;
  cluster: ClusterInventory;
  kind: WatchedKindName;
  version: bigint;
}

/** Another replica has shown more than this one has seen. */
export class BehindError extends ServiceUnavailableError {
  name = 'ServiceUnavailableError' as const;
  /** When to ask again, in seconds. */
  readonly retryAfterSeconds = 2;
}

/**
 * Each replica of the backend has stores of its own, and one may hear of a
 * change later than another. A client says how far it was shown each cluster;
 * a replica that is not there yet waits a little for its watches, and else
 * refuses rather than show less.
 */
export class CatchUp {
  readonly #waitMs: number;
  readonly #patienceMs: number;
  readonly #refused = new Map<string, number>();

  constructor(options: { waitMs?: number; patienceMs?: number } = {}) {
    this.#waitMs = options.waitMs ?? WAIT_MS;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** Throws `BehindError` when the stores do not reach what was seen in time. */
  async reach(needed: NeededKinds[], seen: Revisions): Promise<void> {
    const wishes = needed.flatMap(({ cluster, kinds }) =>
      kinds
        .map(kind => wishFor(cluster, kind, seen))
        .filter(wish => wish !== undefined),
    );
    const missing = wishes.filter(wish => !this.#isGivenUp(wish));
    if (missing.length === 0) {
      return;
    }
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), this.#waitMs);
    await Promise.all(
      missing.map(({ cluster, kind, version }) =>
        cluster.position(kind).whenCovered(version, limit.signal),
      ),
    );
    clearTimeout(timer);
    const behind = missing.filter(isMissing);
    if (behind.length > 0) {
      behind.forEach(wish => this.#note(wish));
      const [{ cluster, kind }] = behind;
      throw new BehindError(
        `this replica of the mesh backend has not yet seen what you were shown of ${kind} in cluster '${cluster.details.name}'; ask again in a moment`,
      );
    }
  }

  #isGivenUp({ name }: Wish): boolean {
    const since = this.#refused.get(name);
    return since !== undefined && Date.now() - since >= this.#patienceMs;
  }

  #note({ name }: Wish) {
    if (this.#refused.has(name)) {
      return;
    }
    this.#refused.set(name, Date.now());
    if (this.#refused.size > MOST_WISHES) {
      const [oldest] = this.#refused.keys();
      this.#refused.delete(oldest);
    }
  }
}

function wishFor(
  cluster: ClusterInventory,
  kind: WatchedKindName,
  seen: Revisions,
): Wish | undefined {
  const version = seen.get(cluster.details.name)?.get(kindCode(kind));
  if (version === undefined) {
    return undefined;
  }
  const name = `${cluster.details.name} ${kind} ${version}`;
  const wish = { name, cluster, kind, version };
  return isMissing(wish) ? wish : undefined;
}

/** Where nothing is known, the answer says so, and shows nothing old. */
function isMissing({ cluster, kind, version }: Wish): boolean {
  const { state } = cluster.status(kind);
  return (
    state !== 'Forbidden' &&
    state !== 'NotServed' &&
    cluster.freshness([kind]).state !== 'unreachable' &&
    !cluster.position(kind).covers(version)
  );
}
