import { ClusterInventory, Inventory } from '../inventory';
import { fakeCluster } from '../__testUtils__/fakeCluster';
import { ReadRecord } from './ReadRecord';

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1' },
  };
}

function inventoryOf(clusters: ClusterInventory[]): Inventory {
  return {
    clusters: () => clusters,
    cluster: (name: string) => clusters.find(c => c.details.name === name),
    findNamespace: () => undefined,
  } as unknown as Inventory;
}

describe('ReadRecord', () => {
  const clusters: ClusterInventory[] = [];
  let record: ReadRecord;

  beforeEach(() => {
    clusters.splice(
      0,
      clusters.length,
      fakeCluster({ name: 'east', objects: [pod('a')] }),
      fakeCluster({ name: 'west' }),
    );
    record = new ReadRecord(inventoryOf(clusters));
  });

  it('holds while nothing that was read changes', () => {
    const east = record.inventory().cluster('east')!;
    expect(east.store('Pod').list()).toHaveLength(1);
    clusters[0].store('Service').put({ ...pod('s'), kind: 'Service' });
    clusters[1].store('Pod').put(pod('b'));
    expect(record.holds()).toBe(true);
    expect([...record.kinds()]).toEqual([['east', ['Pod']]]);
  });

  it.each<[string, (east: ClusterInventory) => void]>([
    ['an object comes', east => east.store('Pod').put(pod('b'))],
    [
      'an object changes',
      east =>
        east.store('Pod').put({
          ...pod('a'),
          metadata: { ...pod('a').metadata, resourceVersion: '2' },
        }),
    ],
    ['an object goes', east => east.store('Pod').remove('shop', 'a')],
    [
      'the cluster is connected anew',
      () => {
        clusters[0] = fakeCluster({ name: 'east', objects: [pod('a')] });
      },
    ],
    [
      'the cluster is described anew',
      east =>
        Object.assign(east, { details: { ...east.details, network: 'n' } }),
    ],
    [
      'the cluster is dropped',
      () => {
        clusters.shift();
      },
    ],
  ])('does not hold once %s', (_, change) => {
    record.inventory().cluster('east')!.store('Pod').list();
    expect(record.holds()).toBe(true);
    change(clusters[0]);
    expect(record.holds()).toBe(false);
  });

  it('does not hold once a cluster comes, when all were read', () => {
    record.clusters();
    clusters.push(fakeCluster({ name: 'north' }));
    expect(record.holds()).toBe(false);
  });

  it('does not hold once a cluster comes that was looked for', () => {
    expect(record.inventory().cluster('north')).toBeUndefined();
    clusters.push(fakeCluster({ name: 'north' }));
    expect(record.holds()).toBe(false);
  });

  it('does not hold once a kind can no longer be read', () => {
    const states: any = { kind: 'Pod', state: 'watching', listed: true };
    Object.assign(clusters[0], { status: () => ({ ...states }) });
    record.inventory().cluster('east')!.status('Pod');
    states.lastGood = 5;
    expect(record.holds()).toBe(true);
    states.state = 'Forbidden';
    expect(record.holds()).toBe(false);
  });

  it('follows other parts by their revision', () => {
    const controlPlanes = { revision: 1, pods: () => [] };
    Object.assign(clusters[0], { controlPlanes });
    record.inventory().cluster('east')!.controlPlanes.pods();
    expect(record.holds()).toBe(true);
    controlPlanes.revision = 2;
    expect(record.holds()).toBe(false);
  });

  it.each(['Pod', 'MutatingWebhookConfiguration'] as const)(
    'follows what Istio’s ID is learned from: %s',
    kind => {
      expect(record.inventory().cluster('east')!.istioId.id).toBe('east');
      expect(record.holds()).toBe(true);
      clusters[0].store(kind).put({ ...pod('new'), kind });
      expect(record.holds()).toBe(false);
    },
  );

  it('follows the version of Kubernetes, and the day', () => {
    expect(record.inventory().cluster('east')!.kubernetesVersion).toBe(
      undefined,
    );
    expect(record.holds()).toBe(true);
    jest.useFakeTimers({ now: Date.now() + 86_400_000 });
    expect(record.holds()).toBe(false);
    jest.useRealTimers();
    Object.assign(clusters[0], { kubernetesVersion: 'v1.35.4' });
    expect(record.holds()).toBe(false);
  });

  it.each<[string, (record: ReadRecord) => unknown]>([
    ['of a cluster', r => Reflect.get(r.inventory().cluster('east')!, 'other')],
    ['of all', r => r.inventory().findNamespace('east', 'shop')],
  ])('never holds when something else was read: %s', (_, read) => {
    read(record);
    expect(record.holds()).toBe(false);
  });
});
