import { analyzeManifests } from '../engine/analyzeManifests';
import { readManifests } from './readManifests';
import { readYaml } from './readYaml';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n';
const read = (text: string, options = {}) =>
  readManifests([{ name: 'a', text }], options);

describe('readManifests', () => {
  it('reads documents, and says where they begin', () => {
    const { manifests, unreadable } = read(
      `\n\n${POD}--- \n---\n# nothing\n---\n\n${POD}`,
    );
    expect(unreadable).toEqual([]);
    expect(manifests.map(one => [one.kind, one.source.line])).toEqual([
      ['Pod', 3],
      ['Pod', 11],
    ]);
    expect(manifests[1].source.lineOf(['metadata', 'name'])).toEqual({
      line: 13,
      single: true,
    });
  });

  it('reads lists, and gives a namespace to those without', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p\n- {apiVersion: v1, kind: Namespace, metadata: {name: n}}\n- {apiVersion: v1, kind: Pod, metadata: {name: q, namespace: b}}\n`;
    const { manifests } = read(text, { namespace: 'a' });
    expect(manifests.map(one => one.object.metadata.namespace)).toEqual([
      'a',
      undefined,
      'b',
    ]);
    expect(manifests[0].source.lineOf(['metadata', 'name'])?.line).toBe(7);
  });

  it('reads words as Kubernetes does', () => {
    const [{ object }] = read(
      `${POD}data: {a: yes, b: "yes", c: 010, d: 1e3, e: ~, <<: {f: g}}\n`,
    ).manifests;
    expect((object as any).data).toEqual({
      a: true,
      b: 'yes',
      c: 8,
      d: 1000,
      e: null,
      f: 'g',
    });
  });

  it('takes a key __proto__ for a key', () => {
    const [{ object }] = read(
      `${POD}data: {__proto__: {polluted: x}}\n`,
    ).manifests;
    expect(Object.keys((object as any).data)).toEqual(['__proto__']);
    expect(({} as any).polluted).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['broken YAML', 'a: [', /./],
    ['a text', 'nothing', /no map of fields/],
    ['a list', '- a', /no map of fields/],
    ['no kind', 'apiVersion: v1', /no apiVersion or no kind/],
    ['no metadata', 'apiVersion: v1\nkind: Pod\nmetadata: x', /its metadata/],
    ['a list of no items', 'apiVersion: v1\nkind: List\nitems: x', /its items/],
    ['an alias of itself', 'a: &a [*a]', /contains it/],
    ['an alias of nothing', 'a: *b', /./],
    ['a key that is a list', '? [a]\n: b', /key is a list/],
    ['depth', `a: ${'['.repeat(500)}${']'.repeat(500)}`, /deep/],
    ['great depth', `a: ${'['.repeat(100_000)}`, /./],
  ])('refuses %s, and reads the others', (_, text, problem) => {
    const { manifests, unreadable } = read(`${POD}---\n${text}\n---\n${POD}`);
    expect(manifests).toHaveLength(2);
    expect(unreadable).toEqual([
      {
        file: 'a',
        line: expect.any(Number),
        problem: expect.stringMatching(problem),
      },
    ]);
  });

  const BOMB = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${Array(10)
        .fill(i ? `*a${i - 1}` : 'x')
        .join(', ')}]`,
  ).join('\n');
  const MERGES = Array.from(
    { length: 30 },
    (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], k${i}: v}`,
  ).join('\n');

  it.each<[string, string, RegExp]>([
    ['a bomb of aliases', BOMB, /more than 500000 values, counting what/],
    [
      'a bomb of merges',
      `a0: &a0 {x: y}\n${MERGES}`,
      /more than 500000 values, counting what/,
    ],
    [
      'a document of many mistakes',
      ': ]\n'.repeat(900_000),
      /Unexpected flow-seq-end/,
    ],
    ['a list within lists', '['.repeat(1_000_000), /deeper than 100/],
    [
      'maps within maps',
      Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /deeper than 100/,
    ],
    [
      'anchors that contain each other',
      'a: &a {b: &b {c: *a, d: *b}}',
      /contains it/,
    ],
    [
      'an alias before its anchor',
      'a: *b\nc: &b x',
      /Unresolved alias|nothing/,
    ],
  ])('refuses %s on the way', (_, text, problem) => {
    const { manifests, unreadable } = read(`${text}\n---\n${POD}`);
    expect(unreadable.map(one => one.problem)).toEqual([
      expect.stringMatching(problem),
    ]);
    expect(manifests).toHaveLength(1);
  });

  it.each<[string, string, RegExp]>([
    ['aliases', `a: &a x\nb: [${'*a, '.repeat(400)}]`, /more than 300 values/],
    ['values', `a: [${'b, '.repeat(310)}]`, /more than 300 values/],
    ['words and signs', `a: [${'[], '.repeat(1000)}]`, /more than 2000 words/],
  ])('refuses too many %s', (_, text, problem) => {
    const limits = { nodes: 300, depth: 100, lexemes: 2000 };
    const { value, problem: found, work } = readYaml(text, limits);
    expect(value).toBeUndefined();
    expect(found).toMatch(problem);
    expect(work).toBeLessThan(2500);
  });

  it('takes an alias for what its name stood for last', () => {
    const [{ object }] = read(
      `${POD}data: {a: &x one, b: *x, c: &x two, d: *x, e: &y [*x], f: &x three, g: *y}\n`,
    ).manifests;
    expect((object as any).data).toMatchObject({
      b: 'one',
      d: 'two',
      e: ['two'],
      g: ['two'],
    });
  });

  it('stops where all documents together are too much work', () => {
    const { manifests, unreadable } = read(`${BOMB}\n---\n`.repeat(90) + POD);
    expect(unreadable.length).toBeLessThan(30);
    expect(unreadable[unreadable.length - 1]).toMatchObject({
      line: 1,
      problem: expect.stringMatching(/^all files together have more words/),
    });
    expect(manifests).toEqual([]);
  });

  it('stops at a hundred thousand documents', () => {
    const { manifests, unreadable } = read(
      '{apiVersion: v1, kind: A}\n---\n'.repeat(100_000),
    );
    expect(manifests).toHaveLength(50_000);
    expect(unreadable).toEqual([
      {
        file: 'a',
        line: 1,
        problem:
          'all files together have more than 50000 documents; the rest of this one was not read',
      },
    ]);
  });

  it('counts items of lists as documents', () => {
    const item = '- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n';
    const text = `apiVersion: v1\nkind: List\nitems:\n${item.repeat(5)}`;
    const { manifests, unreadable } = read(text, { documents: 3 });
    expect(manifests).toHaveLength(2);
    expect(unreadable[0].problem).toMatch(/more than 3 documents/);
  });

  it('names a hundred documents that cannot be read, and reads other files', () => {
    const { manifests, unreadable } = readManifests([
      { name: 'a', text: 'a: b\n---\n'.repeat(100_000) },
      { name: 'b', text: POD },
    ]);
    expect(unreadable).toHaveLength(101);
    expect(unreadable[100].problem).toMatch(/more than 100 of its documents/);
    expect(manifests).toHaveLength(1);
  });

  it('reads on after millions of blank lines and empty documents', () => {
    const text = `${'---\n'.repeat(100_000)}${'\n'.repeat(20_000)}${POD}`;
    const { manifests, unreadable } = read(text);
    expect(unreadable).toEqual([]);
    expect(manifests.map(one => one.source.line)).toEqual([120_001]);
  });

  it('refuses what is too large, without reading it', () => {
    const large = `${POD}---\na: ${'x'.repeat(5_000_000)}\n`;
    expect(read(large).unreadable[0].problem).toMatch(
      /at most 4000000 are read/,
    );
    expect(read(large).manifests).toHaveLength(1);
    const { manifests, unreadable } = readManifests(
      [
        { name: 'a', text: POD },
        { name: 'b', text: 'x'.repeat(200) },
        { name: 'c', text: POD },
      ],
      { totalSize: 150 },
    );
    expect(manifests).toHaveLength(1);
    expect(unreadable.map(one => one.file)).toEqual(['b', 'c']);
  });

  it('makes a finding of what it cannot read', () => {
    const { findings } = analyzeManifests([
      { name: 'a.yaml', text: `${POD}---\nfoo: bar\n` },
    ]);
    expect(findings.find(one => one.code === 'MSP0001')).toMatchObject({
      severity: 'error',
      source: { file: 'a.yaml', line: 5 },
      message: 'The document cannot be read: it has no apiVersion or no kind.',
    });
  });

  it('finds nothing in nothing', () => {
    for (const text of ['', '---\n---\n', '# a\n', '\n\n']) {
      expect(read(text)).toEqual({ manifests: [], unreadable: [] });
    }
  });
});
