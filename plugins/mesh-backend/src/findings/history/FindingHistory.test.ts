import { Finding } from '@meshport/istio';
import { identityOf } from '../identity';
import { Judged } from '../judgement';
import { FindingHistory } from './FindingHistory';
import { FindingRecord } from './FindingRecord';

const DAY = 24 * 3600 * 1000;
const clusters = new Set(['east']);

function finding(name: string, cluster = 'east'): Finding {
  return {
    code: 'IST0101',
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    analyzer: 'routes',
    resource: { cluster, kind: 'VirtualService', namespace: 'shop', name },
    args: [],
    message: `${name} is wrong`,
    effect: '',
  };
}

function judged(findings: Finding[], more: Partial<Judged> = {}): Judged {
  return { findings, unjudged: [], suppressed: [], ran: 1, ...more };
}

const blind = (cluster?: string) =>
  judged([], {
    unjudged: [
      { analyzer: 'routes', cluster, codes: [], reads: [], reasons: [] },
    ],
  });

const a = finding('a');
const idOfA = identityOf(a);
const row = (more: Partial<FindingRecord> = {}): FindingRecord => ({
  id: idOfA,
  finding: a,
  firstSeen: 1_000,
  lastSeen: 2_000,
  ...more,
});

describe('FindingHistory', () => {
  let history: FindingHistory;
  beforeEach(() => {
    history = new FindingHistory(30 * DAY);
  });

  it('keeps when a finding came and went, and when it came again', () => {
    history.update(judged([a]), clusters, 1_000);
    history.update(judged([a]), clusters, 2_000);
    expect(history.open()).toEqual([row()]);
    history.update(judged([]), clusters, 3_000);
    expect(history.open()).toEqual([]);
    expect(history.get(idOfA)).toEqual(row({ resolved: 3_000 }));
    history.update(judged([a]), clusters, 4_000);
    expect(history.resolved()).toEqual([]);
    expect(history.get(idOfA)).toMatchObject({ firstSeen: 4_000 });
  });

  it.each([
    ['its analyzer cannot judge', blind('east'), clusters],
    ['the comparison of clusters cannot judge', blind(), clusters],
    ['its cluster is not followed', judged([]), new Set<string>()],
  ])('does not take it for gone when %s', (_, seen, followed) => {
    history.update(judged([a]), clusters, 1_000);
    history.update(seen, followed, 2_000);
    expect([history.open(), history.resolved()]).toEqual([[], []]);
    history.update(judged([a]), clusters, 3_000);
    expect(history.open()).toEqual([row({ lastSeen: 3_000 })]);
  });

  it('takes it for gone when its analyzer judges by less', () => {
    history.update(judged([a]), clusters, 1_000);
    const [unjudged] = blind('east').unjudged;
    history.update(
      judged([], { unjudged: [{ ...unjudged, partly: true }] }),
      clusters,
      2_000,
    );
    expect(history.resolved()).toHaveLength(1);
  });

  it('keeps since when there is what is hidden, and says why', () => {
    const hidden = judged([], {
      suppressed: [{ finding: a, by: 'moved', until: '2026-12-31' }],
    });
    history.update(judged([a]), clusters, 1_000);
    history.update(hidden, clusters, 2_000);
    expect([history.open(), history.resolved()]).toEqual([[], []]);
    expect(history.hidden()).toEqual([
      row({ by: 'moved', until: '2026-12-31' } as object),
    ]);
    history.update(judged([a]), clusters, 3_000);
    expect(history.open()).toEqual([row({ lastSeen: 3_000 })]);
    expect(history.hidden()).toEqual([]);
  });

  it('does not tell that what was always hidden is gone', () => {
    history.update(
      judged([], { suppressed: [{ finding: a, by: 'annotation' }] }),
      clusters,
      1_000,
    );
    history.update(judged([]), clusters, 2_000);
    expect([history.resolved(), history.unwritten]).toEqual([[], []]);
  });

  it('forgets what was resolved long ago, and the oldest of very many', () => {
    history.update(judged([a]), clusters, 1_000);
    history.update(judged([]), clusters, 2_000);
    history.tidy(2_000 + 30 * DAY - 1);
    expect(history.resolved()).toHaveLength(1);
    history.tidy(2_000 + 30 * DAY);
    expect(history.resolved()).toEqual([]);
    const many = Array.from({ length: 5_002 }, (_, i) => finding(`a${i}`));
    history.update(judged(many), clusters, 3_000);
    history.update(judged(many.slice(0, 1)), clusters, 4_000);
    history.update(judged([]), clusters, 5_000);
    history.tidy(6_000);
    expect(history.resolved()).toHaveLength(5_000);
    expect(history.resolved()[4_999].finding).toBe(many[0]);
  });

  describe('with what was written before', () => {
    it('keeps first seen over a restart', () => {
      history.load([row()], 100_000);
      history.update(judged([a]), clusters, 101_000);
      expect(history.open()).toEqual([row({ lastSeen: 101_000 })]);
      expect(history.unwritten).toEqual([]);
    });

    it('keeps it, too, when the database answers later', () => {
      history.update(judged([a]), clusters, 99_000);
      history.load([row()], 100_000);
      expect(history.open()[0].firstSeen).toBe(1_000);
    });

    it('takes for gone what is not found after a while', () => {
      history.load([row()], 100_000);
      history.update(judged([]), clusters, 101_000);
      expect(history.resolved()).toEqual([]);
      history.tidy(109_000);
      expect(history.resolved()).toEqual([]);
      history.tidy(110_000);
      expect(history.resolved()).toEqual([row({ resolved: 110_000 })]);
      expect(history.unwritten).toHaveLength(1);
    });

    it('but not while its cluster cannot be judged', () => {
      history.load([row()], 100_000);
      history.update(blind('east'), clusters, 101_000);
      history.tidy(200_000);
      expect(history.resolved()).toEqual([]);
      history.update(judged([]), clusters, 201_000);
      expect(history.resolved()).toHaveLength(1);
    });

    it('tells what was resolved before the restart', () => {
      history.load([row({ resolved: 3_000 })], 100_000);
      expect(history.resolved()).toHaveLength(1);
      history.update(judged([a]), clusters, 101_000);
      expect(history.resolved()).toEqual([]);
      expect(history.get(idOfA)?.firstSeen).toBe(101_000);
    });
  });

  describe('with what another replica writes', () => {
    it('takes over the earliest first sight', () => {
      history.update(judged([a]), clusters, 1_500);
      history.adopt([row()]);
      expect(history.open()[0].firstSeen).toBe(1_000);
    });

    it('tells what it resolved, and leaves what it found to it', () => {
      history.update(judged([]), clusters, 1_000);
      history.adopt([row()]);
      history.tidy(1_000_000);
      expect([history.open(), history.resolved()]).toEqual([[], []]);
      history.adopt([row({ resolved: 5_000 })]);
      expect(history.resolved()).toHaveLength(1);
    });

    it('goes by its own sight where they differ', () => {
      history.update(judged([a]), clusters, 1_000);
      history.adopt([row({ resolved: 5_000 })]);
      expect(history.open()).toHaveLength(1);
      expect(history.resolved()).toEqual([]);
    });
  });
});
