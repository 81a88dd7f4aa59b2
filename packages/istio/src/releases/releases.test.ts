import { assessVersion } from './assessVersion';
import { imageTag, imageVersion } from './imageVersion';
import {
  compareIstioVersions,
  isOlder,
  parseIstioVersion,
} from './istioVersion';
import { DEFAULT_SUPPORT_TABLE } from './supportTable';

describe('parseIstioVersion', () => {
  it.each<[string, object]>([
    [
      '1.30.2',
      { minor: '1.30', patch: 2, flavour: 'istio', distroless: false },
    ],
    ['v1.30.2', { minor: '1.30', patch: 2, flavour: 'istio' }],
    [' 1.30.2 ', { text: '1.30.2', minor: '1.30', patch: 2 }],
    [
      '1.30.2-distroless',
      { minor: '1.30', patch: 2, flavour: 'istio', distroless: true },
    ],
    ['1.30.2-debug', { minor: '1.30', patch: 2, flavour: 'istio' }],
    ['1.30.2-tetrate0', { minor: '1.30', patch: 2, flavour: 'tetrate' }],
    ['1.30.2+tetrate1', { minor: '1.30', patch: 2, flavour: 'tetrate' }],
    ['1.30.2-tetrate-v0', { minor: '1.30', patch: 2, flavour: 'tetrate' }],
    [
      '1.30.2-tetratefips-v0',
      { minor: '1.30', patch: 2, flavour: 'tetrate-fips' },
    ],
    ['1.30.2-tetrate12', { flavour: 'tetrate', build: 12 }],
    ['1.30.2-tetrate-v3', { flavour: 'tetrate', build: 3 }],
    ['1.30.2-tetratefips3', { flavour: 'tetrate-fips', build: 3 }],
    ['1.30.2-istio-v0', { flavour: 'istio', build: 0 }],
    ['1.30.2-mycorp-fips', { flavour: 'other' }],
    ['1.30.2-tetrate0-distroless', { flavour: 'tetrate', distroless: true }],
    ['1.31-dev', { minor: '1.31', preRelease: 'dev', flavour: 'istio' }],
    [
      '1.31.0-rc.0',
      { minor: '1.31', patch: 0, preRelease: 'rc.0', flavour: 'istio' },
    ],
    ['1.31.0-beta.1', { minor: '1.31', patch: 0, preRelease: 'beta.1' }],
    [
      '1.31-alpha.86c9f01f',
      { minor: '1.31', preRelease: 'alpha.86c9f01f', flavour: 'istio' },
    ],
    ['1.30.2-mycorp.7', { minor: '1.30', patch: 2, flavour: 'other' }],
    ['1.30', { minor: '1.30', flavour: 'istio' }],
    ['01.030.2', { minor: '1.30' }],
  ])('reads %s', (text, expected) => {
    expect(parseIstioVersion(text)).toMatchObject(expected);
  });

  it.each([
    'latest',
    '',
    ' ',
    'auto',
    '86c9f01f32',
    'unknown',
    'x.y.z',
    '1',
    'sha256:abc',
    '1.',
    '.1',
    '1.x.2',
    '1.30.2.4.5/',
    '99999999.1.1',
    '1.30.2\n1.31',
    '{}',
    '1.30.',
    '٣.٣٠',
  ])('does not fail on %j', text => {
    const version = parseIstioVersion(text);
    expect(version.minor).toBeUndefined();
    expect(assessVersion(text, new Date(0), DEFAULT_SUPPORT_TABLE)).toEqual({
      status: 'unknown',
    });
    expect(isOlder(text, '1.30.2')).toBe(false);
    expect(isOlder('1.30.2', text)).toBe(false);
  });
});

describe('compareIstioVersions', () => {
  it('orders versions', () => {
    const ordered = [
      '1.9.9',
      '1.28.10',
      '1.29.8',
      '1.30-dev',
      '1.30.0-alpha.1',
      '1.30.0-beta.0',
      '1.30.0-rc.0',
      '1.30.0',
      '1.30.2',
      '1.30.10',
      '1.31-dev',
      '1.31.1',
      '2.0.0',
    ];
    const shuffled = [...ordered].sort((a, b) => (a < b ? -1 : 1));
    expect(shuffled.sort((a, b) => compareIstioVersions(a, b)!)).toEqual(
      ordered,
    );
  });

  it.each<[string, string, boolean]>([
    ['1.30.1', '1.30.2', true],
    ['1.30.2', '1.30.2', false],
    ['1.30.3', '1.30.2', false],
    ['1.29.9', '1.30.0', true],
    ['1.9.0', '1.10.0', true],
    ['1.30.2-distroless', '1.30.2', false],
    ['1.30.2-tetrate0', '1.30.2-tetrate1', false],
    ['1.31-dev', '1.31-dev', false],
  ])('%s is older than %s: %s', (proxy, controlPlane, expected) => {
    expect(isOlder(proxy, controlPlane)).toBe(expected);
  });
});

describe('assessVersion', () => {
  const TODAY = new Date('2026-11-21T12:00:00Z');
  it.each<[string, Date, object]>([
    [
      '1.31.1',
      TODAY,
      { status: 'supported', endOfLife: '2027-02-28', endOfLifeExpected: true },
    ],
    [
      '1.31.0',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2027-02-28',
        endOfLifeExpected: true,
        newerPatch: '1.31.1',
        securityPatch: true,
      },
    ],
    [
      '1.30.5',
      TODAY,
      { status: 'supported', endOfLife: '2026-11-30', endOfLifeExpected: true },
    ],
    [
      '1.30.6',
      TODAY,
      { status: 'supported', endOfLife: '2026-11-30', endOfLifeExpected: true },
    ],
    [
      '1.30.2-distroless',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        newerPatch: '1.30.5',
        securityPatch: true,
      },
    ],
    ['1.29.8', TODAY, { status: 'endOfLife', endOfLife: '2026-10-12' }],
    [
      '1.28.9',
      TODAY,
      {
        status: 'endOfLife',
        endOfLife: '2026-07-01',
        newerPatch: '1.28.10',
        securityPatch: true,
      },
    ],
    ['1.28.10', TODAY, { status: 'endOfLife', endOfLife: '2026-07-01' }],
    [
      '1.28.10',
      new Date('2026-07-01T23:59:59Z'),
      { status: 'supported', endOfLife: '2026-07-01' },
    ],
    [
      '1.28.10',
      new Date('2026-07-02T00:00:00Z'),
      { status: 'endOfLife', endOfLife: '2026-07-01' },
    ],
    ['1.27.9', TODAY, { status: 'endOfLife', endOfLife: '2026-04-07' }],
    ['1.26.8', TODAY, { status: 'endOfLife', endOfLife: '2025-12-22' }],
    [
      '1.25.0',
      TODAY,
      {
        status: 'endOfLife',
        endOfLife: '2025-09-30',
        newerPatch: '1.25.5',
        securityPatch: true,
      },
    ],
    // No patch of security lies between.
    [
      '1.29.7',
      TODAY,
      { status: 'endOfLife', endOfLife: '2026-10-12', newerPatch: '1.29.8' },
    ],
    [
      '1.29.6',
      TODAY,
      {
        status: 'endOfLife',
        endOfLife: '2026-10-12',
        newerPatch: '1.29.8',
        securityPatch: true,
      },
    ],
    // Builds of others: their own newest, and Istio's date said to be Istio's.
    [
      '1.30.3-tetrate1',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        endOfLifeOf: 'istio',
      },
    ],
    [
      '1.30.3-tetrate0',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        endOfLifeOf: 'istio',
        newerPatch: '1.30.3-tetrate1',
      },
    ],
    [
      '1.30.2-tetrate4',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        endOfLifeOf: 'istio',
        newerPatch: '1.30.3-tetrate1',
        securityPatch: true,
      },
    ],
    [
      '1.30.1-tetratefips-v0',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        endOfLifeOf: 'istio',
      },
    ],
    [
      '1.30.1-mycorp.7',
      TODAY,
      {
        status: 'supported',
        endOfLife: '2026-11-30',
        endOfLifeExpected: true,
        endOfLifeOf: 'istio',
      },
    ],
    ['1.24.6', TODAY, { status: 'unknown' }],
    ['1.32.0', TODAY, { status: 'unknown' }],
  ])('%s on %s', (version, today, expected) => {
    expect(assessVersion(version, today, DEFAULT_SUPPORT_TABLE)).toEqual(
      expected,
    );
  });

  it('goes by the table that it is given', () => {
    const table = [
      {
        ...DEFAULT_SUPPORT_TABLE[0],
        minor: '1.32',
        endOfLife: '2027-06-01',
        newestPatch: '1.32.3',
        securityPatches: ['1.32.1'],
      },
    ];
    expect(assessVersion('1.32.1', TODAY, table)).toEqual({
      status: 'supported',
      endOfLife: '2027-06-01',
      endOfLifeExpected: true,
      newerPatch: '1.32.3',
    });
  });

  it('has a table whose newest patch is of its own minor, newest minor first', () => {
    for (const {
      minor,
      newestPatch,
      released,
      endOfLife,
    } of DEFAULT_SUPPORT_TABLE) {
      expect(parseIstioVersion(newestPatch!).minor).toBe(minor);
      expect(released! < endOfLife!).toBe(true);
    }
    const minors = DEFAULT_SUPPORT_TABLE.map(({ minor }) => minor);
    expect(minors).toEqual([
      '1.31',
      '1.30',
      '1.29',
      '1.28',
      '1.27',
      '1.26',
      '1.25',
    ]);
  });
});

describe('imageTag and imageVersion', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['docker.io/istio/proxyv2:1.30.2', '1.30.2', '1.30.2'],
    ['proxyv2:1.30.2', '1.30.2', '1.30.2'],
    [
      'localhost:5000/istio/proxyv2:1.30.2-distroless',
      '1.30.2-distroless',
      '1.30.2',
    ],
    ['localhost:5000/istio/proxyv2', undefined, undefined],
    [
      `docker.io/istio/proxyv2:1.30.2@sha256:${'a'.repeat(64)}`,
      '1.30.2',
      '1.30.2',
    ],
    [`docker.io/istio/proxyv2@sha256:${'a'.repeat(64)}`, undefined, undefined],
    [
      'containers.istio.tetratelabs.com/proxyv2:1.30.3-tetrate1',
      '1.30.3-tetrate1',
      '1.30.3-tetrate1',
    ],
    ['istio/pilot:1.31-dev-debug', '1.31-dev-debug', '1.31-dev'],
    ['istio/pilot:v1.30.2', 'v1.30.2', '1.30.2'],
    ['istio/proxyv2:latest', 'latest', undefined],
    ['auto', undefined, undefined],
    ['', undefined, undefined],
    ['a:', undefined, undefined],
  ])('%s', (image, tag, version) => {
    expect(imageTag(image)).toBe(tag);
    expect(imageVersion(image)).toBe(version);
  });
});
