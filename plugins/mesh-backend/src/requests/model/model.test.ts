import { RequestStore } from '../store';
import { ModelDatabase, openDatabase } from './databases';
import { runModel } from './runModel';

jest.setTimeout(120_000);

describe('the model of requests', () => {
  let database: ModelDatabase;

  beforeEach(async () => {
    database = await openDatabase('sqlite');
  });
  afterEach(() => database.close());

  it('finds nothing wrong', async () => {
    const { violations, steps } = await runModel({
      dbs: database.dbs,
      runs: 12,
      seed: 7000,
    });
    expect(violations).toEqual([]);
    expect(steps.ready).toBeGreaterThan(0);
  });

  /** Replaces methods of the store by worse ones. */
  const spoil =
    (worse: (store: RequestStore) => Partial<RequestStore>) =>
    (store: RequestStore): RequestStore => {
      const methods = worse(store);
      return new Proxy(store, {
        get: (target, name: string) =>
          (methods as any)[name] ?? (target as any)[name].bind(target),
      });
    };

  it.each<[string, (store: RequestStore) => Partial<RequestStore>]>([
    ['renews leases that are lost', () => ({ renew: async () => {} })],
    [
      'loses what it was told to store',
      store => ({
        append: async (id, sequence, events, change, now) =>
          store.append(id, sequence, events.slice(1), change, now),
      }),
    ],
    [
      'marks as sent what has not left',
      store => ({
        claimOutgoing: async options => {
          const outgoing = await store.claimOutgoing(options);
          return outgoing.map(one => ({ ...one, eventSent: true }));
        },
      }),
    ],
  ])('finds a store that %s', async (_, worse) => {
    const { violations } = await runModel({
      dbs: database.dbs,
      runs: 25,
      seed: 100,
      wrap: spoil(worse),
    });
    expect(violations).not.toEqual([]);
  });
});
