import {
  LabelRequirement,
  matchesRequirements,
  parseLabelSelector,
} from '@meshport/istio';
import { ObjectStore, StoredObject } from './ObjectStore';

function storeOf(kind: string): ObjectStore {
  return new ObjectStore({
    kind,
    onListenerError: error => {
      throw error;
    },
  });
}

function pod(
  name: string,
  namespace: string,
  labels: Record<string, string>,
  version = '1',
): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, resourceVersion: version },
  };
}

const names = (objects: StoredObject[]) =>
  objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('ObjectStore.select', () => {
  it('finds by label, in all namespaces or in one, sorted', () => {
    const store = storeOf('Pod');
    store.put(pod('z', 'one', { app: 'a' }));
    store.put(pod('b', 'two', { app: 'a' }));
    store.put(pod('c', 'one', { app: 'b' }));
    store.put(pod('a', 'one', { app: 'a' }));
    const select = (text: string, namespace?: string) =>
      names(store.select(parseLabelSelector(text), namespace));
    expect(select('app=a')).toEqual(['one/a', 'one/z', 'two/b']);
    expect(select('app=a', 'one')).toEqual(['one/a', 'one/z']);
    expect(select('app=a', 'none')).toEqual([]);
    expect(select('app')).toEqual(['one/a', 'one/c', 'one/z', 'two/b']);
    expect(select('', 'two')).toEqual(['two/b']);
    expect(select('toString')).toEqual([]);
  });

  it('forgets labels that an object no longer has', () => {
    const store = storeOf('Pod');
    store.put(pod('a', 'one', { app: 'a', tier: 'web' }));
    store.put(pod('a', 'one', { app: 'b' }, '2'));
    const select = (text: string) =>
      names(store.select(parseLabelSelector(text)));
    expect(select('app=a')).toEqual([]);
    expect(select('tier')).toEqual([]);
    expect(select('app=b')).toEqual(['one/a']);
    store.remove('one', 'a');
    expect(select('app=b')).toEqual([]);
  });

  it('selects WorkloadEntries by their workload labels too, each once', () => {
    const store = storeOf('WorkloadEntry');
    const entry = {
      ...pod('vm', 'one', { app: 'a' }),
      kind: 'WorkloadEntry',
      spec: { labels: { app: 'b', class: 'vm' } },
    };
    store.put(entry);
    const select = (text: string) =>
      names(store.select(parseLabelSelector(text)));
    expect(select('app in (a,b)')).toEqual(['one/vm']);
    expect(select('app=b,class=vm')).toEqual(['one/vm']);
    // One set of labels has to meet all of it.
    expect(select('app=a,class=vm')).toEqual([]);
  });

  it('finds the entries of a group by owner and by auto-registration', () => {
    const store = storeOf('WorkloadEntry');
    const owned = pod('owned', 'one', {});
    owned.metadata.ownerReferences = [
      { apiVersion: 'v1', kind: 'WorkloadGroup', name: 'g', uid: 'u' },
    ];
    const registered = pod('registered', 'one', {});
    registered.metadata.annotations = {
      'istio.io/autoRegistrationGroup': 'g',
    };
    [owned, registered, pod('other', 'one', {})].forEach(one => store.put(one));
    expect(names(store.inWorkloadGroup('one', 'g'))).toEqual([
      'one/owned',
      'one/registered',
    ]);
    store.remove('one', 'owned');
    expect(names(store.inWorkloadGroup('one', 'g'))).toEqual([
      'one/registered',
    ]);
    expect(store.inWorkloadGroup('two', 'g')).toEqual([]);
  });

  it('answers as a look at every object would, whatever is asked and however the objects change', () => {
    const store = storeOf('WorkloadEntry');
    let state = 7;
    const draw = (below: number) => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return Math.floor(state / 65536) % below;
    };
    const labels = () =>
      Object.fromEntries(
        ['app', 'tier', 'n'].slice(draw(4)).map(key => [key, `${draw(4)}`]),
      );
    const selectors = [
      'app=1',
      'app in (0,2)',
      'app!=1',
      '!tier',
      'tier',
      'n>1',
      'n<2,app',
      'app=1,tier!=2',
      'app notin (1,2),n=3',
      '',
    ].map(text => parseLabelSelector(text));
    for (let step = 0; step < 400; step++) {
      const where = `ns-${draw(3)}`;
      const name = `o-${draw(30)}`;
      if (draw(4) === 0) {
        store.remove(where, name);
      } else {
        const one = pod(name, where, labels(), `${step}`);
        store.put({ ...one, spec: { labels: labels() } });
      }
      const requirements: LabelRequirement[] = selectors[draw(10)];
      const namespace = draw(2) ? where : undefined;
      const matches = ({ metadata, spec }: StoredObject) =>
        matchesRequirements(requirements, metadata.labels) ||
        matchesRequirements(requirements, spec.labels);
      expect(names(store.select(requirements, namespace))).toEqual(
        names(store.list(namespace).filter(matches)).sort(),
      );
    }
  });

  it('does not look at 10,000 objects to find ten', () => {
    const store = storeOf('Pod');
    const looked: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const one = pod(`p-${i}`, `ns-${i % 10}`, { app: `app-${i % 1000}` });
      const { labels } = one.metadata;
      store.put(one);
      Object.defineProperty(one.metadata, 'labels', {
        get: () => {
          looked.push(one.metadata.name);
          return labels;
        },
      });
    }
    expect(store.select(parseLabelSelector('app=app-7'))).toHaveLength(10);
    expect(looked.length).toBeLessThanOrEqual(20);
  });
});
