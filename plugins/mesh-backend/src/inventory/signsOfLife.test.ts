import { eventually } from '../__testUtils__/devMesh';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { PlainCluster } from '../__testUtils__/PlainCluster';

jest.setTimeout(60_000);

describe('signs of life', () => {
  let cluster: PlainCluster | undefined;

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  it('do not wait for lists: a server that lists slowly is not taken for dead', async () => {
    let signs = 0;
    cluster = await PlainCluster.start(
      (path, query, response) => {
        signs += path === '/version' ? 1 : 0;
        if (!path.startsWith('/api') || query.get('watch')) {
          return false;
        }
        // All kinds take several times as long as a sign of life may.
        setTimeout(
          () =>
            sendJson(response, {
              metadata: { resourceVersion: '10' },
              items: [],
              resources: [],
            }),
          700,
        );
        return true;
      },
      { heartbeatMs: 50, heartbeatTimeoutMs: 400 },
    );
    const { inventory } = cluster;
    const states = new Set<string>();
    const looking = setInterval(
      () => states.add(inventory.freshness().state),
      10,
    );
    await eventually(
      () => expect(inventory.status('Pod').listed).toBe(true),
      20_000,
    );
    clearInterval(looking);
    expect(signs).toBeGreaterThan(5);
    expect([...states]).not.toContain('unreachable');
    expect([...states]).not.toContain('stale');
  });
});
