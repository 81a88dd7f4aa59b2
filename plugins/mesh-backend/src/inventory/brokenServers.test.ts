import { eventually } from '../__testUtils__/devMesh';
import { sendJson } from '../__testUtils__/PlainApiServer';
import {
  Answer,
  openWatch,
  PlainCluster,
  sendEvent,
  serviceAt,
} from '../__testUtils__/PlainCluster';
import { InventoryTiming } from './timing';

jest.setTimeout(60_000);

const SERVICES = '/api/v1/services';
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('an inventory of a server that is broken', () => {
  let cluster: PlainCluster | undefined;

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  async function start(answer: Answer, timing: Partial<InventoryTiming> = {}) {
    cluster = await PlainCluster.start(answer, timing);
    return cluster;
  }

  /** Answers the lists and watches of Services only. */
  const services =
    (answer: (query: URLSearchParams, response: any) => void): Answer =>
    (path, query, response) => {
      if (path === SERVICES) {
        answer(query, response);
      }
      return path === SERVICES;
    };

  const page = (response: any, content: object) =>
    sendJson(response, { items: [], ...content });

  /** The kind says it, and nothing else of the cluster suffers. */
  async function expectSaid(reason: string, message: string) {
    const { inventory } = cluster!;
    await eventually(() =>
      expect(inventory.status('Service')).toMatchObject({
        state: 'failing',
        failure: { reason, message: expect.stringContaining(message) },
      }),
    );
    await eventually(() => {
      for (const { kind, state } of inventory.statuses()) {
        expect([kind, state]).toEqual([
          kind,
          kind === 'Service' ? 'failing' : 'watching',
        ]);
      }
    });
    expect(inventory.freshness(['Pod'])).toMatchObject({
      state: 'fresh',
      failures: [],
    });
  }

  it('says that a web page answers for everything', async () => {
    const { inventory } = await start((_, __, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>Sign in</html>');
      return true;
    });
    await eventually(() =>
      expect(inventory.freshness()).toMatchObject({
        state: 'unreachable',
        asOf: undefined,
        failures: [
          {
            reason: 'Invalid',
            message:
              "cluster 'east' does not answer as an API server does: it does not name its version; check its address, and what stands before it",
          },
        ],
      }),
    );
    await pause(300);
    expect(cluster!.count(SERVICES)).toBeLessThan(30);
  });

  it.each([
    ['a web page', 'text/html', '<html></html>', 'else than a list'],
    ['broken JSON', 'application/json', '{"items": [', 'not JSON'],
    ['JSON that is no list', 'application/json', '[1]', 'else than a list'],
    ['null', 'application/json', 'null', 'else than a list'],
    [
      'a list without a version',
      'application/json',
      '{"metadata":{},"items":[]}',
      'else than a list',
    ],
    [
      'objects without a name',
      'application/json',
      '{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{}}]}',
      'without name',
    ],
  ])(
    'says that %s is no list, and does not ask in a hurry',
    async (_, type, text, words) => {
      await start(
        services((__, response) => {
          response.writeHead(200, { 'content-type': type });
          response.end(text);
        }),
      );
      await expectSaid('Invalid', words);
      const before = cluster!.count(SERVICES);
      await pause(300);
      expect(cluster!.count(SERVICES) - before).toBeLessThan(30);
    },
  );

  it('keeps what it has when lists begin to be wrong', async () => {
    let isBroken = false;
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch') && !isBroken) {
          openWatch(response);
          setTimeout(() => response.destroy(), 100);
          isBroken = true;
        } else if (isBroken) {
          sendJson(response, { kind: 'Status', code: 410 }, 410);
        } else {
          page(response, {
            metadata: { resourceVersion: '5' },
            items: [serviceAt('a', '4')],
          });
        }
      }),
    );
    await eventually(() =>
      expect(inventory.status('Service').state).toBe('watching'),
    );
    await pause(300);
    expect(inventory.store('Service').size).toBe(1);
    expect(inventory.status('Service').listed).toBe(true);
  });

  it('keeps nothing of a list whose continue token expired half-way', async () => {
    let firstPages = 0;
    const told: string[] = [];
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch')) {
          openWatch(response);
        } else if (query.get('continue') === 'early') {
          sendJson(response, { kind: 'Status', code: 410 }, 410);
        } else if (query.get('continue')) {
          page(response, {
            metadata: { resourceVersion: '9' },
            items: [serviceAt('b', '2')],
          });
        } else {
          firstPages += 1;
          const isEarly = firstPages === 1;
          page(response, {
            metadata: {
              resourceVersion: isEarly ? '5' : '9',
              continue: isEarly ? 'early' : 'late',
            },
            items: [serviceAt(isEarly ? 'deleted-since' : 'a', '1')],
          });
        }
      }),
    );
    inventory
      .store('Service')
      .onChange(({ type, object }) =>
        told.push(`${type} ${object.metadata.name}`),
      );
    await eventually(() =>
      expect(inventory.status('Service').state).toBe('watching'),
    );
    expect(told).toEqual(['added a', 'added b']);
  });

  it('waits for the whole of an event that was cut off', async () => {
    const watchedFrom: (string | null)[] = [];
    const { inventory } = await start(
      services((query, response) => {
        if (!query.get('watch')) {
          page(response, { metadata: { resourceVersion: '5' } });
          return;
        }
        openWatch(response);
        watchedFrom.push(query.get('resourceVersion'));
        if (watchedFrom.length === 1) {
          response.end('{"type":"ADDED","object":{"metadata":{"name":"a"');
        } else {
          sendEvent(response, 'ADDED', serviceAt('a', '6'));
        }
      }),
    );
    await eventually(() =>
      expect(inventory.store('Service').get('shop', 'a')).toBeDefined(),
    );
    expect(watchedFrom).toEqual(['5', '5']);
  });

  it('says that a watch sends garbage, and goes round it by a list', async () => {
    let lists = 0;
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch')) {
          openWatch(response);
          response.write('{"type":"ADDED","object":\n');
        } else {
          lists += 1;
          page(response, {
            metadata: { resourceVersion: `${lists}` },
            items: [serviceAt(`a-${lists}`, `${lists}`)],
          });
        }
      }),
    );
    await eventually(() => expect(lists).toBeGreaterThan(4));
    await expectSaid('Invalid', 'not JSON');
    expect(inventory.store('Service').size).toBe(1);
    const before = cluster!.count(SERVICES);
    await pause(300);
    expect(cluster!.count(SERVICES) - before).toBeLessThan(30);
  });

  it.each([
    ['says nothing', () => {}],
    [
      'sends a bookmark',
      (response: any) =>
        sendEvent(response, 'BOOKMARK', { metadata: { resourceVersion: '5' } }),
    ],
  ])(
    'does not hurry when every watch %s and ends at once',
    async (_, before) => {
      await start(
        services((query, response) => {
          if (query.get('watch')) {
            openWatch(response);
            before(response);
            response.end();
          } else {
            page(response, { metadata: { resourceVersion: '5' } });
          }
        }),
      );
      await eventually(() =>
        expect(cluster!.count(SERVICES, true)).toBeGreaterThan(3),
      );
      const sofar = cluster!.count(SERVICES, true);
      await pause(500);
      expect(cluster!.count(SERVICES, true) - sofar).toBeLessThan(60);
    },
  );

  it('says that a server ends every watch at once', async () => {
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch')) {
          openWatch(response);
          response.end();
        } else {
          page(response, { metadata: { resourceVersion: '5' } });
        }
      }),
    );
    await expectSaid('Unreachable', 'ends the watch of Service again');
    expect(inventory.status('Service').listed).toBe(true);
  });

  it('says that a server has forgotten its history each time, and does not hurry', async () => {
    let isForgetful = true;
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch') && isForgetful) {
          sendJson(response, { kind: 'Status', code: 410 }, 410);
        } else if (query.get('watch')) {
          openWatch(response);
        } else {
          page(response, {
            metadata: { resourceVersion: '5' },
            items: [serviceAt('a', '3')],
          });
        }
      }),
    );
    await expectSaid('Unreachable', 'forgets the history of Service');
    // What the last list had is shown, as of then.
    expect(inventory.store('Service').size).toBe(1);
    expect(inventory.freshness(['Service']).state).toBe('stale');
    const before = cluster!.count(SERVICES);
    await pause(300);
    expect(cluster!.count(SERVICES) - before).toBeLessThan(30);
    isForgetful = false;
    await eventually(() =>
      expect(inventory.freshness(['Service'])).toMatchObject({
        state: 'fresh',
        failures: [],
      }),
    );
  });

  it('does not list again and again what it may not follow', async () => {
    let mayWatch = false;
    let mayList = true;
    let objects = 0;
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch') ? mayWatch : mayList) {
          if (query.get('watch')) {
            openWatch(response);
            return;
          }
          const items = Array.from(
            { length: Math.min(Number(query.get('limit')), 100) },
            (_, index) => serviceAt(`a-${index}`, '3'),
          );
          objects += items.length;
          page(response, { metadata: { resourceVersion: '5' }, items });
        } else {
          sendJson(response, { kind: 'Status', code: 403 }, 403);
        }
      }),
      { forbiddenGraceMs: 20, forbiddenRetryMs: 30 },
    );
    const changes: string[] = [];
    const said = (words: string) =>
      eventually(() =>
        expect(inventory.status('Service')).toMatchObject({
          state: 'Forbidden',
          count: 0,
          failure: {
            reason: 'Forbidden',
            message: expect.stringContaining(words),
          },
        }),
      );
    await said('may list but not follow Service; grant it list and watch on');
    inventory.store('Service').onChange(({ type }) => changes.push(type));
    const [before, watches] = [objects, cluster!.count(SERVICES, true)];
    await eventually(() =>
      expect(cluster!.count(SERVICES, true)).toBeGreaterThan(watches + 4),
    );
    // One object for each question, and nobody was told of any.
    expect(objects - before).toBeLessThan(50);
    expect(changes).toEqual([]);
    mayList = false;
    await said('may not read Service; grant it list and watch on');
    mayList = true;
    mayWatch = true;
    await eventually(() =>
      expect(inventory.freshness(['Service'])).toMatchObject({
        state: 'fresh',
        failures: [],
      }),
    );
    expect(inventory.store('Service').size).toBe(100);
  });

  it('reads objects with annotations of 5 MB one by one, and does not keep these', async () => {
    const LONG = 'x'.repeat(5 * 1024 * 1024);
    const all = Array.from({ length: 12 }, (_, i) =>
      serviceAt(`a-${i}`, `${i + 1}`, { note: 'short', long: LONG }),
    );
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch')) {
          openWatch(response);
          return;
        }
        const from = Number(query.get('continue') ?? 0);
        const to = from + Number(query.get('limit'));
        page(response, {
          metadata: {
            resourceVersion: '20',
            continue: to < all.length ? `${to}` : undefined,
          },
          items: all.slice(from, to),
        });
      }),
      { pageSize: 50 },
    );
    await eventually(
      () => expect(inventory.freshness().state).toBe('fresh'),
      50_000,
    );
    const kept = inventory.store('Service').list();
    expect(kept).toHaveLength(12);
    expect(kept[0].metadata.annotations).toEqual({
      note: 'short',
      long: '(5242880 characters, not kept)',
    });
  }, 60_000);

  it('says that a list has no end', async () => {
    let tokens = 0;
    const { inventory } = await start(
      services((_, response) => {
        tokens += 1;
        page(response, {
          metadata: { resourceVersion: '5', continue: 'again' },
          items: [serviceAt(`a-${tokens}`, '1')],
        });
      }),
    );
    await expectSaid('Invalid', 'same page again and again');
    // Nothing of it counts.
    expect(inventory.store('Service').size).toBe(0);
  });

  it('notices by a missing bookmark that an open watch is dead, and does not claim to know more', async () => {
    let heard = 0;
    let resumedAt: string | null = null;
    const { inventory } = await start(
      services((query, response) => {
        if (!query.get('watch')) {
          page(response, { metadata: { resourceVersion: '5' } });
          return;
        }
        openWatch(response);
        heard += 1;
        if (heard === 1) {
          sendEvent(response, 'BOOKMARK', {
            metadata: { resourceVersion: '6' },
          });
        } else {
          resumedAt = query.get('resourceVersion');
          setTimeout(
            () => sendEvent(response, 'ADDED', serviceAt('late', '7')),
            100,
          );
        }
      }),
      { idleMs: 1500, watchSeconds: { min: 60, max: 60 } },
    );
    await eventually(() => expect(heard).toBe(1));
    const openedAt = Date.now();
    await eventually(() => expect(heard).toBe(2));
    expect(Date.now() - openedAt).toBeLessThan(20_000);
    await eventually(() =>
      expect(inventory.status('Service')).toMatchObject({
        state: 'watching',
        lastFailure: {
          reason: 'Unreachable',
          message:
            "cluster 'east' keeps the watch of Service open and says nothing",
          since: expect.any(String),
          until: expect.any(String),
        },
      }),
    );
    await eventually(() =>
      expect(inventory.store('Service').get('shop', 'late')).toBeDefined(),
    );
    expect(resumedAt).toBe('6');
  });

  it('follows a server that was set back to a backup', async () => {
    let restored = false;
    const { inventory } = await start(
      services((query, response) => {
        if (query.get('watch')) {
          openWatch(response);
          // A watch from the future hears nothing of the past.
          if (!restored) {
            sendEvent(response, 'BOOKMARK', {
              metadata: { resourceVersion: '101' },
            });
          } else if (query.get('resourceVersion') === '50') {
            sendEvent(response, 'ADDED', serviceAt('after', '51'));
          }
        } else {
          page(response, {
            metadata: { resourceVersion: restored ? '50' : '100' },
            items: [
              serviceAt(restored ? 'old' : 'new', restored ? '40' : '99'),
            ],
          });
        }
      }),
      { idleMs: 200 },
    );
    await eventually(() =>
      expect(inventory.store('Service').get('shop', 'new')).toBeDefined(),
    );
    await eventually(() =>
      expect(cluster!.count(SERVICES, true)).toBeGreaterThan(1),
    );
    restored = true;
    await eventually(() =>
      expect(
        inventory
          .store('Service')
          .list()
          .map(o => o.metadata.name)
          .sort(),
      ).toEqual(['after', 'old']),
    );
  });

  it('honours a Retry-After that is a date', async () => {
    let asked = 0;
    const { inventory } = await start(
      services((_, response) => {
        asked += 1;
        sendJson(response, { kind: 'Status', code: 503 }, 503, {
          'retry-after': new Date(Date.now() + 30_000).toUTCString(),
        });
      }),
    );
    await eventually(() =>
      expect(inventory.status('Service').state).toBe('failing'),
    );
    await pause(500);
    expect(asked).toBe(1);
  });

  it('does not believe a Retry-After of years', async () => {
    let asked = 0;
    await start(
      services((_, response) => {
        asked += 1;
        sendJson(response, { kind: 'Status', code: 429 }, 429, {
          'retry-after': '99999999999',
        });
      }),
      { maxRetryAfterMs: 100 },
    );
    await eventually(() => expect(asked).toBeGreaterThan(2));
    expect(asked).toBeLessThan(20);
  });

  it('lists a server to its end that is taken for dead now and then', async () => {
    let signs = 0;
    const { inventory } = await start((path, query, response) => {
      if (path === '/version') {
        signs += 1;
        // Every second sign of life does not come.
        return signs % 2 === 0;
      }
      if (path !== SERVICES || query.get('watch')) {
        return false;
      }
      const number = Number(query.get('continue') ?? 0);
      setTimeout(
        () =>
          page(response, {
            metadata: {
              resourceVersion: '20',
              continue: number < 9 ? `${number + 1}` : undefined,
            },
            items: [serviceAt(`a-${number}`, '1')],
          }),
        200,
      );
      return true;
    });
    await eventually(() => expect(inventory.store('Service').size).toBe(10));
    expect(signs).toBeGreaterThan(2);
    // One list, page by page.
    expect(cluster!.count(SERVICES)).toBe(10);
  });

  it('stops in a moment, whatever hangs', async () => {
    const { inventory } = await start(() => true);
    await pause(100);
    const stoppedAt = Date.now();
    await inventory.stop();
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
  });
});
