import { ScriptedConnection } from '../__testUtils__/ScriptedConnection';
import { KindPosition } from './KindPosition';
import { ObjectStore } from './ObjectStore';
import { Reflector } from './Reflector';
import { DEFAULT_TIMING } from './timing';

const COUNT = 5_000;

function reflectorOf(names: () => string[]) {
  const store = new ObjectStore({
    kind: 'Service',
    onListenerError: error => {
      throw error;
    },
  });
  const reflector = new Reflector({
    connection: new ScriptedConnection(() => ({
      metadata: { resourceVersion: '7' },
      items: names().map(name => ({
        metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1' },
      })),
    })),
    kind: 'Service',
    apiVersion: 'v1',
    path: '/api/v1/services',
    store,
    position: new KindPosition(),
    timing: DEFAULT_TIMING,
    onAlive: () => {},
    onSilent: () => {},
  });
  return { store, reflector };
}

it('takes a large list in without holding the event loop, in its order', async () => {
  const names = [...Array(COUNT).keys()].map(index => `s-${index}`);
  const { store, reflector } = reflectorOf(() => names);
  const told: string[] = [];
  store.onChange(({ object }) => told.push(object.metadata.name));
  const sizes = new Set<number>();
  let isOpen = true;
  const look = () => {
    sizes.add(store.size);
    if (isOpen) {
      setImmediate(look);
    }
  };
  look();

  await reflector.list(new AbortController().signal);
  isOpen = false;

  expect(told).toEqual(names);
  expect(reflector.needsList).toBe(false);
  // Others were let in while it was half taken in.
  expect([...sizes].filter(size => size > 0 && size < COUNT)).not.toEqual([]);
});

it('removes what a later list no longer has', async () => {
  let names = [...Array(COUNT).keys()].map(index => `s-${index}`);
  const { store, reflector } = reflectorOf(() => names);
  await reflector.list(new AbortController().signal);
  names = names.filter((_, index) => index % 2);
  reflector.expire();
  await reflector.list(new AbortController().signal);
  expect(store.list('shop').map(({ metadata }) => metadata.name)).toEqual(
    names,
  );
});
