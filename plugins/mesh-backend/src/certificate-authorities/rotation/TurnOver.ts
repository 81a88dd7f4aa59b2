import { RootChangeLaggard } from '@meshport/backstage-plugin-mesh-common';
import { ProxySecrets } from '../controlPlane/ProxySecrets';
import { Gate, isThrough } from './gates';
import { MeshProxies, MeshProxy } from './meshProxies';
import { whyNeverAsked, whyNotAsked } from './notAsked';

/** How many are asked at once. */
const AT_ONCE = 8;
/** How long a look may take before it is gone on with later, in milliseconds. */
const BUDGET_MS = 20_000;
/** Most of those who have not turned over that are told. */
const MOST_LAGGARDS = 200;
/** How often one that has not turned over is asked, in milliseconds. */
const ASK_AGAIN_MS = { least: 3_000, most: 300_000 };
/** Until a port that was refused is tried again, in milliseconds. */
const REFUSED_AGAIN_MS = 120_000;
/** Clocks of clusters and of the portal may differ by this, in milliseconds. */
const CLOCKS_MS = 10_000;

/** Who has turned over, as far as it is known. */
export interface TurnOverLook {
  /** Milliseconds since 1970. */
  at: number;
  done: number;
  total: number;
  /** Of whom it is not seen. */
  unknown: number;
  laggards: RootChangeLaggard[];
  /** Milliseconds since 1970: when it is over at the latest, if it is a question of time alone. */
  doneBy?: number;
  /** Whether the next stage may be written. */
  complete: boolean;
  /** Why not everybody is known, as a sentence. */
  note?: string;
}

/** What is known of one proxy. */
interface Known {
  verdict: 'yes' | 'no' | 'unknown';
  askAt: number;
  /** When its certificate ends. */
  ends?: number;
  why: string;
}

/** Asks one proxy for the secrets that it uses; throws what the way to it says. */
export type AskProxy = (
  proxy: MeshProxy,
  signal: AbortSignal,
) => Promise<ProxySecrets>;

/**
 * Watches the proxies of a control plane turn over. What was seen is kept in
 * memory for one gate: whoever is through stays through as long as istiod
 * serves the same.
 */
export class TurnOver {
  readonly #ask: AskProxy;
  readonly #now: () => number;
  #gate = '';
  #known = new Map<string, Known>();

  constructor(options: { ask: AskProxy; now?: () => number }) {
    this.#ask = options.ask;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Looks at those whom it is time to look at.
   *
   * @param options - `gateId`: another one forgets what was seen; `servedAt`:
   * since when every istiod serves the stage
   */
  async look(
    gate: Gate,
    { proxies, unknown, longestMs }: MeshProxies,
    options: { gateId: string; servedAt: number; signal: AbortSignal },
  ): Promise<TurnOverLook> {
    const { gateId, servedAt, signal } = options;
    if (this.#gate !== gateId) {
      this.#gate = gateId;
      this.#known = new Map();
    }
    this.#forgetOthers(proxies);
    await this.#askThose(gate, proxies, signal);
    const now = this.#now();
    const waiting = proxies.filter(
      proxy => !this.#isOver(proxy, servedAt, now),
    );
    const laggards = waiting.map(proxy => this.#laggard(proxy, servedAt, gate));
    const allKnownAt = servedAt + longestMs + CLOCKS_MS;
    const isAllKnown = unknown === undefined || now >= allKnownAt;
    const by = Math.max(
      ...waiting.map(proxy => servedAt + proxy.lifeMs + CLOCKS_MS),
      isAllKnown ? 0 : allKnownAt,
    );
    return {
      at: now,
      done: proxies.length - waiting.length,
      total: proxies.length,
      unknown: laggards.filter(({ turned }) => turned === 'unknown').length,
      laggards: laggards.slice(0, MOST_LAGGARDS),
      ...(by > 0 ? { doneBy: by } : {}),
      complete: waiting.length === 0 && isAllKnown,
      ...(isAllKnown
        ? {}
        : {
            note: `${unknown} So the longest life of a certificate is waited for.`,
          }),
    };
  }

  /** Seen to be through, made after all istiods served it, or unseen for a whole life. */
  #isOver(proxy: MeshProxy, servedAt: number, now: number): boolean {
    const verdict = this.#known.get(proxy.key)?.verdict ?? 'unknown';
    if (verdict !== 'unknown') {
      return verdict === 'yes';
    }
    const isNew =
      proxy.createdAt !== undefined && proxy.createdAt > servedAt + CLOCKS_MS;
    return isNew || now >= servedAt + proxy.lifeMs + CLOCKS_MS;
  }

  #laggard(proxy: MeshProxy, servedAt: number, gate: Gate): RootChangeLaggard {
    const { key, kind, namespace, name, workload, lifeMs } = proxy;
    const known = this.#known.get(key);
    const by = known?.ends ?? servedAt + lifeMs + CLOCKS_MS;
    const turned = known?.verdict === 'no' ? 'no' : 'unknown';
    const isLate = turned === 'no' && by < this.#now();
    const late = `It should have asked for another certificate by ${timeOf(
      by,
    )}: ${workload ? `restart ${workload}` : 'restart its agent'}.`;
    const soon = `It turns over with its next certificate, by ${timeOf(
      by,
    )} at the latest${workload ? ', or at once when it is restarted' : ''}.`;
    return {
      kind,
      namespace,
      name,
      ...(workload ? { workload } : {}),
      turned,
      by: timeOf(by),
      why:
        turned === 'no'
          ? `It does not yet ${gate.words}. ${isLate ? late : soon}`
          : `${known?.why ?? whyNeverAsked(proxy)} ${soon}`,
    };
  }

  #forgetOthers(proxies: readonly MeshProxy[]): void {
    const keys = new Set(proxies.map(({ key }) => key));
    for (const key of this.#known.keys()) {
      if (!keys.has(key)) {
        this.#known.delete(key);
      }
    }
  }

  async #askThose(
    gate: Gate,
    proxies: readonly MeshProxy[],
    signal: AbortSignal,
  ): Promise<void> {
    const until = this.#now() + BUDGET_MS;
    const due = proxies.filter(
      ({ key, isAskable }) =>
        isAskable &&
        this.#known.get(key)?.verdict !== 'yes' &&
        (this.#known.get(key)?.askAt ?? 0) <= this.#now(),
    );
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (due.length && this.#now() < until && !signal.aborted) {
        const proxy = due.shift()!;
        this.#known.set(proxy.key, await this.#judge(gate, proxy, signal));
      }
    });
    await Promise.all(workers);
    signal.throwIfAborted();
  }

  async #judge(
    gate: Gate,
    proxy: MeshProxy,
    signal: AbortSignal,
  ): Promise<Known> {
    const now = this.#now();
    try {
      const secrets = await this.#ask(proxy, signal);
      const through = isThrough(gate, secrets);
      const ends = secrets.leaf?.notAfter;
      return {
        verdict: verdictOf(through),
        askAt: now + pauseOf(secrets.leaf, now),
        ...(ends === undefined ? {} : { ends }),
        why: 'Its proxy holds no certificate yet that would tell.',
      };
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      return {
        verdict: 'unknown',
        askAt: now + REFUSED_AGAIN_MS,
        why: whyNotAsked(proxy, error),
      };
    }
  }
}

function verdictOf(through: boolean | undefined): Known['verdict'] {
  if (through === undefined) {
    return 'unknown';
  }
  return through ? 'yes' : 'no';
}

/** Often near the time when it asks for its next certificate (half of the life), seldom before. */
function pauseOf(leaf: ProxySecrets['leaf'], now: number): number {
  if (!leaf) {
    return ASK_AGAIN_MS.least;
  }
  // istiod dates certificates back by two minutes.
  const issued = Math.min(leaf.notBefore + 120_000, leaf.notAfter);
  const renewal = leaf.notAfter - (leaf.notAfter - issued) / 2;
  const until = renewal - now;
  return Math.min(Math.max(until / 4, ASK_AGAIN_MS.least), ASK_AGAIN_MS.most);
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
