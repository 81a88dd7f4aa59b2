import { Finding } from '@meshport/istio';
import { identityOf } from './identity';
import { Judged } from './StagedAnalysis';

/** A finding over time. Times in milliseconds since 1970. */
export interface FindingRecord {
  id: string;
  finding: Finding;
  firstSeen: number;
  lastSeen: number;
  /** When it was judged to be gone. */
  resolved?: number;
}

/** How long what is resolved is told, in milliseconds: a week. */
const RESOLVED_MS = 7 * 24 * 3600 * 1000;
/** Most resolved findings that are kept; the oldest go first. */
const MOST_RESOLVED = 2_000;

/**
 * When findings came and went, in the memory of this process. What cannot be
 * judged any more is neither there nor resolved.
 */
export class FindingHistory {
  #open = new Map<string, FindingRecord>();
  /** Of before their analyzer could not judge any more. */
  #waiting = new Map<string, FindingRecord>();
  readonly #resolved = new Map<string, FindingRecord>();

  /**
   * Takes over what was found.
   *
   * @param clusters - those that were looked at; of others nothing is known
   */
  update(
    { findings, unjudged, suppressed }: Judged,
    clusters: ReadonlySet<string>,
    now: number,
  ): void {
    const before = new Map(
      [...this.#waiting, ...this.#open].filter(([, { finding }]) =>
        clusters.has(finding.resource.cluster ?? ''),
      ),
    );
    this.#open = new Map();
    this.#waiting = new Map();
    for (const finding of findings) {
      const id = identityOf(finding);
      const known = before.get(id);
      before.delete(id);
      this.#resolved.delete(id);
      this.#open.set(id, {
        id,
        finding,
        firstSeen: known?.firstSeen ?? now,
        lastSeen: now,
      });
    }
    const silent = new Set(
      unjudged.map(one => keyOf(one.analyzer, one.cluster)),
    );
    const hidden = new Set(suppressed.map(one => identityOf(one.finding)));
    for (const [id, record] of before) {
      const { analyzer, resource } = record.finding;
      if (
        silent.has(keyOf(analyzer, resource.cluster)) ||
        silent.has(keyOf(analyzer, undefined))
      ) {
        this.#waiting.set(id, record);
      } else if (!hidden.has(id)) {
        this.#resolved.set(id, { ...record, resolved: now });
      }
    }
    this.#forget(now);
  }

  open(): FindingRecord[] {
    return [...this.#open.values()];
  }

  /** The last that was resolved comes last. */
  resolved(): FindingRecord[] {
    return [...this.#resolved.values()];
  }

  get(id: string): FindingRecord | undefined {
    return this.#open.get(id) ?? this.#resolved.get(id);
  }

  #forget(now: number) {
    for (const [id, { resolved = 0 }] of this.#resolved) {
      if (
        this.#resolved.size <= MOST_RESOLVED &&
        now - resolved < RESOLVED_MS
      ) {
        return;
      }
      this.#resolved.delete(id);
    }
  }
}

function keyOf(analyzer: string, cluster: string | undefined): string {
  return JSON.stringify([analyzer, cluster ?? null]);
}
