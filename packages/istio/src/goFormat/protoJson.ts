import { canonicalDuration } from './goDuration';
import type { ProtoField, ProtoMessage } from './protoFields';
import type { JsonValue } from './toGoYaml';

/** A value that protobuf's JSON does not take for its field. */
export class ProtoJsonError extends Error {
  override readonly name = 'ProtoJsonError';
  constructor(
    /** Path of the field, e.g. `tracing.sampling`; '' for the whole. */
    readonly field: string,
    /** What to give instead. */
    readonly mend: string,
  ) {
    super(field ? `${field}: ${mend}` : mend);
  }
}

/** The set fields of a message, in the form that they are written in. */
export type ProtoData = Map<string, JsonValue>;

const RANGES: Record<string, [bigint, bigint]> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

function integer(value: JsonValue, kind: string, path: string): bigint {
  if (value === null) {
    return 0n;
  }
  const [from, to] = RANGES[kind];
  const digits =
    typeof value === 'number' && Number.isInteger(value)
      ? String(BigInt(value))
      : value;
  if (typeof digits === 'string' && /^-?(0|[1-9]\d*)$/.test(digits)) {
    const number = BigInt(digits);
    if (number >= from && number <= to) {
      return number;
    }
  }
  throw new ProtoJsonError(path, `give a whole number from ${from} to ${to}`);
}

function double(value: JsonValue, path: string): JsonValue {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) {
    return value ?? 0;
  }
  if (typeof value === 'string') {
    if (NOT_FINITE.includes(value)) {
      return value;
    }
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(value)) {
      return Number(value);
    }
  }
  throw new ProtoJsonError(path, 'give a number');
}

function enumName(
  value: JsonValue,
  names: ReadonlyMap<number, string>,
  path: string,
): JsonValue {
  if (typeof value === 'string' && [...names.values()].includes(value)) {
    return value;
  }
  if (value === null || typeof value === 'number') {
    const number = Number(integer(value, 'int32', path));
    return names.get(number) ?? number;
  }
  throw new ProtoJsonError(
    path,
    `give one of ${[...names.values()].join(', ')}`,
  );
}

function readValue(
  field: ProtoField,
  value: JsonValue,
  path: string,
  unknown: string[],
): JsonValue {
  switch (field.type) {
    case 'string':
      if (value !== null && typeof value !== 'string') {
        throw new ProtoJsonError(path, 'give a text, in quotes if need be');
      }
      return value ?? '';
    case 'bool':
    case 'boolValue':
      if (value !== null && typeof value !== 'boolean') {
        throw new ProtoJsonError(path, 'give true or false');
      }
      return value ?? false;
    case 'int32':
    case 'uint32':
      return Number(integer(value, field.type, path));
    case 'int32Value':
      return Number(integer(value, 'int32', path));
    case 'int64Value':
      return String(integer(value, 'int64', path));
    case 'double':
      return double(value, path);
    case 'duration': {
      const canonical =
        typeof value === 'string' ? canonicalDuration(value) : undefined;
      if (canonical === undefined) {
        throw new ProtoJsonError(path, 'give a duration such as 45s or 1m30s');
      }
      return canonical;
    }
    case 'enum':
      return enumName(value, field.names, path);
    case 'message':
      return readMessage(field.message, value, new Map(), path, unknown);
    case 'list':
      if (!Array.isArray(value)) {
        throw new ProtoJsonError(path, 'give a list');
      }
      return value.map((item, i) =>
        readValue(field.of, item, `${path}[${i}]`, unknown),
      );
    default:
      if (!(value instanceof Map)) {
        throw new ProtoJsonError(path, 'give a map');
      }
      return new Map(
        [...value].map(([key, item]) => [
          key,
          readValue(field.of, item, `${path}.${key}`, unknown),
        ]),
      );
  }
}

/** Whether a field has the value that protobuf's JSON leaves out. */
function isDefault(field: ProtoField, value: JsonValue): boolean {
  switch (field.type) {
    case 'string':
      return value === '';
    case 'bool':
      return value === false;
    case 'int32':
    case 'uint32':
    case 'double':
      return value === 0;
    case 'enum':
      return value === (field.names.get(0) ?? 0);
    case 'list':
      return (value as JsonValue[]).length === 0;
    case 'map':
      return (value as ReadonlyMap<string, JsonValue>).size === 0;
    default:
      return false;
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLocaleLowerCase('en')}`);
}

/**
 * Reads a message as Go's jsonpb does, onto fields that were set before: a field
 * that is named replaces the old one whole, null leaves it. The result is what
 * jsonpb would write.
 *
 * @param unknown - takes the paths of fields that the message does not have
 * @throws {@link ProtoJsonError} for a value of the wrong type or out of range
 */
export function readMessage(
  message: ProtoMessage,
  value: JsonValue,
  before: ProtoData,
  path: string,
  unknown: string[],
): ProtoData {
  if (value === null) {
    return before;
  }
  if (!(value instanceof Map)) {
    throw new ProtoJsonError(path, 'give a map');
  }
  const data = new Map(before);
  const left = new Set(value.keys());
  const at = (name: string) => (path ? `${path}.${name}` : name);
  for (const [name, field] of message.fields) {
    const snake = snakeCase(name);
    const given = value.has(name) ? value.get(name) : value.get(snake);
    left.delete(name);
    left.delete(snake);
    if (given !== undefined && given !== null) {
      const read = readValue(field, given, at(name), unknown);
      const oneof = message.oneofs.find(group => group.includes(name));
      oneof?.forEach(other => data.delete(other));
      if (!oneof && isDefault(field, read)) {
        data.delete(name);
      } else {
        data.set(name, read);
      }
    }
  }
  left.forEach(name => unknown.push(at(name)));
  return data;
}
