import { Join } from '../join/Join';
import { endpointsOf, secretEventsOf } from './istiodEvidence';
import { takeoverOf } from './takeover';

const WRITTEN = 1_800_000_000_000;
const SECRET = 'istio-system/istio-remote-secret-west';

const join = (before?: Join['before']) =>
  ({
    primary: 'main',
    clusterId: 'west',
    primaryNamespace: 'istio-system',
    current: { writtenAt: WRITTEN },
    before,
  } as Join);

const istiod = (more: object = {}) => ({
  pod: 'istiod-1',
  uid: 'u1',
  status: 'synced',
  secretName: SECRET,
  secretEvents: 4,
  endpoints: { 'shop/web': 3 },
  ...more,
});
const BEFORE = [{ uid: 'u1', secretEvents: 3, endpoints: { 'shop/web': 3 } }];

const states = (
  before: Join['before'],
  istiods: any[],
  afterMs = 1000,
): string => takeoverOf(join(before), istiods, WRITTEN + afterMs).state;

describe('whether istiods use a new token', () => {
  it('believes no istiod that has not seen the change', () => {
    expect(states(BEFORE, [istiod()])).toBe('taken');
    expect(states(BEFORE, [istiod({ secretEvents: 3 })])).toBe('waiting');
    expect(states(BEFORE, [istiod({ secretEvents: 3 })], 60_000)).toBe(
      'waiting',
    );
    expect(states(BEFORE, [istiod({ status: 'syncing' })])).toBe('waiting');
    expect(states(BEFORE, [istiod({ status: 'timeout' })])).toBe('waiting');
    expect(states(BEFORE, [istiod({ secretName: 'istio-system/x' })])).toBe(
      'waiting',
    );
    expect(states(BEFORE, [])).toBe('waiting');
  });

  it('waits for every istiod', () => {
    const other = istiod({ pod: 'istiod-2', uid: 'u2' });
    // It was started since, and so has read the new Secret.
    expect(states(BEFORE, [istiod(), other])).toBe('taken');
    const both = [...BEFORE, { uid: 'u2', secretEvents: 4 }];
    expect(states(both, [istiod(), other])).toBe('waiting');
  });

  it('gives an istiod that counts nothing some time', () => {
    const before = [{ uid: 'u1' }];
    const silent = istiod({ secretEvents: undefined, endpoints: undefined });
    expect(states(before, [silent], 5000)).toBe('waiting');
    expect(states(before, [silent], 20_000)).toBe('taken');
  });

  it('waits for endpoints, and says when they are lost', () => {
    const without = istiod({ endpoints: {} });
    expect(states(BEFORE, [without])).toBe('waiting');
    expect(states(BEFORE, [without], 120_000)).toBe('lost');
    expect(states(BEFORE, [istiod({ endpoints: { 'shop/web': 1 } })])).toBe(
      'taken',
    );
  });

  it('does not guess where it cannot see', () => {
    const mute = { pod: 'istiod-1', uid: 'u1', failure: 'Grant the right.' };
    expect(takeoverOf(join(BEFORE), [mute], WRITTEN)).toEqual({
      state: 'unseen',
      message:
        'Whether istiod uses the new token cannot be seen: Grant the right.',
    });
  });
});

describe('what istiod tells', () => {
  it('counts the changes of remote secrets', () => {
    expect(
      secretEventsOf(
        [
          '# TYPE remote_cluster_secret_events_total counter',
          'remote_cluster_secret_events_total{event="add"} 2',
          'remote_cluster_secret_events_total{event="update"} 5',
          'other_total 7',
        ].join('\n'),
      ),
    ).toBe(7);
    expect(secretEventsOf('other_total 7\n')).toBeUndefined();
  });

  it('counts endpoints of a cluster', () => {
    const shardz = {
      'web.shop.svc.cluster.local': {
        shop: {
          Shards: {
            'Kubernetes/west': [{}, {}],
            'Kubernetes/east': [{}],
            'Kubernetes/north-west': [{}],
          },
        },
      },
      'other.shop.svc.cluster.local': { shop: { Shards: {} } },
    };
    expect(endpointsOf(JSON.stringify(shardz), 'west')).toEqual({
      'shop/web.shop.svc.cluster.local': 2,
    });
    expect(endpointsOf('null', 'west')).toEqual({});
  });
});
