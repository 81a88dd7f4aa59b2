import type { KubeObject } from '../objects';
import { Store } from './store';

const object = (name: string, namespace = 'ns', value = 0): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  value,
});
const names = (objects: KubeObject[]) =>
  objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('Store', () => {
  it('raises one revision for every write of any kind', () => {
    const store = new Store();
    const first = store.put('/configmaps', object('a'));
    const second = store.put('/secrets', object('a'));
    expect(Number(second.metadata.resourceVersion)).toBe(
      Number(first.metadata.resourceVersion) + 1,
    );
    store.remove('/configmaps', 'ns', 'a');
    expect(store.revision).toBe(Number(second.metadata.resourceVersion) + 1);
  });

  it('lists in key order, before and after the order is known', () => {
    const store = new Store();
    store.put('/configmaps', object('b'));
    store.put('/configmaps', object('a', 'ns-2'));
    expect(names(store.list('/configmaps'))).toEqual(['ns-2/a', 'ns/b']);
    store.put('/configmaps', object('a'));
    store.put('/configmaps', object('c'));
    store.remove('/configmaps', 'ns', 'b');
    expect(names(store.list('/configmaps'))).toEqual([
      'ns-2/a',
      'ns/a',
      'ns/c',
    ]);
    expect(names(store.list('/configmaps', 'ns'))).toEqual(['ns/a', 'ns/c']);
  });

  it('shows a table as it was at a revision', () => {
    const store = new Store();
    store.put('/configmaps', object('a'));
    store.put('/configmaps', object('b'));
    const before = store.revision;
    store.put('/configmaps', object('a', 'ns', 1));
    store.remove('/configmaps', 'ns', 'b');
    store.put('/configmaps', object('c'));
    const then = store.listAt('/configmaps', 'ns', before);
    expect(names(then)).toEqual(['ns/a', 'ns/b']);
    expect(then[0].value).toBe(0);
  });

  it('tells listeners what changed, with the state before', () => {
    const store = new Store();
    const seen: string[] = [];
    const stop = store.subscribe(event =>
      seen.push(`${event.type} ${event.previous?.value ?? '-'}`),
    );
    store.put('/configmaps', object('a'));
    store.put('/configmaps', object('a', 'ns', 1));
    store.remove('/configmaps', 'ns', 'a');
    stop();
    store.put('/configmaps', object('b'));
    expect(seen).toEqual(['ADDED -', 'MODIFIED 0', 'DELETED 1']);
  });

  it('gives a removal a revision of its own', () => {
    const store = new Store();
    const stored = store.put('/configmaps', object('a'));
    store.remove('/configmaps', 'ns', 'a');
    const [, removal] = store.log.after(0);
    expect(removal.object.metadata.resourceVersion).toBe(
      String(store.revision),
    );
    expect(stored.metadata.resourceVersion).not.toBe(String(store.revision));
  });

  it('compacts its log by itself once it is twice as long as it keeps', () => {
    const store = new Store({ keptEvents: 10 });
    for (let index = 0; index < 20; index += 1) {
      store.put('/configmaps', object(`a${index}`));
    }
    expect(store.log.compactedRevision).toBe(11);
    expect(store.log.after(0)).toHaveLength(10);
  });
});
