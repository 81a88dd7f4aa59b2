import { goJsonScalar } from './goJson';
import { GoYamlError } from './GoYamlError';
import { compareKeys } from './keyOrder';
import { isLineBreak, scalarStyle } from './scalarStyle';
import { YamlLines } from './YamlLines';

/**
 * Data as JSON has it. A map has no keys that it only inherits.
 *
 * @public
 */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** Go's `FormatFloat(value, 'g', -1, 64)` for a number that is not integral. */
function goFloat(value: number): string {
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) {
    return value.toString();
  }
  const sign = power < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** go-yaml takes as whole what 64 bits hold, with a sign or without. */
const LEAST_INTEGER = -(2n ** 63n);
const GREATEST_INTEGER = 2n ** 64n - 1n;

function goNumber(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) {
    return goFloat(value);
  }
  // Go and JavaScript write the same few digits of a large number, then zeros.
  const digits = BigInt(String(value));
  return digits >= LEAST_INTEGER && digits <= GREATEST_INTEGER
    ? digits.toString()
    : goFloat(value);
}

/** The longest key in bytes that stands on one line with its value. */
const LONGEST_SIMPLE_KEY = 128;

function isSimpleKey(key: string): boolean {
  return (
    new TextEncoder().encode(key).length <= LONGEST_SIMPLE_KEY &&
    !Array.from(key).some(isLineBreak)
  );
}

/** What go-yaml's reader refuses; JSON leaves it as it is. */
const REFUSED = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/**
 * What becomes of a text on its way through JSON: sigs.k8s.io/yaml writes JSON
 * and reads that as YAML, where U+0085 is the end of a line and so is folded.
 */
function throughJson(text: string): string {
  const refused = REFUSED.exec(text);
  if (refused) {
    const code = refused[0].charCodeAt(0).toString(16).toUpperCase();
    throw new GoYamlError(
      `a text has the control character U+${code.padStart(4, '0')}`,
    );
  }
  if (/\u0085(---|\.\.\.)[ \u0085]/.test(text)) {
    throw new GoYamlError('a text has the mark of a document after U+0085');
  }
  return text.replace(/ *\u0085[ \u0085]*/g, breaks => {
    const further = breaks.replaceAll(' ', '').length - 1;
    return further > 0 ? '\n'.repeat(further) : ' ';
  });
}

/** The longest key that go-yaml reads in JSON, in characters with its quotes. */
const LONGEST_JSON_KEY = 1024;

/** As {@link throughJson}; U+0085 would break the line of a key. */
function keyThroughJson(key: string): string {
  if (key.includes('\u0085')) {
    throw new GoYamlError('a key has the line break U+0085');
  }
  if (Array.from(goJsonScalar(key)).length > LONGEST_JSON_KEY) {
    throw new GoYamlError(
      `a key is longer than ${LONGEST_JSON_KEY} characters with its quotes`,
    );
  }
  return key;
}

type Place = 'root' | 'map' | 'list' | 'key';

function writeNode(lines: YamlLines, value: JsonValue, place: Place): void {
  if (value instanceof Map) {
    writeMap(lines, value);
  } else if (Array.isArray(value)) {
    writeList(lines, value, place);
  } else {
    writeScalar(lines, value as Exclude<JsonValue, object>, place);
  }
}

function writeScalar(
  lines: YamlLines,
  value: null | boolean | number | string,
  place: Place,
): void {
  const outer = lines.indent;
  lines.indent = lines.insideScalar();
  if (typeof value === 'string') {
    const text = throughJson(value);
    const style = scalarStyle(text, place === 'key');
    lines.writeScalar(text, style, place !== 'key');
  } else {
    const text = typeof value === 'number' ? goNumber(value) : String(value);
    lines.writeScalar(text, 'plain', false);
  }
  lines.indent = outer;
}

function writeList(lines: YamlLines, list: JsonValue[], place: Place): void {
  if (list.length === 0) {
    lines.writeIndicator('[', { spaced: true, whitespace: true });
    lines.writeIndicator(']');
    return;
  }
  const outer = lines.indent;
  // go-yaml does not indent a list under its key.
  if (place !== 'map' || lines.isIndented) {
    lines.indent = lines.deeper();
  }
  for (const item of list) {
    lines.writeIndent();
    lines.writeIndicator('-', { spaced: true, indention: true });
    writeNode(lines, item, 'list');
  }
  lines.indent = outer;
}

function writeMap(lines: YamlLines, map: ReadonlyMap<string, JsonValue>): void {
  if (map.size === 0) {
    lines.writeIndicator('{', { spaced: true, whitespace: true });
    lines.writeIndicator('}');
    return;
  }
  const outer = lines.indent;
  lines.indent = lines.deeper();
  for (const key of [...map.keys()].sort(compareKeys)) {
    lines.writeIndent();
    if (isSimpleKey(keyThroughJson(key))) {
      writeNode(lines, key, 'key');
      lines.writeIndicator(':');
    } else {
      lines.writeIndicator('?', { spaced: true, indention: true });
      writeNode(lines, key, 'map');
      lines.writeIndent();
      lines.writeIndicator(':', { spaced: true, indention: true });
    }
    writeNode(lines, map.get(key)!, 'map');
  }
  lines.indent = outer;
}

/**
 * Writes data as Go programs write it with sigs.k8s.io/yaml 1.6 (JSON, then
 * go-yaml v2): the same bytes, down to quotes, folded lines and order of keys.
 *
 * @throws {@link GoYamlError} for control characters, which those refuse as well
 *
 * @public
 */
export function toGoYaml(value: JsonValue): string {
  const lines = new YamlLines();
  writeNode(lines, value, 'root');
  lines.writeIndent();
  return lines.toString();
}
