import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './kubernetesObject';
import { toYaml } from './toYaml';

function withValue(value: unknown): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    spec: { value },
  };
}

const STRINGS = [
  'y',
  'Y',
  'n',
  'yes',
  'No',
  'on',
  'OFF',
  'true',
  'False',
  'null',
  '~',
  '',
  '0x1',
  '0b11',
  '0o7',
  '010',
  '08',
  '1_000',
  '+1',
  '-1',
  '1e3',
  '.5',
  '1.',
  '.inf',
  '-.Inf',
  '.nan',
  '12:30:45',
  '1:20',
  '190:20:30',
  '2001-01-01',
  '2001-1-1',
  '2001-12-14t21:59:43.10-05:00',
  '2001-12-14 21:59:43',
  '<<',
  '=',
  '---',
  '--- a',
  '...',
  '- a',
  '-',
  '? a',
  ': a',
  'a: b',
  'a:',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '!!int 1',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '{a: b}',
  '[a]',
  '"a"',
  "'a'",
  'a\nb',
  'a\n',
  '\na',
  'a\tb',
  ' a',
  'a ',
  '\u0085',
  'a\u2028b',
  'a\u2029b',
  '\ufeffa',
  '\u0000',
  '\u001b[0m',
  '\u007f',
  'é',
  '😀',
  'a\r\nb',
];

describe('toYaml', () => {
  it.each(STRINGS)(
    'keeps the string %j for readers of either version',
    text => {
      const yaml = toYaml([withValue(text)]);
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(yaml, { version }).spec.value).toBe(text);
      }
    },
  );

  it.each([
    'y',
    'on',
    '0x1',
    '1_000',
    '2001-01-01',
    '1:20',
    '010',
    '<<',
    '---',
  ])('quotes %j', text => {
    expect(toYaml([withValue(text)])).toContain(`value: "${text}"\n`);
  });

  it.each(['\u0085', '\u2028', '\u2029', '\ufeff', '\u0000', '\u007f'])(
    'writes %j as an escape',
    character => {
      const yaml = toYaml([withValue(`a${character}b`)]);
      expect(yaml).not.toContain(character);
      expect(yaml).toMatch(/value: "a\\(u[0-9a-f]{4}|0|x[0-9a-f]{2}|[NLP])b"/);
    },
  );

  it.each([[1], [1.5], [true], [false], [null], [[]], [{}], [['y', 1]]])(
    'keeps the value %j',
    value => {
      expect(parse(toYaml([withValue(value)])).spec.value).toEqual(value);
    },
  );

  it('quotes keys too', () => {
    const yaml = toYaml([withValue({ y: 1, '1': 2, on: 3, 'a: b': 4 })]);
    expect(parse(yaml, { version: '1.1' }).spec.value).toEqual({
      y: 1,
      '1': 2,
      on: 3,
      'a: b': 4,
    });
    expect(yaml).toContain('"y": 1');
  });

  it('writes keys in order and parts with a line of dashes', () => {
    const object = {
      status: { ready: true },
      spec: { z: 1, a: 2 },
      metadata: {
        annotations: { c: 'd' },
        labels: { a: 'b' },
        namespace: 'ns',
        name: 'x',
        uid: undefined,
      },
      kind: 'Thing',
      apiVersion: 'v1',
    };
    expect(toYaml([object, withValue('b')])).toBe(`apiVersion: v1
kind: Thing
metadata:
  name: x
  namespace: ns
  labels:
    a: b
  annotations:
    c: d
spec:
  z: 1
  a: 2
status:
  ready: true
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
spec:
  value: b
`);
  });

  it('never folds and never uses aliases', () => {
    const long = 'word '.repeat(60).trim();
    const shared = { a: long };
    const yaml = toYaml([withValue([shared, shared])]);
    expect(yaml.match(new RegExp(long, 'g'))).toHaveLength(2);
    expect(parseAllDocuments(yaml)).toHaveLength(1);
  });

  it('writes nothing for nothing', () => {
    expect(toYaml([])).toBe('');
  });
});
