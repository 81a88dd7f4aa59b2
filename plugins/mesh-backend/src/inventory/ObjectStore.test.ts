import { ObjectStore, StoreChange, StoredObject } from './ObjectStore';

function object(
  name: string,
  options: { namespace?: string; version?: string; owner?: string } = {},
): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: {
      name,
      namespace: options.namespace,
      uid: `uid-${name}`,
      resourceVersion: options.version ?? '1',
      ownerReferences: options.owner
        ? [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: options.owner }]
        : undefined,
    },
  };
}

describe('ObjectStore', () => {
  let errors: unknown[];
  let store: ObjectStore;

  beforeEach(() => {
    errors = [];
    store = new ObjectStore({ onListenerError: error => errors.push(error) });
  });

  const names = (objects: StoredObject[]) =>
    objects.map(o => o.metadata.name).sort();

  it('finds by name, namespace and owner', () => {
    store.put(object('a', { namespace: 'one', owner: 'o' }));
    store.put(object('b', { namespace: 'one' }));
    store.put(object('a', { namespace: 'two', owner: 'o' }));
    store.put(object('node'));
    expect(store.size).toBe(4);
    expect(store.get('two', 'a')?.metadata.namespace).toBe('two');
    expect(store.get('', 'node')).toBeDefined();
    expect(names(store.list('one'))).toEqual(['a', 'b']);
    expect(store.list('three')).toEqual([]);
    expect(store.list()).toHaveLength(4);
    expect(store.ownedBy('o')).toHaveLength(2);
  });

  it('keeps the indexes right when objects change and go', () => {
    store.put(object('a', { namespace: 'one', owner: 'o' }));
    store.put(object('a', { namespace: 'one', owner: 'p', version: '2' }));
    expect(store.ownedBy('o')).toEqual([]);
    expect(store.ownedBy('p')).toHaveLength(1);
    store.remove('one', 'a');
    store.remove('one', 'a');
    expect(store.size).toBe(0);
    expect(store.ownedBy('p')).toEqual([]);
    expect(store.list('one')).toEqual([]);
  });

  it('tells each change once, and nothing when nothing changed', () => {
    const changes: StoreChange[] = [];
    const stop = store.onChange(change => changes.push(change));
    store.put(object('a'));
    store.put(object('a'));
    store.put(object('a', { version: '2' }));
    store.retain(new Set(['/b']));
    stop();
    store.put(object('c'));
    expect(changes.map(c => c.type)).toEqual(['added', 'changed', 'removed']);
    expect(changes[1].previous?.metadata.resourceVersion).toBe('1');
    expect(store.revision).toBe(4);
  });

  it('tells of an object that was made anew as removed, then added', () => {
    const heard: string[] = [];
    store.onChange(({ type, object: { metadata }, previous }) =>
      heard.push(`${type} ${metadata.uid} ${previous?.metadata.uid}`),
    );
    const anew = object('a', { version: '5', owner: 'o' });
    anew.metadata.uid = 'uid-new';
    store.put(object('a', { owner: 'o' }));
    store.put(anew);
    expect(heard).toEqual([
      'added uid-a undefined',
      'removed uid-a uid-a',
      'added uid-new undefined',
    ]);
    expect(store.size).toBe(1);
    expect(store.ownedBy('o')).toEqual([anew]);
  });

  it('goes on when a listener throws', () => {
    const heard: string[] = [];
    store.onChange(() => {
      throw new Error('boom');
    });
    store.onChange(change => heard.push(change.type));
    store.put(object('a'));
    expect(heard).toEqual(['added']);
    expect(errors).toEqual([new Error('boom')]);
  });
});
