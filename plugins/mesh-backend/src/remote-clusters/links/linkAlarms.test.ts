import { RemoteSecretView } from '@meshport/backstage-plugin-mesh-common';
import { AlarmContext, QuietLink } from './alarm';
import { linkAlarms } from './linkAlarms';

const now = new Date('2026-11-22T00:00:00Z');
const hours = (n: number) =>
  new Date(now.getTime() + n * 3_600_000).toISOString();

const secret: RemoteSecretView = {
  namespace: 'istio-system',
  name: 'istio-remote-secret-west',
  managers: ['meshport'],
  ours: true,
  server: 'https://api.west.example:6443',
  auth: 'token',
};
const link: QuietLink = {
  primary: 'east',
  remote: 'west',
  clusterId: 'west',
  declared: true,
  secrets: [secret],
  istiods: [
    {
      namespace: 'istio-system',
      pod: 'istiod-1',
      revision: 'default',
      status: 'synced',
    },
  ],
  sync: 'synced',
  address: { told: [], state: 'notTold' },
  reach: { state: 'fresh' },
};
const context: AlarmContext = {
  now,
  development: false,
  sameId: ['west'],
  refusedServers: new Map(),
};

const codes = (more: Partial<QuietLink>, of: Partial<AlarmContext> = {}) =>
  linkAlarms({ ...link, ...more }, { ...context, ...of }).map(
    one => `${one.severity} ${one.code}`,
  );

describe('linkAlarms', () => {
  it('is silent where all is well', () => {
    expect(codes({})).toEqual([]);
    expect(
      codes({ tokenKind: 'rotating', rotated: hours(-1), expires: hours(23) }),
    ).toEqual([]);
  });

  it.each<[string, Partial<QuietLink>, Partial<AlarmContext>, string]>([
    ['gave up', { sync: 'timeout' }, {}, 'error sync-timeout'],
    ['closed', { sync: 'closed' }, {}, 'error sync-closed'],
    ['reads', { sync: 'syncing' }, {}, 'info syncing'],
    ['does not read', { sync: 'absent' }, {}, 'error not-read'],
    [
      'half over',
      { rotated: hours(-12), expires: hours(12) },
      {},
      'warning rotation-due',
    ],
    [
      'three quarters over',
      { rotated: hours(-18), expires: hours(6) },
      {},
      'error token-expires-soon',
    ],
    [
      'over',
      { rotated: hours(-25), expires: hours(-1) },
      {},
      'error token-expired',
    ],
    [
      'ends within a day',
      { expires: hours(20) },
      {},
      'error token-expires-soon',
    ],
    ['ends within a week', { expires: hours(100) }, {}, 'warning rotation-due'],
    ['never ends', { tokenKind: 'long-lived' }, {}, 'info token-long-lived'],
    [
      'CA ends',
      { secrets: [{ ...secret, caExpires: hours(24 * 20) }] },
      {},
      'warning ca-expires-soon',
    ],
    [
      'CA ended',
      { secrets: [{ ...secret, caExpires: hours(-1) }] },
      {},
      'error ca-expired',
    ],
    [
      'refused',
      { secrets: [{ ...secret, problem: 'It is no YAML.' }] },
      {},
      'error secret-problem',
    ],
    [
      'two',
      { secrets: [secret, { ...secret, name: 'other' }] },
      {},
      'warning several-secrets',
    ],
    [
      'another server',
      {},
      { configuredServer: 'https://other.example:6443' },
      'warning server-differs',
    ],
    [
      'a metadata server',
      {},
      {
        refusedServers: new Map([
          ['istio-system/istio-remote-secret-west', 'a link-local address'],
        ]),
      },
      'error server-refused',
    ],
    [
      'one ID twice',
      {},
      { sameId: ['west', 'north'] },
      'error cluster-id-clash',
    ],
    [
      'unreachable',
      { reach: { state: 'unreachable' } },
      {},
      'warning not-reached-from-here',
    ],
    [
      'drift',
      {
        address: {
          state: 'drift',
          offered: ['203.0.113.1'],
          told: [{ address: '203.0.113.9', by: 'Service x', matches: false }],
        },
      },
      {},
      'error istiod-address-drift',
    ],
  ])('tells: %s', (_, more, of, expected) => {
    expect(codes(more, of)).toEqual([expected]);
  });

  it('takes a loopback server of a development cluster, and no metadata server', () => {
    const name = 'istio-system/istio-remote-secret-west';
    expect(
      codes(
        {},
        {
          development: true,
          refusedServers: new Map([[name, 'a loopback address']]),
        },
      ),
    ).toEqual([]);
    expect(
      codes(
        {},
        {
          development: true,
          refusedServers: new Map([[name, 'a link-local address']]),
        },
      ),
    ).toEqual(['error server-refused']);
  });

  it('does not mind how a URL is written', () => {
    expect(
      codes({}, { configuredServer: 'https://API.west.example:6443/' }),
    ).toEqual([]);
  });

  it('puts the worst first, and says of each what to do', () => {
    const alarms = linkAlarms(
      { ...link, sync: 'syncing', tokenKind: 'long-lived', expires: hours(-1) },
      context,
    );
    expect(alarms.map(({ severity }) => severity)).toEqual([
      'error',
      'info',
      'info',
    ]);
    expect(alarms.every(({ mend }) => mend.length > 5)).toBe(true);
  });
});
