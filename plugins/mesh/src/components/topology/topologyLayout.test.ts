import { topologyLayout } from './topologyLayout';

const cluster = (name: string, gateways = 0) =>
  ({ name, gateways: Array.from({ length: gateways }, () => ({})) } as any);
const link = (primary: string, remote: string, sync = 'synced') =>
  ({ primary, remote, clusterId: remote, sync } as any);

describe('topologyLayout', () => {
  it('puts networks side by side and their clusters below each other', () => {
    const { frames, nodes, width, height } = topologyLayout({
      topology: {
        clusters: [cluster('east', 2), cluster('lab'), cluster('west')],
        networks: [
          { name: 'net-a', clusters: ['east', 'lab'] },
          { name: 'net-b', clusters: ['west'] },
        ],
      },
      items: [],
    });
    expect(frames.map(({ network }) => network)).toEqual(['net-a', 'net-b']);
    expect(frames[1].x).toBeGreaterThan(frames[0].x + frames[0].width);
    const [east, lab, west] = nodes;
    expect(east.gateways).toBe(2);
    expect(lab.y).toBeGreaterThanOrEqual(east.y + east.height);
    for (const [node, frame] of [
      [east, frames[0]],
      [lab, frames[0]],
      [west, frames[1]],
    ] as const) {
      expect(node.x).toBeGreaterThan(frame.x);
      expect(node.x + node.width).toBeLessThan(frame.x + frame.width);
      expect(node.y + node.height).toBeLessThan(frame.y + frame.height);
    }
    expect(width).toBe(frames[1].x + frames[1].width);
    expect(height).toBe(frames[0].height);
  });

  it('draws a link between clusters that are shown, and no other', () => {
    const { arrows } = topologyLayout({
      topology: {
        clusters: [cluster('east'), cluster('west')],
        networks: [{ name: '', clusters: ['east', 'west'] }],
      },
      items: [link('east', 'west', 'timeout'), link('east', 'gone')],
    });
    expect(arrows).toEqual([
      expect.objectContaining({
        key: 'east/west',
        link: expect.objectContaining({ sync: 'timeout' }),
      }),
    ]);
    expect(arrows[0].path).toMatch(/^M [\d. ]+C /);
  });

  it('has no size without clusters', () => {
    const empty = topologyLayout({
      topology: { clusters: [], networks: [] },
      items: [],
    });
    expect([empty.width, empty.height]).toEqual([0, 0]);
  });

  it('keeps fifty clusters of a network within a screen', () => {
    const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
    const { frames, nodes, height } = topologyLayout({
      topology: {
        clusters: names.map(name => cluster(name)),
        networks: [{ name: 'net-a', clusters: names }],
      },
      items: [],
    });
    expect(height).toBeLessThan(600);
    const places = new Set(nodes.map(({ x, y }) => `${x}/${y}`));
    expect(places.size).toBe(50);
    expect(Math.max(...nodes.map(one => one.x + one.width))).toBeLessThan(
      frames[0].x + frames[0].width,
    );
  });

  it('puts networks that do not fit beside each other below', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const { frames } = topologyLayout({
      topology: {
        clusters: names.map(name => cluster(name)),
        networks: names.map(name => ({ name, clusters: [name] })),
      },
      items: [],
    });
    expect(new Set(frames.map(({ y }) => y)).size).toBeGreaterThan(1);
    frames.forEach((one, index) =>
      frames.slice(index + 1).forEach(other => {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart).toBe(true);
      }),
    );
  });
});
