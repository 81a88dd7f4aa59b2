import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';
import { StoreChange } from './ObjectStore';

jest.setTimeout(60_000);

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    yield state;
  }
}

function entry(name: string, address: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name, namespace: 'shop' },
    spec: { address },
  };
}

describe('an inventory under faults', () => {
  it.each([1, 2, 3])(
    'ends equal to the server, with every change in order (seed %d)',
    async seed => {
      const mesh = await DevMesh.start({
        east: [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        ],
      });
      const east = mesh.cluster('east');
      const { inventory, stop } = followCluster(mesh, 'east');
      const changes: StoreChange[] = [];
      const store = inventory.store('WorkloadEntry');
      store.onChange(change => changes.push(change));
      await eventually(() => expect(inventory.freshness().state).toBe('fresh'));

      const random = numbers(seed);
      const draw = (below: number) =>
        Math.floor(random.next().value / 7) % below;
      const present = new Set<string>();
      for (let step = 0; step < 400; step++) {
        const name = `vm-${draw(40)}`;
        if (present.has(name) && draw(3) === 0) {
          east.remove('WorkloadEntry', 'shop', name);
          present.delete(name);
        } else {
          east.apply(entry(name, `10.0.${draw(250)}.${draw(250)}`));
          present.add(name);
        }
        if (step % 25 === 0) {
          const faults = [
            { dropWatches: true },
            { expireWatches: true },
            { tooManyRequests: { count: 3, retryAfterSeconds: 0 } },
            { latencyMs: draw(20) },
          ];
          await east.faults.set(faults[draw(faults.length)]);
          await new Promise(resolve => setTimeout(resolve, draw(40)));
        }
        if (step === 200) {
          await east.stop();
          await new Promise(resolve => setTimeout(resolve, 50));
          await east.start();
        }
      }
      await east.faults.set({ clear: true });

      const versions = (objects: any[]) =>
        objects
          .map(o => `${o.metadata.name}@${o.metadata.resourceVersion}`)
          .sort();
      await eventually(
        () =>
          expect(versions(store.list())).toEqual(
            versions(east.objects('WorkloadEntry')),
          ),
        20_000,
      );
      expect(orderFaults(changes)).toEqual([]);
      await stop();
      await mesh.close();
    },
  );
});

/** Changes that cannot follow those before them, per object. */
function orderFaults(changes: StoreChange[]): string[] {
  const last = new Map<string, number>();
  const faults: string[] = [];
  for (const { type, object } of changes) {
    const { name, resourceVersion } = object.metadata;
    const version = Number(resourceVersion);
    const known = last.get(name);
    if (type === 'added' ? known !== undefined : known === undefined) {
      faults.push(`${name} was ${type} when it was not to be`);
    }
    if (type !== 'removed' && known !== undefined && version <= known) {
      faults.push(`${name} went back from ${known} to ${version}`);
    }
    if (type === 'removed') {
      last.delete(name);
    } else {
      last.set(name, version);
    }
  }
  return faults;
}
