import { checkMesh } from './checkMesh';
import { flavourDrift } from './flavours';
import { minorsText } from './minors';
import { DEFAULT_SUPPORT_TABLE as table } from './supportTable';

const today = new Date('2026-11-21T12:00:00Z');

const check = (more: Partial<Parameters<typeof checkMesh>[0]>) =>
  checkMesh({
    planes: [],
    proxies: [],
    kubernetes: 'v1.34.1',
    today,
    table,
    ...more,
  });
const plane = (version?: string, revision = 'default') => ({
  revision,
  version,
});

describe('checkMesh', () => {
  it.each<[string, Partial<Parameters<typeof checkMesh>[0]>, string[]]>([
    ['nothing', {}, []],
    ['the newest', { planes: [plane('1.31.1')] }, []],
    [
      'the end of life near',
      { planes: [plane('1.30.5')] },
      ['warning END_OF_LIFE_NEAR'],
    ],
    ['past its end', { planes: [plane('1.29.8')] }, ['error END_OF_LIFE']],
    [
      'a patch',
      { planes: [plane('1.29.7')] },
      ['error END_OF_LIFE', 'warning NEWER_PATCH'],
    ],
    [
      'a security patch',
      { planes: [plane('1.31.0')] },
      ['error SECURITY_PATCH'],
    ],
    [
      'a minor that nobody lists',
      { planes: [plane('1.24.6')] },
      ['info SUPPORT_UNKNOWN'],
    ],
    [
      'a text that is no version',
      { planes: [plane('latest')] },
      ['warning VERSION_UNREADABLE'],
    ],
    ['no version', { planes: [plane()] }, ['warning VERSION_UNREADABLE']],
    [
      'Kubernetes too old',
      { planes: [plane('1.31.1')], kubernetes: '1.26' },
      ['warning KUBERNETES_UNSUPPORTED'],
    ],
    [
      'Kubernetes only tested',
      { planes: [plane('1.31.1')], kubernetes: '1.31' },
      ['warning KUBERNETES_TESTED_ONLY'],
    ],
    [
      'Kubernetes too new',
      { planes: [plane('1.31.1')], kubernetes: '1.38' },
      ['warning KUBERNETES_UNSUPPORTED'],
    ],
    [
      'Kubernetes unknown',
      { planes: [plane('1.31.1')], kubernetes: undefined },
      [],
    ],
    [
      'proxies ahead',
      { planes: [plane('1.31.1')], proxies: [{ version: '1.32.0', count: 1 }] },
      ['error PROXIES_AHEAD'],
    ],
    [
      'proxies two behind',
      { planes: [plane('1.31.1')], proxies: [{ version: '1.29.8', count: 3 }] },
      ['error PROXIES_BEHIND'],
    ],
    [
      'proxies one behind',
      { planes: [plane('1.31.1')], proxies: [{ version: '1.30.5', count: 3 }] },
      ['info PROXIES_OLDER'],
    ],
    [
      'proxies unreadable',
      {
        planes: [plane('1.31.1')],
        proxies: [{ version: 'x', count: 3 }, { count: 1 }],
      },
      ['info VERSION_UNREADABLE', 'info VERSION_UNREADABLE'],
    ],
    [
      'proxies of a revision that is not there',
      {
        planes: [plane('1.31.1')],
        proxies: [{ version: '1.20.0', revision: 'gone', count: 3 }],
      },
      [],
    ],
    [
      'two revisions',
      {
        planes: [plane('1.31.1', 'a'), plane('1.30.5', 'b')],
        proxies: [
          { version: '1.31.1', revision: 'a', count: 1 },
          { version: '1.30.5', revision: 'b', count: 1 },
        ],
      },
      ['warning END_OF_LIFE_NEAR', 'info MINORS_MIXED', 'info MINORS_MIXED'],
    ],
    [
      'two flavours',
      {
        planes: [plane('1.31.1')],
        proxies: [{ version: '1.31.1-tetratefips-v0', count: 1 }],
      },
      ['warning FLAVOURS_MIXED'],
    ],
  ])('%s', (_, input, expected) => {
    const { remarks, upToDate } = check(input);
    expect(remarks.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      expected,
    );
    expect(upToDate).toBe(!expected.some(one => !one.startsWith('info')));
  });

  it('says it in sentences', () => {
    const { remarks } = check({
      planes: [plane('1.28.9-tetrate0', 'canary')],
      proxies: [{ version: '1.26.1', revision: 'canary', count: 2 }],
      kubernetes: '1.36',
    });
    expect(remarks.map(({ message }) => message)).toEqual([
      'Control plane canary runs 1.28.9-tetrate0: the support of 1.28 ended on 2026-07-01. That is the date of Istio itself; its distributor may support it for longer.',
      'Control plane canary runs 1.28.9-tetrate0: 1.28.10-tetrate1 mends security problems of it.',
      '2 proxies on 1.26.1 under control plane canary on 1.28.9-tetrate0: a proxy may be one minor version behind, not 2.',
      'Control plane canary runs 1.28.9-tetrate0, which supports Kubernetes 1.30 to 1.34; this cluster runs 1.36.',
      'Several distributions run: Istio, Tetrate.',
    ]);
  });
});

describe('flavourDrift', () => {
  const demand = { name: 'PCI', flavours: ['tetrate-fips'] as const };
  it.each<[string | undefined, string[]]>([
    ['1.30.3-tetratefips-v0', []],
    ['1.30.3-tetratefips1-distroless', []],
    [
      '1.30.3-tetrate1',
      [
        'It of east runs 1.30.3-tetrate1 of Tetrate; PCI requires Tetrate FIPS.',
      ],
    ],
    ['1.30.3', ['It of east runs 1.30.3 of Istio; PCI requires Tetrate FIPS.']],
    [
      '1.30.3-mycorp-fips',
      [
        'It of east runs 1.30.3-mycorp-fips of another distribution; PCI requires Tetrate FIPS.',
      ],
    ],
    [
      'latest',
      [
        'Which distribution It of east runs is not known; PCI requires Tetrate FIPS.',
      ],
    ],
    [
      undefined,
      [
        'Which distribution It of east runs is not known; PCI requires Tetrate FIPS.',
      ],
    ],
  ])('%s', (version, expected) => {
    expect(
      flavourDrift('east', [demand], [{ what: 'It', version }]).map(
        ({ sentence }) => sentence,
      ),
    ).toEqual(expected);
  });

  it('takes any of several, and says several', () => {
    const either = {
      name: 'rule',
      flavours: ['tetrate', 'tetrate-fips'] as const,
    };
    expect(
      flavourDrift(
        'east',
        [either],
        [{ what: 'It', version: '1.30.3-tetrate1' }],
      ),
    ).toEqual([]);
    expect(
      flavourDrift(
        'east',
        [either],
        [{ what: '3 proxies', version: '1.30.3', count: 3 }],
      ),
    ).toMatchObject([
      {
        state: 'drifted',
        flavour: 'istio',
        sentence:
          '3 proxies of east run 1.30.3 of Istio; rule requires Tetrate or Tetrate FIPS.',
      },
    ]);
  });
});

describe('minorsText', () => {
  it.each([
    [['1.32', '1.33', '1.34'], '1.32 to 1.34'],
    [['1.34', '1.32'], '1.32, 1.34'],
    [['1.9', '1.10', '1.11'], '1.9 to 1.11'],
    [['1.33'], '1.33'],
    [[], ''],
  ])('%j', (minors, text) => {
    expect(minorsText(minors)).toBe(text);
  });
});
