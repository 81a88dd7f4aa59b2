import { ServerResponse } from 'http';
import { eventually } from '../__testUtils__/devMesh';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { openWatch, PlainCluster } from '../__testUtils__/PlainCluster';
import { WATCHED_KINDS } from './kinds';
import { DEFAULT_TIMING } from './timing';

jest.setTimeout(60_000);

const SERVICES = '/api/v1/services';
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('an inventory of a server that is restarted', () => {
  let cluster: PlainCluster | undefined;
  let phase: 'well' | 'down' | 'refusing' | 'starting';
  let started: Set<string>;
  let watches: ServerResponse[];
  let retryAfter: Record<string, string>;

  beforeEach(() => {
    phase = 'well';
    started = new Set();
    watches = [];
    retryAfter = {};
  });

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  /** With the waits of production, but for the signs of life after trouble. */
  async function follow() {
    cluster = await PlainCluster.start(
      (path, query, response) => {
        if (phase === 'down') {
          response.destroy();
        } else if (phase === 'refusing') {
          sendJson(response, { kind: 'Status', code: 403 }, 403);
        } else if (path in retryAfter) {
          sendJson(response, { kind: 'Status', code: 429 }, 429, {
            'retry-after': retryAfter[path],
          });
        } else if (phase === 'starting' && isFirst(path)) {
          sendJson(response, { kind: 'Status', code: 429 }, 429, {
            'retry-after': '1',
          });
        } else if (query.get('watch')) {
          openWatch(response);
          watches.push(response);
        } else {
          return false;
        }
        return true;
      },
      { ...DEFAULT_TIMING, heartbeatRetryMs: 400 },
    );
    await isFresh(30);
  }

  /** A real one prepares what it serves when it is first asked for it. */
  function isFirst(path: string): boolean {
    const known = started.has(path) || path === '/version';
    started.add(path);
    return !known;
  }

  function goDown() {
    phase = 'down';
    watches.splice(0).forEach(response => response.destroy());
  }

  async function isFresh(seconds: number) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const { state, failures } = cluster!.inventory.freshness();
      if (state === 'fresh') {
        return;
      }
      if (Date.now() > end) {
        expect({ state, failures }).toEqual({ state: 'fresh', failures: [] });
      }
      await pause(50);
    }
  }

  it('is fresh soon after, however long its kinds would have waited', async () => {
    await follow();
    goDown();
    await pause(4000);
    await eventually(() =>
      expect(cluster!.inventory.freshness().state).toBe('stale'),
    );
    // Nobody is hammered that is down.
    expect(cluster!.server.requests.length).toBeLessThan(
      WATCHED_KINDS.length * 15,
    );
    phase = 'refusing';
    await pause(3000);
    phase = 'starting';
    // Its kinds would wait up to a minute after so much trouble.
    await isFresh(15);
    expect(
      cluster!.inventory
        .statuses()
        .filter(({ state }) => state === 'Forbidden'),
    ).toEqual([]);
  });

  it('notices the trouble of a kind before a sign of life is due', async () => {
    await follow();
    goDown();
    await eventually(() =>
      // The whole cluster, not only a kind.
      expect(cluster!.inventory.freshness().failures[0]).toEqual({
        reason: 'Unreachable',
        message: expect.stringContaining("'east'"),
        since: expect.any(String),
      }),
    );
    await pause(3000);
    const asked = cluster!.server.requests.filter(
      ({ url }) => url === '/version',
    );
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(20);
  });

  it('does not ask sooner than a Retry-After said, though the server went and came', async () => {
    await follow();
    retryAfter[SERVICES] = '30';
    watches.splice(0).forEach(response => response.destroy());
    await eventually(() =>
      expect(cluster!.inventory.status('Service').state).toBe('failing'),
    );
    const before = cluster!.count(SERVICES, true);
    retryAfter = {};
    goDown();
    await pause(1000);
    phase = 'well';
    await eventually(() =>
      expect(cluster!.inventory.status('Pod').state).toBe('watching'),
    );
    await pause(1500);
    expect(cluster!.count(SERVICES, true)).toBe(before);
    expect(cluster!.inventory.status('Service').state).toBe('failing');
  });
});
