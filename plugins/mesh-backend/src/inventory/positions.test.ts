import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';

jest.setTimeout(60_000);

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: 'shop:1' }] },
  };
}

describe('the position of a kind', () => {
  let mesh: DevMesh;
  let followed: ReturnType<typeof followCluster>;

  beforeEach(async () => {
    mesh = await DevMesh.start({
      east: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        pod('a'),
        pod('b'),
      ],
    });
    followed = followCluster(mesh, 'east');
    await eventually(() => {
      const { state } = followed.inventory.status('Pod');
      if (state !== 'watching') {
        throw new Error(state);
      }
    });
  });

  afterEach(async () => {
    await followed.stop();
    await mesh.close();
  });

  const position = () => followed.inventory.position('Pod');
  const versionOf = (name: string) =>
    BigInt(
      (mesh.cluster('east').objects('Pod') as any[]).find(
        ({ metadata }) => metadata.name === name,
      ).metadata.resourceVersion,
    );

  it('follows what a watch tells, deletions too', async () => {
    const { base } = position();
    mesh.cluster('east').apply(pod('c') as any);
    await eventually(() =>
      expect(position().covers(versionOf('c'))).toBe(true),
    );
    const created = position().changes.get('shop')!;
    expect(created).toBeGreaterThan(base!);
    mesh.cluster('east').remove('Pod', 'shop', 'c');
    await eventually(() =>
      expect(position().changes.get('shop')).toBeGreaterThan(created),
    );
    expect(position().base).toBe(base);
  });

  it('counts a deletion that only a new list shows', async () => {
    const east = mesh.cluster('east');
    const before = position().knownUpTo!;
    const { lastList } = followed.inventory.status('Pod');
    await east.stop();
    east.remove('Pod', 'shop', 'a');
    await east.faults.set({ expireWatches: true });
    await east.start();
    await eventually(() =>
      expect(followed.inventory.store('Pod').get('shop', 'a')).toBeUndefined(),
    );
    expect(followed.inventory.status('Pod').lastList).not.toBe(lastList);
    expect(position().changes.get('shop')).toBeGreaterThan(before);
    expect(position().knownUpTo).toBeGreaterThan(before);
  });

  it('knows a Namespace object by its own name', async () => {
    mesh.cluster('east').apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'vault' },
    } as any);
    await eventually(() =>
      expect([
        ...followed.inventory.position('Namespace').changes.keys(),
      ]).toContain('vault'),
    );
  });
});
