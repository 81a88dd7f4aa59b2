import answers from './__fixtures__/goYaml.json';
import { fromGoYaml, fromPlainData } from './fromGoYaml';
import { GoYamlError } from './GoYamlError';
import { toGoYaml } from './toGoYaml';

/**
 * Random data, and what sigs.k8s.io/yaml 1.6.0 wrote of it (recorded by the Go
 * program of scripts/conformance/goYaml).
 */
const ANSWERS = answers as unknown as {
  data: Record<string, unknown>;
  text?: string;
  refused?: boolean;
}[];

const WRITTEN = ANSWERS.filter(one => one.text !== undefined);
const REFUSED = ANSWERS.filter(one => one.refused);

it('has answers of both sorts', () => {
  expect(WRITTEN.length).toBeGreaterThan(80);
  expect(REFUSED.length).toBeGreaterThan(10);
});

it.each(WRITTEN.map((one, number) => [number, one] as const))(
  'writes data %i as Go does',
  (_, { data, text }) => {
    expect(toGoYaml(fromPlainData(data))).toBe(text);
  },
);

it.each(REFUSED.map((one, number) => [number, one] as const))(
  'refuses data %i as Go does',
  (_, { data }) => {
    expect(() => toGoYaml(fromPlainData(data))).toThrow(GoYamlError);
  },
);

it('reads back what it wrote of plain texts and small numbers', () => {
  const readable = WRITTEN.filter(({ data }) =>
    /^(?!.*(e\+|\d{16}))[\x20-\x7e]*$/.test(JSON.stringify(data)),
  );
  expect(readable.length).toBeGreaterThan(10);
  for (const { data } of readable) {
    const value = fromPlainData(data);
    expect(fromGoYaml(toGoYaml(value))).toEqual(value);
  }
});

it.each([
  [2 ** 53, '9007199254740992'],
  [2 ** 63, '9223372036854776000'],
  [1e19, '10000000000000000000'],
  [1e20, '1e+20'],
  [-1e20, '-1e+20'],
  [2 ** 64, '1.8446744073709552e+19'],
])('writes %s as go-yaml does', (value, text) => {
  expect(toGoYaml(new Map([['a', value]]))).toBe(`a: ${text}\n`);
});

it.each([
  ['a\u0085b', 'a key has the line break U+0085'],
  ['k'.repeat(1023), 'a key is longer than 1024 characters with its quotes'],
  // Go escapes this in JSON, as six characters.
  ['<'.repeat(171), 'a key is longer than 1024 characters with its quotes'],
])('refuses a key that go-yaml cannot read in JSON', (key, why) => {
  expect(() => toGoYaml(new Map([[key, 1]]))).toThrow(why);
});

it('takes the longest key that go-yaml reads', () => {
  expect(toGoYaml(new Map([['k'.repeat(1022), 1]]))).toMatch(/^\? k+\n: 1\n$/);
});
