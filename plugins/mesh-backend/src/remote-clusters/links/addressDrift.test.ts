import { addressDrift } from './addressDrift';
import { istiodViews, joinedSync } from './joinedSync';

const told = (...addresses: string[]) =>
  addresses.map(address => ({ address, by: 'Service x' }));

describe('addressDrift', () => {
  it.each([
    [['203.0.113.1'], told('203.0.113.1'), undefined, 'same'],
    [['203.0.113.1', '203.0.113.2'], told('203.0.113.2'), undefined, 'same'],
    [['203.0.113.1'], told('203.0.113.1', '203.0.113.9'), undefined, 'drift'],
    [[], told('203.0.113.9'), undefined, 'drift'],
    [['203.0.113.1'], told(), undefined, 'notTold'],
    [['203.0.113.1'], told(), 'not read', 'unknown'],
    [undefined, told('203.0.113.1'), undefined, 'unknown'],
    // A name may lead to the address.
    [['203.0.113.1'], told('istiod.example.com'), undefined, 'unknown'],
    [['lb.example.com'], told('istiod.example.com'), undefined, 'drift'],
    [['lb.example.com'], told('lb.example.com'), undefined, 'same'],
  ])('of %j against %j is %s %s', (offered, tellings, why, state) => {
    expect(addressDrift(offered, tellings, why).state).toBe(state);
  });
});

describe('what istiods say together', () => {
  const istiod = (pod: string, status?: string, failure?: string) => ({
    namespace: 'istio-system',
    pod,
    uid: pod,
    revision: 'default',
    ...(failure
      ? { failure }
      : {
          clusters: [
            { id: 'east', secretName: '', syncStatus: 'synced' },
            ...(status
              ? [
                  {
                    id: 'west',
                    secretName: 'istio-system/w',
                    syncStatus: status,
                  },
                ]
              : []),
          ],
        }),
  });
  const together = (...istiods: ReturnType<typeof istiod>[]) =>
    joinedSync(istiodViews(istiods, 'west'), { value: istiods });

  it('is the worst of them', () => {
    expect(together(istiod('a', 'synced'), istiod('b', 'synced')).sync).toBe(
      'synced',
    );
    expect(together(istiod('a', 'synced'), istiod('b', 'syncing')).sync).toBe(
      'syncing',
    );
    expect(together(istiod('a', 'synced'), istiod('b')).sync).toBe('absent');
    expect(together(istiod('a', 'timeout'), istiod('b')).sync).toBe('timeout');
  });

  it('is never synced where nobody said so', () => {
    expect(together(istiod('a', undefined, 'no port'))).toEqual({
      sync: 'unknown',
      syncWhy: 'no port',
    });
    expect(together()).toEqual({
      sync: 'unknown',
      syncWhy: 'No istiod of the primary runs.',
    });
    expect(joinedSync([], { why: 'forbidden' })).toEqual({
      sync: 'unknown',
      syncWhy: 'forbidden',
    });
    expect(together(istiod('a', 'a word of tomorrow')).sync).toBe('syncing');
  });

  it('tells of the one that was silent beside what the others say', () => {
    expect(
      together(istiod('a', 'synced'), istiod('b', undefined, 'no port')),
    ).toEqual({
      sync: 'synced',
      syncWhy: 'no port',
    });
  });
});
