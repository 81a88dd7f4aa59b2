import { generateCaKey } from '../keys/keyTypes';
import { TestAuthority } from '../testUtils';
import { commonRoots, RootChangeOptions, rootChange } from './rootChange';
import { appendRoot, removeRoot } from './rootFile';

let a: string;
let b: string;
let c: string;

beforeAll(async () => {
  [a, b, c] = await Promise.all(
    ['A', 'B', 'C'].map(
      async name =>
        new TestAuthority({
          name,
          key: await generateCaKey('P-256'),
          now: new Date(),
        }).certificate,
    ),
  );
});

const OLD: RootChangeOptions = { istioVersion: '1.29.4', multiRoot: true };
const NEW: RootChangeOptions = { istioVersion: '1.30.0', multiRoot: true };
const UNKNOWN: RootChangeOptions = { istioVersion: 'latest', multiRoot: true };

/** Old and new file, what it is, and whether 1.29, 1.30 and an unknown istiod take it. */
const CHANGES: [
  string,
  () => [string, string],
  string,
  boolean,
  boolean,
  boolean,
][] = [
  ['no change', () => [a, a], 'same', true, true, true],
  ['a root appended', () => [a, a + b], 'grown', true, true, true],
  ['a root put in front', () => [a, b + a], 'grown', true, true, true],
  ['a root put between', () => [a + b, a + c + b], 'grown', false, true, false],
  ['the last removed', () => [a + b, a], 'shrunk', true, true, true],
  ['the first removed', () => [a + b, b], 'shrunk', true, true, true],
  [
    'the middle removed',
    () => [a + b + c, a + c],
    'shrunk',
    false,
    true,
    false,
  ],
  ['another order', () => [a + b, b + a], 'rewritten', false, true, false],
  [
    'other line ends',
    () => [a, a.replace(/\n/g, '\r\n')],
    'rewritten',
    false,
    true,
    false,
  ],
  [
    'a comment in front',
    () => [a, `# root\n${a}`],
    'rewritten',
    true,
    true,
    true,
  ],
  [
    'one for another beside a third',
    () => [a + b, b + c],
    'replaced',
    false,
    false,
    false,
  ],
  ['another root', () => [a, b], 'exchanged', false, false, false],
];

it.each(CHANGES)('%s', (_, files, kind, before130, from130, unknown) => {
  const [oldPem, newPem] = files();
  const taken = (options: RootChangeOptions) =>
    rootChange(oldPem, newPem, options).takenLive;
  expect(rootChange(oldPem, newPem, NEW).kind).toBe(kind);
  expect([taken(OLD), taken(NEW), taken(UNKNOWN)]).toEqual([
    before130,
    from130,
    unknown,
  ]);
  // Without the flag a running istiod takes the same bytes alone.
  expect(taken({ istioVersion: '1.30.0' })).toBe(kind === 'same');
});

it.each(['1.31-dev', '1.30.2-tetrate0', '2.0.0'])(
  'counts %s as new',
  version => {
    expect(
      rootChange(a + b, b + a, { istioVersion: version, multiRoot: true })
        .takenLive,
    ).toBe(true);
  },
);

it('tells which roots come, go and stay', () => {
  const { added, removed, kept } = rootChange(a + b, b + c, NEW);
  expect(
    [added, removed, kept].map(list => list.map(({ subject }) => subject)),
  ).toEqual([['O=Trial, CN=C'], ['O=Trial, CN=A'], ['O=Trial, CN=B']]);
});

it('says that a refusal lasts until the next start alone', () => {
  const { reason, notes } = rootChange(a, a + b, { istioVersion: '1.30.0' });
  expect(reason).toContain('ISTIO_MULTIROOT_MESH is not true');
  expect(notes.join(' ')).toContain(
    'replicas that start at different times disagree',
  );
});

it('says how proxies learn of it', () => {
  const told = (proxyConfigXdsAgent: boolean) =>
    rootChange(a, a + b, { ...NEW, proxyConfigXdsAgent }).notes.join(' ');
  expect(told(false)).toContain('PROXY_CONFIG_XDS_AGENT is not true');
  expect(told(true)).not.toContain('PROXY_CONFIG_XDS_AGENT');
});

it('finds the roots that all clusters have', () => {
  const subjects = (...files: string[]) =>
    commonRoots(files).map(({ subject }) => subject);
  expect(subjects(a + b, b + c, c + b)).toEqual(['O=Trial, CN=B']);
  expect(subjects(a, b)).toEqual([]);
  expect(subjects()).toEqual([]);
});

describe('appending a root', () => {
  it('keeps every byte that is there', () => {
    const odd = `# shop\r\n${a.replace(/\n/g, '\r\n')}`;
    expect(appendRoot(odd, b)).toBe(odd + b);
    expect(appendRoot(a.trimEnd(), b)).toBe(a + b);
    expect(appendRoot('', b)).toBe(b);
  });

  it('leaves the file alone when the root is in it, in whatever form', () => {
    const odd = a.replace(/\n/g, '\r\n');
    expect(appendRoot(odd + b, a)).toBe(odd + b);
  });

  it('gives what every istiod takes, there and back', () => {
    const odd = `# shop\n${a}`;
    const both = appendRoot(odd, b);
    expect(rootChange(odd, both, OLD).takenLive).toBe(true);
    const left = removeRoot(both, a);
    expect(left).toBe(b);
    expect(rootChange(both, left, OLD).takenLive).toBe(true);
    expect(rootChange(both, removeRoot(both, b), OLD)).toMatchObject({
      takenLive: true,
      kind: 'shrunk',
    });
  });
});

describe('removing a root', () => {
  it('leaves a contiguous piece', () => {
    expect(removeRoot(a + b + c, a)).toBe(b + c);
    expect(removeRoot(a + b + c, c)).toBe(a + b);
    expect(removeRoot(a + b + a, a)).toBe(b);
  });

  it('refuses the middle, unless istiod compares sets', () => {
    expect(() => removeRoot(a + b + c, b)).toThrow(
      'stands between other roots',
    );
    expect(removeRoot(a + b + c, b, { anywhere: true })).toBe(a + c);
  });

  it('refuses the last, and one that is not there', () => {
    expect(() => removeRoot(a, a)).toThrow('is the only root');
    expect(() => removeRoot(a + a, a)).toThrow('is the only root');
    expect(() => removeRoot(a, b)).toThrow('is none of the roots');
  });
});
