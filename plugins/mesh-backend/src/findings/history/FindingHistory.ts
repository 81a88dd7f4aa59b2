import { identityOf } from '../identity';
import { Judged, Unjudged } from '../judgement';
import { FindingRecord, HiddenRecord } from './FindingRecord';

/** Most resolved findings that are told; the oldest go first. */
const MOST_RESOLVED = 5_000;
/**
 * How long after a start what was found before is not taken for gone, in
 * milliseconds: another replica may have seen it a moment ago.
 */
const SETTLE_MS = 10_000;

interface Known<R extends FindingRecord = FindingRecord> {
  record: R;
  /** Whether its row is written, or about to be. */
  isStored: boolean;
  /** When it may be taken for gone at the earliest. */
  notBefore?: number;
}

/**
 * When findings came and went, as this process and the rows of all replicas
 * tell. What cannot be judged any more is neither there nor resolved.
 */
export class FindingHistory {
  #open = new Map<string, Known>();
  /** Of before that are not judged now, and those of a start. */
  #waiting = new Map<string, Known>();
  #hidden = new Map<string, Known<HiddenRecord>>();
  #resolved = new Map<string, FindingRecord>();
  #clusters: ReadonlySet<string> = new Set();
  #silent: ReadonlySet<string> = new Set();
  /** What came and went and is not written yet, in that order. */
  readonly #unwritten: FindingRecord[] = [];

  constructor(private readonly retentionMs: number) {}

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
    const before = new Map([...this.#waiting, ...this.#hidden, ...this.#open]);
    this.#clusters = clusters;
    this.#silent = silentOf(unjudged);
    this.#open = new Map();
    this.#hidden = new Map();
    this.#waiting = new Map();
    for (const finding of findings) {
      const id = identityOf(finding);
      const known = before.get(id);
      before.delete(id);
      this.#resolved.delete(id);
      const firstSeen = known?.record.firstSeen ?? now;
      const record = { id, finding, firstSeen, lastSeen: now };
      this.#open.set(id, { record, isStored: true });
      if (!known?.isStored) {
        this.#unwritten.push(record);
      }
    }
    for (const { finding, by, until } of suppressed) {
      const id = identityOf(finding);
      const known = before.get(id);
      before.delete(id);
      const firstSeen = known?.record.firstSeen ?? now;
      const record = { id, finding, firstSeen, lastSeen: now, by, until };
      this.#hidden.set(id, { record, isStored: known?.isStored ?? false });
    }
    for (const [id, known] of before) {
      const { record, notBefore = 0 } = known;
      if (!this.#isJudged(record) || notBefore > now) {
        this.#waiting.set(id, known);
      } else {
        this.#resolve(known, now);
      }
    }
  }

  /** Takes over what was written before this process began. */
  load(rows: readonly FindingRecord[], now: number): void {
    this.#adoptAll(rows, now + SETTLE_MS);
  }

  /** Takes over what is written now: the times of all replicas. */
  adopt(rows: readonly FindingRecord[]): void {
    // Whoever found it tells when it is gone.
    this.#adoptAll(rows, Infinity);
  }

  /** Looks after what only time changes. */
  tidy(now: number): void {
    for (const [id, known] of this.#waiting) {
      const { notBefore, record } = known;
      if (
        notBefore !== undefined &&
        notBefore <= now &&
        this.#isJudged(record)
      ) {
        this.#waiting.delete(id);
        this.#resolve(known, now);
      }
    }
    const kept = this.resolved().filter(
      ({ resolved = 0 }) => now - resolved < this.retentionMs,
    );
    if (kept.length < this.#resolved.size || kept.length > MOST_RESOLVED) {
      this.#resolved = new Map(
        kept.slice(-MOST_RESOLVED).map(one => [one.id, one]),
      );
    }
  }

  open(): FindingRecord[] {
    return [...this.#open.values()].map(({ record }) => record);
  }

  /** The last that was resolved comes last. */
  resolved(): FindingRecord[] {
    return [...this.#resolved.values()].sort(
      (a, b) => (a.resolved ?? 0) - (b.resolved ?? 0),
    );
  }

  /** What an annotation or the configuration hides. */
  hidden(): HiddenRecord[] {
    return [...this.#hidden.values()].map(({ record }) => record);
  }

  get(id: string): FindingRecord | HiddenRecord | undefined {
    return (
      this.#open.get(id)?.record ??
      this.#hidden.get(id)?.record ??
      this.#resolved.get(id)
    );
  }

  /** What came and went and is not written yet; stays until `written`. */
  get unwritten(): readonly FindingRecord[] {
    return this.#unwritten;
  }

  /** The first ones of `unwritten` are written. */
  written(count: number): void {
    this.#unwritten.splice(0, count);
  }

  #resolve({ record, isStored }: Known, now: number): void {
    const { id, finding, firstSeen, lastSeen } = record;
    if (!isStored) {
      // It was hidden from the start, so nobody saw it come.
      return;
    }
    const gone = { id, finding, firstSeen, lastSeen, resolved: now };
    this.#resolved.set(id, gone);
    this.#unwritten.push(gone);
  }

  #adoptAll(rows: readonly FindingRecord[], notBefore: number): void {
    for (const row of rows) {
      if (row.resolved === undefined) {
        this.#adoptOpen(row, notBefore);
      } else {
        this.#adoptResolved(row);
      }
    }
  }

  #adoptOpen(row: FindingRecord, notBefore: number): void {
    const { id, firstSeen } = row;
    const known =
      this.#open.get(id) ?? this.#waiting.get(id) ?? this.#hidden.get(id);
    if (known) {
      const { record } = known;
      known.isStored = true;
      // Records are replaced, not changed: an answer may be made of them.
      known.record = {
        ...record,
        firstSeen: Math.min(record.firstSeen, firstSeen),
      };
    } else if ((this.#resolved.get(id)?.resolved ?? -1) < firstSeen) {
      this.#waiting.set(id, { record: row, isStored: true, notBefore });
    }
  }

  #adoptResolved(row: FindingRecord): void {
    if (!this.#open.has(row.id)) {
      this.#waiting.delete(row.id);
      this.#resolved.set(row.id, row);
    }
  }

  /** Whether the last look would have found it. */
  #isJudged({ finding: { analyzer, resource } }: FindingRecord): boolean {
    const { cluster } = resource;
    return (
      this.#clusters.has(cluster ?? '') &&
      !this.#silent.has(keyOf(analyzer, cluster)) &&
      !this.#silent.has(keyOf(analyzer, undefined))
    );
  }
}

function silentOf(unjudged: readonly Unjudged[]): Set<string> {
  return new Set(
    unjudged
      .filter(one => !one.partly)
      .map(one => keyOf(one.analyzer, one.cluster)),
  );
}

function keyOf(analyzer: string, cluster: string | undefined): string {
  return JSON.stringify([analyzer, cluster ?? null]);
}
