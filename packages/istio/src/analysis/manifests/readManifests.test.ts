import { analyzeManifests } from '../engine/analyzeManifests';
import { readManifests } from './readManifests';

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

  it('refuses a bomb of aliases in little time', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${Array(10)
          .fill(i ? `*a${i - 1}` : 'x')
          .join(', ')}]`,
    );
    const started = Date.now();
    const { unreadable } = read(levels.join('\n'));
    expect(unreadable[0].problem).toMatch(/more than 500000 values|alias/i);
    expect(Date.now() - started).toBeLessThan(10_000);
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
