import { durationMillis } from './duration';
import { DecodeProblem, isListShape, Shape } from './shape';

type Fields = Record<string, unknown>;

const DEEPEST = 100;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Protocol buffers do not tell empty lists and maps from none. */
function isEmpty(value: unknown, shape: Shape): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  const isMap = typeof shape === 'object' && '*' in shape;
  return isMap && isFields(value) && Object.keys(value).length === 0;
}

interface Field {
  name: string;
  /** Protocol buffers also take the name as the `.proto` has it. */
  snake: string;
  shape: Shape;
}

interface FieldTable {
  fields: readonly Field[];
  known: ReadonlySet<string>;
}

const TABLES = new WeakMap<object, FieldTable>();

function tableOf(shape: { readonly [key: string]: Shape }): FieldTable {
  const known = TABLES.get(shape);
  if (known) {
    return known;
  }
  const fields = Object.entries(shape).map(([name, of]) => ({
    name,
    snake: name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
    shape: of,
  }));
  const names = fields.flatMap(({ name, snake }) => [name, snake]);
  const table = { fields, known: new Set(names) };
  TABLES.set(shape, table);
  return table;
}

/**
 * Reads data as Istio's own reader of JSON does (golang/protobuf `jsonpb` with
 * unknown fields allowed): fields that are null or unknown are left out,
 * numbers may stand in quotes, words of an enumeration may be numbers.
 */
export class Decoder {
  readonly problems: DecodeProblem[] = [];
  readonly unknown: (string | number)[][] = [];
  readonly #path: (string | number)[] = [];

  decode(value: unknown, shape: Shape): any {
    if (this.#path.length > DEEPEST) {
      return this.#wrong('less deep');
    }
    if (typeof shape === 'string') {
      return this.#single(value, shape);
    }
    if (isListShape(shape)) {
      return this.#list(value, shape[0]);
    }
    return '*' in shape
      ? this.#map(value, shape['*'])
      : this.#message(value, shape);
  }

  #wrong(expected: string): undefined {
    this.problems.push({ path: [...this.#path], expected });
    return undefined;
  }

  #at<T>(key: string | number, read: () => T): T {
    this.#path.push(key);
    try {
      return read();
    } finally {
      this.#path.pop();
    }
  }

  #single(value: unknown, shape: string): unknown {
    if (shape.startsWith('e:')) {
      return this.#word(value, shape.slice(2).split('|'));
    }
    switch (shape) {
      case 's':
        return this.#text(value);
      case 'd':
        return this.#duration(value);
      case 'i':
        return this.#number(value, true);
      case 'u':
        return this.#unsigned(value);
      case 'n':
        return this.#number(value, false);
      case 'b':
        return this.#truth(value);
      case 'intstr':
        return typeof value === 'number' || typeof value === 'string'
          ? value
          : this.#wrong('a number or a text');
      default:
        return value;
    }
  }

  #text(value: unknown): unknown {
    if (value === null) {
      return '';
    }
    return typeof value === 'string' ? value : this.#wrong('a text in quotes');
  }

  #truth(value: unknown): unknown {
    if (value === null) {
      return false;
    }
    return typeof value === 'boolean' ? value : this.#wrong('true or false');
  }

  #duration(value: unknown): unknown {
    return typeof value === 'string' && durationMillis(value) !== undefined
      ? value
      : this.#wrong('a duration such as 1.5s');
  }

  #number(value: unknown, whole: boolean): unknown {
    const quoted = typeof value === 'string' && /^-?[0-9.eE+-]+$/.test(value);
    const number = quoted ? Number(value) : value;
    if (number === null) {
      return 0;
    }
    const fits =
      typeof number === 'number' &&
      Number.isFinite(number) &&
      (!whole || Number.isInteger(number));
    return fits ? number : this.#wrong(whole ? 'a whole number' : 'a number');
  }

  #unsigned(value: unknown): unknown {
    const number = this.#number(value, true);
    return (number as number) < 0
      ? this.#wrong('a whole number from 0 on')
      : number;
  }

  #word(value: unknown, words: readonly string[]): unknown {
    if (value === null) {
      return words[0];
    }
    if (typeof value === 'number' && Number.isInteger(value)) {
      return words[value] ?? String(value);
    }
    return words.includes(value as string)
      ? value
      : this.#wrong(`one of ${words.join(', ')}`);
  }

  #list(value: unknown, item: Shape): unknown {
    if (!Array.isArray(value)) {
      return this.#wrong('a list');
    }
    return value.map((one, i) =>
      this.#at(i, () =>
        // Istio's reader makes an empty message of null in a list.
        this.decode(one === null && typeof item !== 'string' ? {} : one, item),
      ),
    );
  }

  #map(value: unknown, item: Shape): unknown {
    if (!isFields(value)) {
      return this.#wrong('a map');
    }
    const read: [string, unknown][] = Object.entries(value).map(
      ([key, one]) => [
        key,
        this.#at(key, () =>
          this.decode(
            one === null && typeof item !== 'string' ? {} : one,
            item,
          ),
        ),
      ],
    );
    return Object.fromEntries(read);
  }

  #message(value: unknown, shape: { readonly [key: string]: Shape }): unknown {
    if (!isFields(value)) {
      return this.#wrong('a map of fields');
    }
    const { fields, known } = tableOf(shape);
    const read: Fields = {};
    for (const { name, snake, shape: field } of fields) {
      const key = Object.hasOwn(value, name) ? name : snake;
      const one = Object.hasOwn(value, key) ? value[key] : undefined;
      if (one !== undefined && one !== null) {
        const decoded = this.#at(key, () => this.decode(one, field));
        if (!isEmpty(decoded, field)) {
          read[name] = decoded;
        }
      }
    }
    for (const key of Object.keys(value)) {
      if (!known.has(key)) {
        this.unknown.push([...this.#path, key]);
      }
    }
    return read;
  }
}
