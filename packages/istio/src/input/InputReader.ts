import type { InputProblem } from './InputProblem';

/** A text in a message: shortened, and with its control characters escaped. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Says what is wrong with a value; undefined when nothing is. */
export type Check = (text: string) => string | undefined;

/** A copy without what is undefined. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}

/**
 * Reads the fields of an unknown object, collecting every problem rather than
 * stopping at the first.
 */
export class InputReader {
  constructor(
    private readonly source: Record<string, unknown>,
    private readonly problems: InputProblem[],
    private readonly path = '',
  ) {}

  static isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  refuseUnknown(known: readonly string[]): void {
    for (const field of Object.keys(this.source)) {
      if (!known.includes(field)) {
        this.refuse(
          /^[\w.-]{1,60}$/.test(field) ? field : quoted(field),
          `There is no such field. Take it out, or use one of ${known.join(
            ', ',
          )}.`,
        );
      }
    }
  }

  refuse(field: string, message: string): undefined {
    this.problems.push({ field: this.path + field, message });
    return undefined;
  }

  value(field: string): unknown {
    return Object.hasOwn(this.source, field) ? this.source[field] : undefined;
  }

  text(field: string, check: Check): string | undefined {
    const value = this.value(field);
    return value === undefined
      ? undefined
      : this.checkedText(field, value, check);
  }

  requiredText(field: string, mend: string, check: Check): string {
    if (this.value(field) === undefined) {
      this.refuse(field, `This is missing. ${mend}`);
      return '';
    }
    return this.text(field, check) ?? '';
  }

  oneOf<T extends string>(field: string, values: readonly T[]): T | undefined {
    const value = this.value(field);
    if (value === undefined || values.includes(value as T)) {
      return value as T | undefined;
    }
    return this.refuse(field, `Choose one of ${values.join(', ')}.`);
  }

  yesOrNo(field: string): boolean | undefined {
    const value = this.value(field);
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.refuse(field, 'Give true or false.');
  }

  wholeNumber(field: string, from: number, to: number): number | undefined {
    const value = this.value(field);
    if (value === undefined) {
      return undefined;
    }
    if (
      typeof value !== 'number' ||
      !Number.isInteger(value) ||
      value < from ||
      value > to
    ) {
      return this.refuse(field, `Give a whole number from ${from} to ${to}.`);
    }
    return value;
  }

  texts(field: string, most: number, check: Check): string[] | undefined {
    const seen = new Set<unknown>();
    return this.list(field, most, (one, item) => {
      if (seen.has(one)) {
        return this.refuse(item, 'This is named twice. Take one out.');
      }
      seen.add(one);
      return this.checkedText(item, one, check);
    });
  }

  /** Reads a list by its items, each with its path below this reader's. */
  list<T>(
    field: string,
    most: number,
    read: (one: unknown, item: string) => T | undefined,
  ): T[] | undefined {
    const value = this.value(field);
    if (value === undefined) {
      return undefined;
    }
    if (!Array.isArray(value)) {
      return this.refuse(field, 'Give a list.');
    }
    if (value.length > most) {
      return this.refuse(field, `Give at most ${most}.`);
    }
    return value
      .map((one: unknown, index) => read(one, `${field}[${index}]`))
      .filter((one): one is NonNullable<typeof one> => one !== undefined);
  }

  /** Reads the fields of an object below; undefined when it is not there or none. */
  object<T extends object>(
    field: string,
    known: readonly string[],
    read: (reader: InputReader) => T,
  ): T | undefined {
    const value = this.value(field);
    return value === undefined
      ? undefined
      : this.inside(value, field, known, read);
  }

  /** As `object`, for a value that was found already. */
  inside<T extends object>(
    value: unknown,
    field: string,
    known: readonly string[],
    read: (reader: InputReader) => T,
  ): T | undefined {
    if (!InputReader.isObject(value)) {
      return this.refuse(field, `Give an object with ${known.join(', ')}.`);
    }
    const reader = new InputReader(
      value,
      this.problems,
      `${this.path}${field}.`,
    );
    reader.refuseUnknown(known);
    return withoutUndefined(read(reader));
  }

  private checkedText(
    field: string,
    value: unknown,
    check: Check,
  ): string | undefined {
    if (typeof value !== 'string') {
      return this.refuse(field, 'Give a text.');
    }
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(value)) {
      return this.refuse(
        field,
        'Take out line breaks, tabs and other control characters.',
      );
    }
    const message = check(value);
    return message === undefined ? value : this.refuse(field, message);
  }
}
