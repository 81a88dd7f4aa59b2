import { eventually } from '../__testUtils__/devMesh';
import { PlainCluster } from '../__testUtils__/PlainCluster';
import { backoffMs, DEFAULT_TIMING } from './timing';

jest.setTimeout(60_000);

describe('the wait before another attempt', () => {
  const limits = { baseMs: 500, maxMs: 60_000 };

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [7, 60_000],
    [10_000, 60_000],
  ])(
    'after attempt %i is anywhere between nothing and %i ms',
    (attempt, most) => {
      const random = jest.spyOn(Math, 'random');
      for (const draw of [0, 0.25, 0.5, 0.999]) {
        random.mockReturnValue(draw);
        expect(backoffMs(attempt, limits)).toBe(draw * most);
      }
    },
  );
});

describe('the inventory with its usual timing', () => {
  it('lists by 500, and watches with bookmarks and an end between 240 and 480 s', async () => {
    const cluster = await PlainCluster.start(() => false, DEFAULT_TIMING);
    try {
      await eventually(() =>
        cluster.inventory
          .statuses()
          .forEach(({ state }) => expect(state).toBe('watching')),
      );
      const queries = cluster.server.requests.map(
        ({ url }) => new URL(`http://x${url}`).searchParams,
      );
      const kinds = cluster.inventory.statuses().length;
      const lists = queries.filter(query => query.has('limit'));
      expect(lists.map(query => query.get('limit'))).toEqual(
        Array(kinds).fill('500'),
      );
      const watches = queries.filter(query => query.has('watch'));
      expect(watches).toHaveLength(kinds);
      const ends = watches.map(query => Number(query.get('timeoutSeconds')));
      expect(Math.min(...ends)).toBeGreaterThanOrEqual(240);
      expect(Math.max(...ends)).toBeLessThanOrEqual(480);
      // Of so many random ones two thirds are never the same.
      expect(new Set(ends).size).toBeGreaterThan(kinds / 3);
      for (const query of watches) {
        expect(query.get('allowWatchBookmarks')).toBe('true');
        expect(query.get('resourceVersion')).toBe('10');
      }
    } finally {
      await cluster.stop();
    }
  });
});
