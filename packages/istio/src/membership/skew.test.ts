import { groupProxies, ProxyInstance } from './proxies';
import { versionSkew } from './skew';

describe('versionSkew', () => {
  it.each([
    ['1.30.2', '1.30.9', undefined],
    ['1.29.6', '1.30.2', undefined],
    ['1.28.10', '1.30.2', 'behind'],
    ['1.31-dev', '1.30.2', 'ahead'],
    ['latest', '1.30.2', undefined],
    ['1.30.2', 'latest', undefined],
  ])('of %s under %s: %s', (proxy, plane, expected) => {
    expect(versionSkew(proxy, plane)).toBe(expected);
  });
});

describe('groupProxies', () => {
  const proxy = (
    name: string,
    more: Partial<ProxyInstance>,
  ): ProxyInstance => ({
    namespace: 'shop',
    name,
    kind: 'sidecar',
    revision: 'default',
    version: '1.28.1',
    source: 'istiod',
    ...more,
  });

  it('counts those that no istiod knows, and says the skew', () => {
    const twelve = Array.from({ length: 12 }, (_, index) =>
      proxy(`p-${index}`, { connected: false }),
    );
    const [group] = groupProxies(
      [...twelve, proxy('q', { connected: true }), proxy('r', {})],
      () => '1.30.2',
    );
    expect(group).toMatchObject({
      count: 14,
      source: 'istiod',
      skew: 'behind',
      restartNeeded: true,
      disconnected: { count: 12 },
    });
    expect(group.disconnected!.examples).toHaveLength(10);
  });

  it('keeps apart what istiod said and what an image said', () => {
    const groups = groupProxies(
      [proxy('a', {}), proxy('b', { source: 'image' })],
      () => undefined,
    );
    expect(groups.map(({ source, count }) => [source, count])).toEqual([
      ['image', 1],
      ['istiod', 1],
    ]);
  });
});
