import { assessVersion } from './assessVersion';
import { checkMesh } from './checkMesh';
import { flavourDrift } from './flavours';
import { imageVersion } from './imageVersion';
import { compareBuilds, isOlder, parseIstioVersion } from './istioVersion';
import { kubernetesFit } from './kubernetesFit';
import { listReleases } from './listReleases';
import { minorNumbers } from './minors';
import { DEFAULT_SUPPORT_TABLE as table } from './supportTable';
import { upgradePath } from './upgradePath';
import type { UpgradePath } from './upgradeSteps';

const today = new Date('2026-11-21T12:00:00Z');
const ROUNDS = 600;

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  '1',
  '.',
  '30',
  '2',
  '-',
  '+',
  'v',
  'tetrate',
  'fips',
  'tetratefips',
  'rc',
  'dev',
  'distroless',
  'latest',
  '\n',
  ' ',
  '\u0000',
  '😀',
  '٣',
  '999999999',
  '1.30.2',
  '0',
  ':',
  '/',
  '@sha256',
  'constructor',
  '__proto__',
  '-v0',
  'null',
  '1.31-dev',
  'alpha.1',
];

function anyText(random: () => number): string {
  const length = Math.floor(random() * 7);
  return Array.from({ length }, () =>
    random() < 0.9
      ? PIECES[Math.floor(random() * PIECES.length)]
      : String.fromCodePoint(Math.floor(random() * 0xd7ff)),
  ).join('');
}

function anyVersion(random: () => number): string {
  return `1.${Math.floor(20 + random() * 13)}.${Math.floor(random() * 11)}`;
}

describe('any text as a version', () => {
  it('never fails, and what cannot be read is said to be unknown', () => {
    const random = randomly(11);
    let unread = 0;
    const told = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const [text, other, kubernetes] = [1, 2, 3].map(() => anyText(random));
      const { minor } = parseIstioVersion(text);
      compareBuilds(text, other);
      isOlder(text, other);
      imageVersion(text);
      const support = assessVersion(text, today, table);
      const { fit } = kubernetesFit(text, kubernetes, table);
      const check = checkMesh({
        planes: [{ revision: 'default', version: text }],
        proxies: [{ version: other, count: 1 }],
        kubernetes,
        today,
        table,
      });
      listReleases({
        table,
        today,
        kubernetes,
        running: [{ revision: 'a', version: text }],
      });
      const path = upgradePath({
        from: text,
        to: other,
        kubernetes,
        proxies: [other, text],
        today,
        table,
      });
      const [drift] = flavourDrift(
        'east',
        [{ name: 'x', flavours: ['tetrate-fips'] }],
        [{ what: 'It', version: text }],
      );
      if (minor === undefined) {
        unread += 1;
        told.add(
          JSON.stringify([
            support,
            fit,
            path.state,
            drift.state,
            check.remarks.some(
              ({ code, severity }) =>
                code === 'VERSION_UNREADABLE' && severity === 'warning',
            ),
          ]),
        );
      }
    }
    expect([...told]).toEqual([
      JSON.stringify([
        { status: 'unknown' },
        'unknown',
        'notKnown',
        'notKnown',
        true,
      ]),
    ]);
    expect(unread).toBeGreaterThan(ROUNDS / 2);
    expect(unread).toBeLessThan(ROUNDS);
  });

  it('orders versions without contradiction', () => {
    const random = randomly(5);
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, c] = [1, 2, 3].map(() => anyVersion(random));
      expect(Math.sign(compareBuilds(a, b)!)).toBe(
        -Math.sign(compareBuilds(b, a)!) + 0,
      );
      const isSorted = compareBuilds(a, b)! <= 0 && compareBuilds(b, c)! <= 0;
      expect(!isSorted || compareBuilds(a, c)! <= 0).toBe(true);
    }
  });

  it('leads up one minor at a time, onto Kubernetes that is supported or with a caution', () => {
    const random = randomly(7);
    const wrong: unknown[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = anyVersion(random);
      const kubernetes = `1.${Math.floor(24 + random() * 16)}`;
      const path = upgradePath({
        from,
        kubernetes,
        proxies: [anyVersion(random)],
        today,
        table,
      });
      if (!isSound(path, from, kubernetes)) {
        wrong.push({ from, kubernetes, path });
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether every step starts where the one before it ended and goes no further than it may. */
function isSound(path: UpgradePath, from: string, kubernetes: string): boolean {
  let its = kubernetes;
  let plane = from;
  for (const { kind, from: before, to, cautions } of path.steps) {
    if (kind === 'kubernetes') {
      if (before !== its || numberOf(to) !== numberOf(its) + 1) {
        return false;
      }
      its = to;
    } else if (kind === 'controlPlane') {
      const rise = minorOf(to) - minorOf(plane);
      if (before !== plane || rise < 0 || rise > 1) {
        return false;
      }
      plane = to;
      if (!supports(plane, its) && cautions.length === 0) {
        return false;
      }
    } else if (to !== plane) {
      return false;
    }
  }
  return path.state === 'notKnown' || plane === path.to;
}

function supports(version: string, kubernetes: string): boolean {
  const { minor } = parseIstioVersion(version);
  const release = table.find(one => one.minor === minor);
  return Boolean(release?.kubernetes.includes(kubernetes));
}

function numberOf(minor: string): number {
  return minorNumbers(minor)[1];
}

function minorOf(version: string): number {
  return minorNumbers(parseIstioVersion(version).minor!)[1];
}
