import { DEFAULT_SUPPORT_TABLE, MinorRelease } from './supportTable';
import { upgradePath } from './upgradePath';
import type { UpgradePath, UpgradeQuestion } from './upgradeSteps';

const TODAY = new Date('2026-11-21T12:00:00Z');

const ask = (question: Partial<UpgradeQuestion> & { from: string }) =>
  upgradePath({ today: TODAY, table: DEFAULT_SUPPORT_TABLE, ...question });

/** `K 1.30>1.31`, `C 1.30.2>1.31.1`, `D 1.30>1.31.1`; `!` where there is a caution. */
function told({ steps }: UpgradePath): string {
  return steps
    .map(
      ({ kind, from, to, cautions }) =>
        `${kind[0].toUpperCase()} ${from}>${to}${'!'.repeat(cautions.length)}`,
    )
    .join(', ');
}

type Case = [string, Partial<UpgradeQuestion> & { from: string }, string];

const CASES: Case[] = [
  // Patches.
  [
    'a patch',
    { from: '1.31.0', kubernetes: '1.34' },
    'C 1.31.0>1.31.1, D 1.31.0>1.31.1',
  ],
  ['the newest', { from: '1.31.1', kubernetes: '1.34' }, ''],
  ['newer than is known', { from: '1.31.7', kubernetes: '1.34' }, ''],
  [
    'a minor that stays',
    { from: '1.30.2', to: '1.30', kubernetes: '1.34' },
    'C 1.30.2>1.30.5, D 1.30.2>1.30.5',
  ],
  [
    'a patch by name',
    { from: '1.30.2', to: '1.30.4', kubernetes: '1.34' },
    'C 1.30.2>1.30.4, D 1.30.2>1.30.4',
  ],
  [
    'where it is, by name',
    { from: '1.30.2', to: '1.30.2', kubernetes: '1.34' },
    '',
  ],
  ['a distroless image', { from: '1.31.1-distroless', kubernetes: '1.34' }, ''],
  [
    'a release of a development build',
    { from: '1.31-dev', kubernetes: '1.34' },
    'C 1.31-dev>1.31.1, D 1.31-dev>1.31.1',
  ],
  [
    'a release of a candidate',
    { from: '1.31.0-rc.0', kubernetes: '1.34' },
    'C 1.31.0-rc.0>1.31.1, D 1.31.0-rc.0>1.31.1',
  ],
  // One minor at a time.
  [
    'the next minor',
    { from: '1.30.5', kubernetes: '1.34' },
    'C 1.30.5>1.31.1, D 1.30.5>1.31.1',
  ],
  [
    'an old patch straight to the next minor',
    { from: '1.30.0', kubernetes: 'v1.34.2-eks-1' },
    'C 1.30.0>1.31.1, D 1.30.0>1.31.1',
  ],
  [
    'two minors',
    { from: '1.29.6', kubernetes: '1.33' },
    'C 1.29.6>1.30.5, D 1.29.6>1.30.5, C 1.30.5>1.31.1, D 1.30.5>1.31.1',
  ],
  [
    'to a minor on the way',
    { from: '1.28.10', to: '1.30', kubernetes: '1.33' },
    'C 1.28.10>1.29.8, D 1.28.10>1.29.8, C 1.29.8>1.30.5, D 1.29.8>1.30.5',
  ],
  [
    'to a patch on the way',
    { from: '1.28.10', to: '1.30.4', kubernetes: '1.33' },
    'C 1.28.10>1.29.8, D 1.28.10>1.29.8, C 1.29.8>1.30.4, D 1.29.8>1.30.4',
  ],
  [
    'from a minor that nobody lists',
    { from: '1.23.1', to: '1.25', kubernetes: '1.29' },
    'C 1.23.1>1.24!, D 1.23.1>1.24, C 1.24>1.25.5, D 1.24>1.25.5',
  ],
  [
    'a single-digit minor',
    { from: '1.9.9', to: '1.25', kubernetes: '1.29' },
    `${Array.from(
      { length: 15 },
      (_, i) =>
        `C ${i ? `1.${i + 9}` : '1.9.9'}>1.${i + 10}!, D ${
          i ? `1.${i + 9}` : '1.9.9'
        }>1.${i + 10}`,
    ).join(', ')}, C 1.24>1.25.5, D 1.24>1.25.5`,
  ],
  // Kubernetes in the way.
  [
    'Kubernetes first',
    { from: '1.29.8', to: '1.30', kubernetes: '1.31' },
    'K 1.31>1.32, C 1.29.8>1.30.5, D 1.29.8>1.30.5',
  ],
  [
    'Kubernetes twice at once',
    { from: '1.28.10', to: '1.29', kubernetes: '1.29' },
    'K 1.29>1.30, K 1.30>1.31, C 1.28.10>1.29.8, D 1.28.10>1.29.8',
  ],
  [
    'Kubernetes between',
    { from: '1.28.10', to: '1.30', kubernetes: '1.31' },
    'C 1.28.10>1.29.8, D 1.28.10>1.29.8, K 1.31>1.32, C 1.29.8>1.30.5, D 1.29.8>1.30.5',
  ],
  [
    'Kubernetes only as late as it must',
    { from: '1.26.8', to: '1.29', kubernetes: '1.29' },
    'C 1.26.8>1.27.9, D 1.26.8>1.27.9, K 1.29>1.30, C 1.27.9>1.28.10, D 1.27.9>1.28.10, K 1.30>1.31, C 1.28.10>1.29.8, D 1.28.10>1.29.8',
  ],
  [
    'for a patch too',
    { from: '1.30.2', to: '1.30', kubernetes: '1.31' },
    'K 1.31>1.32, C 1.30.2>1.30.5, D 1.30.2>1.30.5',
  ],
  [
    'where Istio is right already',
    { from: '1.31.1', kubernetes: '1.30' },
    'K 1.30>1.31, K 1.31>1.32',
  ],
  [
    'Kubernetes that is ahead all the way',
    { from: '1.27.9', to: '1.30', kubernetes: '1.36' },
    'C 1.27.9>1.28.10!, D 1.27.9>1.28.10, C 1.28.10>1.29.8!, D 1.28.10>1.29.8, C 1.29.8>1.30.5, D 1.29.8>1.30.5',
  ],
  [
    'Kubernetes that nobody supports yet',
    { from: '1.31.0', to: '1.31', kubernetes: '1.40' },
    'C 1.31.0>1.31.1!, D 1.31.0>1.31.1',
  ],
  [
    'unknown Kubernetes',
    { from: '1.30.5' },
    'C 1.30.5>1.31.1!, D 1.30.5>1.31.1',
  ],
  [
    'Kubernetes that cannot be read',
    { from: '1.30.5', kubernetes: 'latest' },
    'C 1.30.5>1.31.1!, D 1.30.5>1.31.1',
  ],
  // Proxies.
  [
    'proxies that lag first',
    { from: '1.30.5', kubernetes: '1.34', proxies: ['1.29.8', '1.30.5'] },
    'D 1.29>1.30.5, C 1.30.5>1.31.1, D 1.30.5>1.31.1',
  ],
  [
    'proxies of several minors',
    { from: '1.30.5', kubernetes: '1.34', proxies: ['1.27.9', '1.29.8'] },
    'D 1.27, 1.29>1.30.5, C 1.30.5>1.31.1, D 1.30.5>1.31.1',
  ],
  [
    'proxies that lag, and nothing else',
    { from: '1.31.1', kubernetes: '1.34', proxies: ['1.30.1'] },
    'D 1.30>1.31.1',
  ],
  [
    'proxies of an older patch wait',
    { from: '1.30.5', kubernetes: '1.34', proxies: ['1.30.1'] },
    'C 1.30.5>1.31.1, D 1.30.5>1.31.1',
  ],
  [
    'proxies that tell nothing',
    { from: '1.31.1', kubernetes: '1.34', proxies: ['latest', ''] },
    '',
  ],
  // Flavours.
  [
    'the newest build of Tetrate',
    { from: '1.30.2-tetrate0', kubernetes: '1.33' },
    'C 1.30.2-tetrate0>1.30.3-tetrate1, D 1.30.2-tetrate0>1.30.3-tetrate1',
  ],
  [
    'a newer build of one version',
    { from: '1.30.3-tetrate0', kubernetes: '1.33' },
    'C 1.30.3-tetrate0>1.30.3-tetrate1, D 1.30.3-tetrate0>1.30.3-tetrate1',
  ],
  [
    'minors of Tetrate',
    { from: '1.28.9-tetrate0', kubernetes: '1.32' },
    'C 1.28.9-tetrate0>1.29.6-tetrate2, D 1.28.9-tetrate0>1.29.6-tetrate2, C 1.29.6-tetrate2>1.30.3-tetrate1, D 1.29.6-tetrate2>1.30.3-tetrate1',
  ],
  [
    'FIPS, of which no build is known',
    { from: '1.30.2-tetratefips-v0', kubernetes: '1.33' },
    'C 1.30.2-tetratefips-v0>1.31!, D 1.30.2-tetratefips-v0>1.31',
  ],
  [
    'a distribution of somebody else',
    { from: '1.30.2-mycorp.7', kubernetes: '1.33' },
    'C 1.30.2-mycorp.7>1.31!, D 1.30.2-mycorp.7>1.31',
  ],
  [
    'a change to Tetrate',
    { from: '1.30.3', to: '1.30', flavour: 'tetrate', kubernetes: '1.33' },
    'C 1.30.3>1.30.3-tetrate1, D 1.30.3>1.30.3-tetrate1',
  ],
];

describe('upgradePath', () => {
  it.each(CASES)('%s', (_, question, expected) => {
    const path = ask(question);
    expect(told(path)).toBe(expected);
    expect(path.state).toBe(expected === '' ? 'upToDate' : 'path');
  });

  it.each<
    [string, Partial<UpgradeQuestion> & { from: string }, string, RegExp]
  >([
    [
      'what cannot be read',
      { from: 'latest' },
      'notKnown',
      /"latest" is no version/,
    ],
    [
      'an empty version',
      { from: '' },
      'notKnown',
      /no version that can be read/,
    ],
    ['newer than everything', { from: '1.32.0' }, 'notKnown', /mesh\.releases/],
    ['another major', { from: '2.0.0' }, 'notKnown', /mesh\.releases/],
    [
      'a target of another major',
      { from: '2.0.0', to: '1.31' },
      'refused',
      /different major/,
    ],
    [
      'a target that nobody knows',
      { from: '1.30.5', to: '1.44' },
      'refused',
      /choose one of 1\.31, 1\.30/,
    ],
    [
      'a target that is no version',
      { from: '1.30.5', to: 'newest' },
      'refused',
      /"newest" is no version/,
    ],
    [
      'an older minor',
      { from: '1.31.1', to: '1.30' },
      'refused',
      /1\.30\.5 is older than 1\.31\.1/,
    ],
    ['an older patch', { from: '1.30.5', to: '1.30.4' }, 'refused', /older/],
    [
      'a day when nothing is supported',
      { from: '1.30.5', today: new Date('2030-01-01') },
      'notKnown',
      /support data may be old/,
    ],
  ])('does not lead from or to %s', (_, question, state, words) => {
    const path = ask(question);
    expect(path.state).toBe(state);
    expect(path.summary).toMatch(words);
    expect(path.steps).toEqual([]);
  });

  it('says what is outside support on the way', () => {
    const path = ask({ from: '1.27.9', to: '1.28', kubernetes: '1.36' });
    expect(path.steps[0].cautions).toEqual([
      'Istio 1.28 is supported on Kubernetes 1.30 to 1.34, and this cluster runs 1.36: try this step on a test cluster first, and do not stay on it.',
    ]);
    expect(path.cautions).toEqual([
      '1.28 is past its end of life (2026-07-01); choose a newer minor version.',
    ]);
  });

  it('says when the running Istio does not go with the Kubernetes that the next one needs', () => {
    const table: MinorRelease[] = [
      {
        minor: '1.41',
        endOfLife: '2028-01-01',
        endOfLifeExpected: false,
        newestPatch: '1.41.0',
        kubernetes: ['1.44', '1.45'],
      },
      {
        minor: '1.40',
        endOfLife: '2027-01-01',
        endOfLifeExpected: false,
        newestPatch: '1.40.3',
        kubernetes: ['1.41', '1.42'],
      },
    ];
    const path = ask({ from: '1.40.3', kubernetes: '1.42', table });
    expect(told(path)).toBe(
      'K 1.42>1.43!, K 1.43>1.44!, C 1.40.3>1.41.0, D 1.40.3>1.41.0',
    );
    expect(path.steps[0].cautions[0]).toMatch(
      /1\.40, which still runs then, is not supported on Kubernetes 1\.43/,
    );
  });

  it('says that proxies are ahead, and that a target is supported for days only', () => {
    const path = ask({
      from: '1.29.8',
      to: '1.30',
      kubernetes: '1.33',
      proxies: ['1.31.0'],
    });
    expect(path.cautions).toEqual([
      'Proxies of 1.31 are newer than the control plane, which Istio does not support; the first step of the control plane is urgent.',
      '1.30 is supported until 2026-11-30 only; plan the next upgrade with this one.',
    ]);
  });

  it('takes the newest minor that this Kubernetes runs, before a newer one', () => {
    const table: MinorRelease[] = [
      {
        minor: '1.41',
        endOfLife: '2028-01-01',
        endOfLifeExpected: false,
        newestPatch: '1.41.0',
        kubernetes: ['1.40'],
      },
      {
        minor: '1.40',
        endOfLife: '2028-01-01',
        endOfLifeExpected: false,
        newestPatch: '1.40.3',
        kubernetes: ['1.42'],
      },
    ];
    expect(ask({ from: '1.40.1', kubernetes: '1.42', table }).to).toBe(
      '1.40.3',
    );
  });

  it('goes by the end of life of the day', () => {
    expect(
      ask({ from: '1.28.0', today: new Date('2025-11-10'), kubernetes: '1.33' })
        .to,
    ).toBe('1.31.1');
    const later = new Date('2026-12-24');
    expect(ask({ from: '1.30.5', today: later, kubernetes: '1.33' }).to).toBe(
      '1.31.1',
    );
  });

  it('sums it up in a sentence', () => {
    expect(ask({ from: '1.28.9', kubernetes: '1.30' }).summary).toBe(
      'From 1.28.9 to 1.31.1 in 3 steps of the control plane, with Kubernetes raised 2 times on the way.',
    );
    expect(ask({ from: '1.31.1', kubernetes: '1.31' }).summary).toBe(
      'The control plane stays at 1.31.1; bring Kubernetes to it.',
    );
  });
});
