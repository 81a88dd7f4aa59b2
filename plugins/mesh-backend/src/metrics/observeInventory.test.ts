import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';
import { Inventory } from '../inventory';
import { observeInventory } from './observeInventory';

jest.setTimeout(60_000);

describe('observeInventory', () => {
  let mesh: DevMesh;
  afterEach(() => mesh.close());

  it('tells for each cluster and kind how the reading goes', async () => {
    mesh = await DevMesh.start({
      east: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'shop' },
        },
      ],
    });
    const { inventory, stop } = followCluster(mesh, 'east');
    const callbacks = new Map<string, (result: any) => void>();
    const units = new Map<string, string>();
    const instrument = (name: string, { unit }: any) => {
      units.set(name, unit);
      return {
        addCallback: (callback: any) => callbacks.set(name, callback),
        removeCallback: () => {},
      };
    };
    observeInventory(
      { clusters: () => [inventory] } as unknown as Inventory,
      metricsServiceMock.mock({
        createObservableGauge: instrument as any,
        createObservableCounter: instrument as any,
      }),
    );
    const read = (name: string, wanted: Record<string, string>) => {
      const values: number[] = [];
      callbacks.get(name)!({
        observe: (value: number, attributes: any) => {
          const isWanted = Object.entries(wanted).every(
            ([key, text]) => attributes[key] === text,
          );
          if (isWanted) {
            values.push(value);
          }
        },
      });
      return values;
    };
    const namespaces = { cluster: 'east', kind: 'Namespace' };
    await eventually(() => {
      expect(
        read('mesh.cluster.state', { cluster: 'east', state: 'fresh' }),
      ).toEqual([1]);
      expect(
        read('mesh.kind.state', { ...namespaces, state: 'watching' }),
      ).toEqual([1]);
    });
    expect(
      read('mesh.kind.state', { ...namespaces, state: 'failing' }),
    ).toEqual([0]);
    const [objects] = read('mesh.kind.objects', namespaces);
    expect(objects).toBe(inventory.store('Namespace').size);
    expect(objects).toBeGreaterThan(0);
    const now = Date.now() / 1000;
    const [listed] = read('mesh.kind.last_list', namespaces);
    expect(Math.abs(now - listed)).toBeLessThan(30);
    expect(read('mesh.kind.last_event', namespaces)).toEqual([]);
    mesh.cluster('east').apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'vault' },
    } as any);
    await eventually(() =>
      expect(read('mesh.kind.last_event', namespaces)).toHaveLength(1),
    );
    const failuresBefore = read('mesh.kind.failures', namespaces)[0];
    await mesh.cluster('east').stop();
    await eventually(() => {
      expect(
        read('mesh.cluster.state', { cluster: 'east', state: 'stale' }),
      ).toEqual([1]);
      expect(read('mesh.kind.failures', namespaces)[0]).toBeGreaterThan(
        failuresBefore,
      );
    });
    expect(Object.fromEntries(units)).toEqual({
      'mesh.cluster.state': '1',
      'mesh.kind.state': '1',
      'mesh.kind.objects': '{object}',
      'mesh.kind.last_event': 's',
      'mesh.kind.last_list': 's',
      'mesh.kind.last_good': 's',
      'mesh.kind.failures': '{failure}',
    });
    await stop();
  });
});
