import {
  ALL_ANALYZERS,
  Analyzer,
  ClusterView,
  Finding,
  FindingCollector,
  FLEET_ANALYZERS,
  partBySuppressions,
  SuppressedFinding,
  Suppression,
} from '@meshport/istio';
import { Turns } from '../clusters/Turns';
import { identityOf } from './identity';
import {
  gapsOf,
  Judged,
  Judgement,
  reasonsAgainst,
  reporter,
  revisionsOf,
  Unjudged,
} from './judgement';
import { FollowedSnapshot } from './snapshots';

/** Objects that are read at once: a few milliseconds. */
const READ_AT_ONCE = 100;

/**
 * Analyses clusters again and again, a few milliseconds at a time. Only
 * analyzers of which a kind that they read has changed run again. One run at a
 * time: whoever calls waits for the one before.
 */
export class StagedAnalysis {
  readonly #views = new Map<string, ClusterView>();
  readonly #read = new Map<string, string>();
  readonly #suppressions: readonly Suppression[];
  readonly #now: () => Date;
  readonly #onFailure: (analyzer: string, error: Error) => void;
  readonly #turns = new Turns();
  #kept = new Map<string, Judgement>();

  constructor(options: {
    suppressions?: readonly Suppression[];
    now?: () => Date;
    /** Called when an analyzer throws: that is a defect of it. */
    onFailure: (analyzer: string, error: Error) => void;
  }) {
    this.#suppressions = options.suppressions ?? [];
    this.#onFailure = options.onFailure;
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Analyses the clusters as they are in the snapshots.
   *
   * @param keep - false for what is only imagined: the next run goes on from
   * the run before it
   */
  async run(
    snapshots: readonly FollowedSnapshot[],
    { keep }: { keep: boolean },
  ): Promise<Judged> {
    const now = this.#now();
    const views = new Map(
      snapshots.map(one => [one, this.#viewOf(one, now)] as const),
    );
    if (keep) {
      this.#forgetOthers(snapshots);
    }
    const judgements = new Map<string, Judgement>();
    let ran = 0;
    const judge = async (
      analyzer: Omit<Analyzer, 'analyze'>,
      of: readonly FollowedSnapshot[],
      analyze: (collector: FindingCollector) => void,
      cluster?: string,
    ) => {
      const key = JSON.stringify([analyzer.name, cluster ?? null]);
      const revisions = of
        .map(one => revisionsOf(analyzer, one, views.get(one)!))
        .join('\n\n');
      const known = this.#kept.get(key);
      if (known?.revisions === revisions && !analyzer.expires) {
        judgements.set(key, known);
        return;
      }
      const reasons = of.flatMap(one => reasonsAgainst(analyzer, one));
      const unjudged = (why: Unjudged['reasons']): Unjudged => ({
        analyzer: analyzer.name,
        ...(cluster === undefined ? {} : { cluster }),
        codes: analyzer.codes,
        reads: analyzer.reads,
        reasons: why,
      });
      const nothing = (why: Unjudged['reasons']): Judgement => ({
        revisions,
        findings: new Map(),
        hidden: [],
        unjudged: unjudged(why),
      });
      if (reasons.length > 0) {
        judgements.set(key, nothing(reasons));
        return;
      }
      ran += 1;
      await this.#readFirst(analyzer, of, views);
      const collector = new FindingCollector();
      try {
        await this.#turns.run(() => analyze(collector));
        // Those of a whole fleet are too many to be named in one go later.
        await this.#turns.run(() =>
          collector.result.findings.forEach(identityOf),
        );
      } catch (error) {
        this.#onFailure(analyzer.name, error as Error);
        judgements.set(
          key,
          nothing(
            of.map(one => ({
              cluster: one.cluster,
              text: 'It failed on what it read; the log of the backend says how.',
            })),
          ),
        );
        return;
      }
      const gaps = of.flatMap(one => gapsOf(analyzer, one));
      judgements.set(key, {
        revisions,
        ...collector.result,
        ...(gaps.length > 0
          ? { unjudged: { ...unjudged(gaps), partly: true } }
          : {}),
      });
    };
    for (const snapshot of snapshots) {
      const view = views.get(snapshot)!;
      for (const analyzer of ALL_ANALYZERS.filter(one => !one.onRequest)) {
        await judge(
          analyzer,
          [snapshot],
          collector => analyzer.analyze(view, reporter(analyzer, collector)),
          snapshot.cluster,
        );
      }
    }
    for (const analyzer of FLEET_ANALYZERS) {
      await judge(analyzer, snapshots, collector =>
        analyzer.analyze(
          snapshots.map(one => views.get(one)!),
          reporter(analyzer, collector),
        ),
      );
    }
    if (keep) {
      this.#kept = judgements;
    }
    return this.#turns.run(() => this.#result(judgements, ran, now));
  }

  #viewOf(snapshot: FollowedSnapshot, now: Date): ClusterView {
    const known = this.#views.get(snapshot.cluster);
    if (known) {
      known.advance(snapshot, now);
      return known;
    }
    const made = new ClusterView(snapshot, now);
    this.#views.set(snapshot.cluster, made);
    return made;
  }

  #forgetOthers(snapshots: readonly FollowedSnapshot[]) {
    const names = new Set(snapshots.map(({ cluster }) => cluster));
    for (const name of this.#views.keys()) {
      if (!names.has(name)) {
        this.#views.delete(name);
      }
    }
    for (const key of this.#read.keys()) {
      if (!names.has(key.slice(key.indexOf(' ') + 1))) {
        this.#read.delete(key);
      }
    }
  }

  /** Objects are read when they are first looked at: thousands take long. */
  async #readFirst(
    { reads, readsIfThere = [] }: Omit<Analyzer, 'analyze'>,
    snapshots: readonly FollowedSnapshot[],
    views: ReadonlyMap<FollowedSnapshot, ClusterView>,
  ) {
    for (const snapshot of snapshots) {
      for (const kind of [...reads, ...readsIfThere]) {
        const state = String(snapshot.kinds[kind]?.revision);
        const key = `${kind} ${snapshot.cluster}`;
        if (!snapshot.kinds[kind] || this.#read.get(key) === state) {
          continue;
        }
        const all = await this.#turns.run(() =>
          views.get(snapshot)!.everything(kind),
        );
        for (let at = 0; at < all.length; at += READ_AT_ONCE) {
          await this.#turns.run(() => {
            for (const one of all.slice(at, at + READ_AT_ONCE)) {
              // Reads it.
              void one.readable;
            }
          });
        }
        this.#read.set(key, state);
      }
    }
  }

  #result(
    judgements: ReadonlyMap<string, Judgement>,
    ran: number,
    now: Date,
  ): Judged {
    const found = new Map<string, Finding>();
    const unjudged: Unjudged[] = [];
    const suppressed: SuppressedFinding[] = [];
    for (const one of judgements.values()) {
      one.findings.forEach((finding, key) => found.set(key, finding));
      suppressed.push(...one.hidden);
      if (one.unjudged) {
        unjudged.push(one.unjudged);
      }
    }
    const findings = [...found.values()];
    if (this.#suppressions.length === 0) {
      return { findings, unjudged, suppressed, ran };
    }
    const { seen, hidden } = partBySuppressions(
      findings,
      this.#suppressions,
      now,
    );
    return {
      findings: seen,
      unjudged,
      suppressed: [...suppressed, ...hidden],
      ran,
    };
  }
}
