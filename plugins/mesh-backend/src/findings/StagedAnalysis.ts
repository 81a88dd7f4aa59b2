import {
  ALL_ANALYZERS,
  AnalysisKind,
  Analyzer,
  ClusterView,
  Finding,
  FindingCollector,
  FLEET_ANALYZERS,
  FleetAnalyzer,
  partBySuppressions,
  SuppressedFinding,
  Suppression,
} from '@meshport/istio';
import { Turns } from '../clusters/Turns';
import { identityOf } from './identity';
import { FollowedSnapshot } from './snapshots';

/** An analyzer that could not judge, and why. */
export interface Unjudged {
  analyzer: string;
  /** Absent for what compares clusters. */
  cluster?: string;
  codes: readonly string[];
  reads: readonly AnalysisKind[];
  reasons: { cluster: string; text: string }[];
}

/** What an analysis found. */
export interface Judged {
  findings: Finding[];
  unjudged: Unjudged[];
  suppressed: SuppressedFinding[];
  /** How many analyzers had to run. */
  ran: number;
}

interface Judgement {
  revisions: string;
  /** By what tells findings apart. */
  findings: ReadonlyMap<string, Finding>;
  hidden: SuppressedFinding[];
  unjudged?: Unjudged;
}

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
      const unjudgedFor = (why: Unjudged['reasons']): Judgement => ({
        revisions,
        findings: new Map(),
        hidden: [],
        unjudged: {
          analyzer: analyzer.name,
          ...(cluster === undefined ? {} : { cluster }),
          codes: analyzer.codes,
          reads: analyzer.reads,
          reasons: why,
        },
      });
      if (reasons.length > 0) {
        judgements.set(key, unjudgedFor(reasons));
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
          unjudgedFor(
            of.map(one => ({
              cluster: one.cluster,
              text: 'It failed on what it read; the log of the backend says how.',
            })),
          ),
        );
        return;
      }
      judgements.set(key, { revisions, ...collector.result });
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

function reporter(
  { name }: Pick<Analyzer | FleetAnalyzer, 'name'>,
  collector: FindingCollector,
): Parameters<Analyzer['analyze']>[1] {
  return (code, resource, details = {}) =>
    collector.add(name, code, resource, details);
}

function revisionsOf(
  { reads, readsIfThere = [] }: Omit<Analyzer, 'analyze'>,
  snapshot: FollowedSnapshot,
  view: ClusterView,
): string {
  const kinds = [...reads, ...readsIfThere];
  const absent = kinds.filter(kind => snapshot.absent.has(kind));
  const unread = (['MeshConfig', 'MeshNetworks'] as const).map(kind =>
    kinds.includes(kind) ? snapshot.unreadable?.[kind] : undefined,
  );
  return [snapshot.cluster, view.revisions(kinds), absent, unread].join('\n');
}

/**
 * An analyzer is about the first kind that it reads: of one that the cluster
 * does not serve there is nothing to judge. That there are no objects of
 * another one is knowledge.
 */
function reasonsAgainst(
  { reads }: Omit<Analyzer, 'analyze'>,
  { cluster, kinds, unreadable = {}, absent }: FollowedSnapshot,
): Unjudged['reasons'] {
  const missing = reads.flatMap(kind => {
    const why = unreadable[kind];
    const isRead = kinds[kind] || /^Mesh(Config|Networks)$/.test(kind);
    if (why === undefined && isRead) {
      return [];
    }
    return [`${kind}: ${why ?? 'it was not read'}.`];
  });
  if (missing.length === 0 && reads.length > 0 && absent.has(reads[0])) {
    missing.push(
      `${reads[0]}: the cluster does not serve it (its definition, the CRD, is missing).`,
    );
  }
  return missing.map(text => ({ cluster, text: text.replace(/\.\.$/, '.') }));
}
