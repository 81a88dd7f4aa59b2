import { EnrolmentCode } from '@meshport/backstage-plugin-mesh-common';
import { VirtualMachine } from '@meshport/istio';
import { CauseFacts, causesOf } from './causes';
import { driftOf } from './drift';
import { Handout, rootFingerprint } from './Handout';
import { whyReEnrol } from './reEnrol';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const minutes = (count: number) => count * 60_000;
const iso = (at: number) => new Date(at).toISOString();

const HANDOUT: Handout = {
  at: NOW - minutes(10),
  via: 'code',
  hostname: 'vm-1',
  address: '10.0.0.7',
  tokenExpires: iso(NOW + minutes(50)),
  facts: {
    groupUid: 'g',
    serviceAccount: 'ratings-vm',
    network: '',
    clusterId: 'east',
    revision: '',
    istiodAddress: '192.0.2.10',
  },
  rootFingerprint: rootFingerprint('ROOTS'),
  hostsBlock: '',
};

const CODE: EnrolmentCode = {
  id: 'c',
  form: 'line',
  state: 'open',
  madeBy: 'user:default/ann',
  madeAt: iso(NOW - minutes(20)),
  expiresAt: iso(NOW - minutes(5)),
  uses: 1,
  usesLeft: 1,
  redemptions: [],
};

const PLANE = {
  facts: {
    namespace: 'istio-system',
    revision: '',
    meshConfig: '',
    clusterId: 'east',
    gatewayAddress: '192.0.2.10',
    rootCert: 'ROOTS\n',
  },
};

const FACTS: CauseFacts = {
  now: NOW,
  cluster: 'east',
  namespace: 'bookinfo',
  group: 'ratings-vm',
  codes: [],
  handouts: [HANDOUT],
  machines: [],
  seen: [],
  plane: PLANE,
  groupNow: { serviceAccount: 'ratings-vm' },
  hasAccount: () => true,
  clusterIds: ['east'],
  autoRegisters: true,
  wantsAutoRegistration: true,
};

const MACHINE: VirtualMachine = {
  namespace: 'bookinfo',
  name: 'ratings-vm-10.0.0.7',
  title: 'vm-1',
  address: '10.0.0.7',
  health: 'healthy',
  connectedSince: iso(NOW - minutes(9)),
};

describe('likely causes of a silence', () => {
  const cases: [string, Partial<CauseFacts>, string[]][] = [
    ['nothing is known to be wrong', {}, ['NOT_REGISTERED']],
    [
      'it was given a moment ago',
      { handouts: [{ ...HANDOUT, at: NOW - 1000 }] },
      [],
    ],
    ['nothing was given', { handouts: [] }, []],
    ['the machine has come', { machines: [MACHINE] }, []],
    [
      'the machine has come and left',
      {
        seen: [
          {
            name: MACHINE.name,
            address: '10.0.0.7',
            connectedAt: MACHINE.connectedSince!,
            leftAt: NOW,
          },
        ],
      },
      [],
    ],
    [
      'another machine has come',
      { machines: [{ ...MACHINE, address: '10.0.0.8' }] },
      ['NOT_REGISTERED'],
    ],
    [
      'the machine was there before',
      {
        machines: [{ ...MACHINE, connectedSince: iso(NOW - minutes(60)) }],
      },
      ['NOT_REGISTERED'],
    ],
    [
      'the token has ended',
      { handouts: [{ ...HANDOUT, tokenExpires: iso(NOW - 1) }] },
      ['TOKEN_EXPIRED'],
    ],
    ['the group is gone', { groupNow: undefined }, ['GROUP_MISSING']],
    ['groups cannot be read', { groupNow: 'unknown' }, ['NOT_KNOWN']],
    [
      'the group has another account',
      { groupNow: { serviceAccount: 'other' } },
      ['SERVICE_ACCOUNT'],
    ],
    ['the account is gone', { hasAccount: () => false }, ['SERVICE_ACCOUNT']],
    [
      'accounts cannot be read',
      { hasAccount: () => undefined },
      ['NOT_REGISTERED'],
    ],
    ['another cluster ID', { clusterIds: ['west'] }, ['CLUSTER_ID']],
    ['an unknown cluster ID', { clusterIds: [] }, ['NOT_REGISTERED']],
    [
      'istiod makes no entries',
      { autoRegisters: false },
      ['AUTO_REGISTRATION_OFF'],
    ],
    [
      'istiod makes no entries, and has not to',
      { autoRegisters: false, wantsAutoRegistration: false },
      ['NOT_REGISTERED'],
    ],
    [
      'the roots changed',
      { plane: { facts: { ...PLANE.facts, rootCert: 'NEW' } } },
      ['ROOT_CHANGED'],
    ],
    [
      'the roots are gone',
      { plane: { facts: { ...PLANE.facts, rootCert: undefined } } },
      ['ROOT_CHANGED'],
    ],
    [
      'istiod moved',
      { plane: { facts: { ...PLANE.facts, gatewayAddress: '192.0.2.11' } } },
      ['ISTIOD_ADDRESS'],
    ],
    [
      'the cluster does not answer',
      { plane: { failure: 'east does not answer.' } },
      ['NOT_KNOWN'],
    ],
    [
      'the group is gone and the token has ended',
      {
        groupNow: undefined,
        handouts: [{ ...HANDOUT, tokenExpires: iso(NOW - 1) }],
      },
      ['GROUP_MISSING', 'TOKEN_EXPIRED'],
    ],
    [
      'every code has ended',
      { handouts: [], codes: [{ ...CODE, state: 'expired' }] },
      ['CODE_NOT_USED'],
    ],
    [
      'a code is open',
      { handouts: [], codes: [CODE, { ...CODE, state: 'expired' }] },
      [],
    ],
  ];

  it.each(cases)('%s', (_, facts, expected) => {
    const causes = causesOf({ ...FACTS, ...facts });
    expect(causes.map(({ code }) => code)).toEqual(expected);
    causes.forEach(({ text, mend }) => {
      expect(text).toMatch(/\.$/);
      expect(mend).toMatch(/\.$/);
    });
  });
});

describe('what machines were given that holds no more', () => {
  const machines = {
    name: 'ratings-vm',
    namespace: 'bookinfo',
    ports: [{ name: 'http', number: 9080 }],
    withoutCapture: {
      dependencies: [
        { host: 'details.bookinfo.svc.cluster.local', port: 9080 },
      ],
    },
  };

  it('names the lines of /etc/hosts, and the address', () => {
    const drift = driftOf({
      handouts: [HANDOUT],
      machines,
      istiodAddress: '192.0.2.11',
    });
    expect(drift.map(({ code }) => code)).toEqual([
      'ISTIOD_ADDRESS',
      'HOSTS_BLOCK',
    ]);
    expect(drift[0].text).toMatch(
      /vm-1 was told.*192\.0\.2\.10.*192\.0\.2\.11/,
    );
    expect(drift[1].lines).not.toHaveLength(0);
  });

  it('counts the last bundle of each machine only', () => {
    const of = (given: Handout[]) =>
      driftOf({
        handouts: given,
        machines: { ...machines, withoutCapture: undefined },
        istiodAddress: '192.0.2.11',
      });
    const renewed = {
      ...HANDOUT,
      facts: { ...HANDOUT.facts, istiodAddress: '192.0.2.11' },
    };
    expect(of([renewed, HANDOUT])).toEqual([]);
    expect(of([{ ...renewed, address: '10.0.0.8' }, HANDOUT])).toHaveLength(1);
  });

  it('says nothing of an address that is not known', () => {
    expect(
      driftOf({
        handouts: [HANDOUT],
        machines: { ...machines, withoutCapture: undefined },
        istiodAddress: undefined,
      }),
    ).toEqual([]);
  });
});

describe('whether a machine needs a new code', () => {
  const hour = 3_600_000;
  it.each([
    ['it was away for an hour', hour, 'a', 'a', undefined],
    [
      'it was away for a day',
      24 * hour,
      'a',
      'a',
      /longer than its certificate/,
    ],
    ['roots changed', hour, 'a', 'b', /roots of the mesh have changed/],
    ['roots are not known', hour, 'a', undefined, undefined],
    ['its roots are not known', hour, undefined, 'b', undefined],
  ])('%s', (_, away, had, root, expected) => {
    const why = whyReEnrol(
      { leftAt: NOW - away, root: had },
      { now: NOW, certificateMs: 24 * hour, root },
    );
    expect(why ?? '').toMatch(expected ?? /^$/);
  });
});
