import { ALL_ANALYZERS, FLEET_ANALYZERS } from './analyzers';
import { Analyzer, FleetAnalyzer, Report } from './Analyzer';
import { FindingCollector } from './findingOf';
import { inOrder } from './order';
import { partBySuppressions, Suppression } from './suppression';
import { ClusterView } from '../snapshot/ClusterView';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterSnapshot } from '../snapshot/snapshot';
import {
  AnalysisResult,
  Finding,
  SkippedAnalyzer,
  SuppressedFinding,
} from '../types';

/**
 * What to analyse with.
 *
 * @public
 */
export interface AnalysisOptions {
  /** Names of the analyzers to run; all that run by default unless given. */
  analyzers?: readonly string[];
  /**
   * Names of analyzers, or codes, that are judged on request only, and that are
   * requested: `KIA1301`, `IST0136`.
   */
  include?: readonly string[];
  suppressions?: readonly Suppression[];
  /** Now, for what expires; of the clock unless given. */
  now?: () => Date;
}

interface Judgement {
  revisions: string;
  /** By what tells findings apart. */
  findings: ReadonlyMap<string, Finding>;
  hidden: SuppressedFinding[];
  skipped?: SkippedAnalyzer;
}

/**
 * Analyses clusters again and again. Only analyzers of which a kind that they
 * read has changed run again.
 *
 * @public
 */
export class AnalysisSession {
  readonly #views = new Map<string, ClusterView>();
  #judgements = new Map<string, Judgement>();
  readonly #analyzers: readonly Analyzer[];
  readonly #fleet: readonly FleetAnalyzer[];
  /** How many analyzers ran in the last update. */
  ran = 0;

  constructor(private readonly options: AnalysisOptions = {}) {
    const names = options.analyzers && new Set(options.analyzers);
    const requested = requestedBy(options.include ?? []);
    this.#analyzers = ALL_ANALYZERS.filter(
      one =>
        requested.has(one) || (names ? names.has(one.name) : !one.onRequest),
    );
    this.#fleet = FLEET_ANALYZERS.filter(one => !names || names.has(one.name));
    const known = [...this.#analyzers, ...this.#fleet].map(one => one.name);
    const unknown = [...(names ?? [])].filter(name => !known.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `There is no analyzer ${unknown.join(', ')}. Name some of ${[
          ...ALL_ANALYZERS,
          ...FLEET_ANALYZERS,
        ]
          .map(one => one.name)
          .join(', ')}.`,
      );
    }
  }

  /** Analyses the clusters as they are now. */
  update(snapshots: readonly ClusterSnapshot[]): AnalysisResult {
    const now = this.options.now?.() ?? new Date();
    const views = snapshots.map(snapshot => this.#viewOf(snapshot, now));
    const kept = new Map<string, Judgement>();
    this.ran = 0;
    for (const view of views) {
      for (const analyzer of this.#analyzers) {
        this.#judge(analyzer, [view], kept, report =>
          analyzer.analyze(view, report),
        );
      }
    }
    for (const analyzer of this.#fleet) {
      this.#judge(analyzer, views, kept, report =>
        analyzer.analyze(views, report),
      );
    }
    this.#judgements = kept;
    return this.#result([...kept.values()], now);
  }

  #viewOf(snapshot: ClusterSnapshot, now: Date): ClusterView {
    const name = snapshot.cluster ?? '';
    const known = this.#views.get(name);
    if (known) {
      known.advance(snapshot, now);
      return known;
    }
    const made = new ClusterView(snapshot, now);
    this.#views.set(name, made);
    return made;
  }

  #judge(
    analyzer: Omit<Analyzer, 'analyze'>,
    views: readonly ClusterView[],
    kept: Map<string, Judgement>,
    judge: (report: Report) => void,
  ): void {
    const clusters = views.map(view => view.cluster ?? '');
    const key = JSON.stringify([analyzer.name, clusters]);
    const revisions = views
      .map(view => view.revisions(kindsOf(analyzer)))
      .join('\n\n');
    const known = this.#judgements.get(key);
    if (known && known.revisions === revisions && !analyzer.expires) {
      kept.set(key, known);
      return;
    }
    const { reads, readsIfThere = [] } = analyzer;
    const skipped = (
      reasons: readonly string[],
      partly: boolean,
    ): SkippedAnalyzer => ({
      analyzer: analyzer.name,
      ...(views.length === 1 && views[0].cluster !== undefined
        ? { cluster: views[0].cluster }
        : {}),
      codes: analyzer.codes,
      reason: reasons.join(' '),
      ...(partly ? { partly: true as const } : {}),
    });
    const reasons = views.flatMap(view => missingKinds(reads, view));
    if (reasons.length > 0) {
      kept.set(key, {
        revisions,
        findings: new Map(),
        hidden: [],
        skipped: skipped(reasons, false),
      });
      return;
    }
    this.ran += 1;
    const collector = new FindingCollector();
    judge((code, resource, details = {}) =>
      collector.add(analyzer.name, code, resource, details),
    );
    const gaps = views.flatMap(view => missingKinds(readsIfThere, view));
    kept.set(key, {
      revisions,
      ...collector.result,
      ...(gaps.length > 0 ? { skipped: skipped(gaps, true) } : {}),
    });
  }

  #result(judgements: readonly Judgement[], now: Date): AnalysisResult {
    const { seen, hidden } = partBySuppressions(
      [...new Map(judgements.flatMap(one => [...one.findings])).values()],
      this.options.suppressions ?? [],
      now,
    );
    return {
      findings: inOrder(seen),
      skipped: judgements.flatMap(one => one.skipped ?? []),
      suppressed: [...judgements.flatMap(one => one.hidden), ...hidden],
    };
  }
}

/** @throws RangeError when nothing that is on request is called so */
function requestedBy(include: readonly string[]): Set<Analyzer> {
  const onRequest = ALL_ANALYZERS.filter(one => one.onRequest);
  return new Set(
    include.map(wanted => {
      const found = onRequest.find(
        ({ name, codes }) => name === wanted || codes.includes(wanted),
      );
      if (!found) {
        const known = onRequest.flatMap(({ name, codes }) => [...codes, name]);
        throw new RangeError(
          `Nothing on request is called ${wanted}; it is ${known.join(', ')}.`,
        );
      }
      return found;
    }),
  );
}

function kindsOf({ reads, readsIfThere = [] }: Omit<Analyzer, 'analyze'>) {
  return [...reads, ...readsIfThere];
}

function missingKinds(
  kinds: readonly AnalysisKind[],
  view: ClusterView,
): string[] {
  return kinds.flatMap(kind => {
    const why = view.missing(kind);
    return why === undefined ? [] : [`${kind} cannot be judged: ${why}.`];
  });
}

/**
 * Analyses clusters once.
 *
 * @public
 */
export function analyze(
  snapshots: readonly ClusterSnapshot[],
  options?: AnalysisOptions,
): AnalysisResult {
  return new AnalysisSession(options).update(snapshots);
}
