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

function goNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21
    ? BigInt(value).toString()
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
  return text.replace(/ *\u0085[ \u0085]*/g, breaks => {
    const further = breaks.replaceAll(' ', '').length - 1;
    return further > 0 ? '\n'.repeat(further) : ' ';
  });
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
    if (isSimpleKey(key)) {
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
