const MINOR = /^\d{1,4}\.\d{1,4}$/;
const PATCH = /^(\d{1,4}\.\d{1,4})\.\d{1,6}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads data of unknown shape and notes every field that is wrong. */
export class DataReader {
  readonly problems: string[] = [];

  problem(field: string, what: string): void {
    this.problems.push(`${field}: ${what}`);
  }

  /** @param fields - those that there are; without it unknown ones are left alone */
  object(
    data: unknown,
    field: string,
    fields?: readonly string[],
  ): Record<string, unknown> {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      this.problem(field, `is ${nameOf(data)}; give an object`);
      return {};
    }
    const object = data as Record<string, unknown>;
    if (fields) {
      Object.keys(object)
        .filter(key => !fields.includes(key))
        .forEach(key =>
          this.problem(
            `${field}.${key}`,
            `there is no such field; use ${fields.join(', ')}`,
          ),
        );
    }
    return object;
  }

  list(data: unknown, field: string): unknown[] {
    if (!Array.isArray(data)) {
      this.problem(field, `is ${nameOf(data)}; give a list`);
      return [];
    }
    return data;
  }

  optionalList<T>(
    data: unknown,
    field: string,
    read: (value: unknown, field: string) => T,
  ): T[] | undefined {
    return data === undefined
      ? undefined
      : this.list(data, field).map((one, index) =>
          read(one, `${field}[${index}]`),
        );
  }

  optionalBoolean(data: unknown, field: string): boolean | undefined {
    if (data === undefined || typeof data === 'boolean') {
      return data;
    }
    this.problem(field, `is ${nameOf(data)}; give true or false`);
    return undefined;
  }

  /** A minor version as text: the number 1.30 would be 1.3. */
  minor(data: unknown, field: string): string {
    return this.#text(data, field, MINOR, 'a minor version such as "1.30"');
  }

  /** @param minor - of which it has to be */
  patch(data: unknown, field: string, minor?: string): string {
    const text = this.#text(data, field, PATCH, 'a version such as "1.30.5"');
    const its = PATCH.exec(text)?.[1];
    if (minor && its && its !== minor) {
      this.problem(field, `${text} is no patch of ${minor}`);
    }
    return text;
  }

  date(data: unknown, field: string): string {
    const text = this.#text(
      data instanceof Date ? data.toISOString().slice(0, 10) : data,
      field,
      DATE,
      'a day such as "2026-11-30"',
    );
    if (text && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) !== text) {
      this.problem(field, `there is no day ${text}`);
    }
    return text;
  }

  optionalDate(data: unknown, field: string): string | undefined {
    return data === undefined ? undefined : this.date(data, field);
  }

  #text(data: unknown, field: string, form: RegExp, what: string): string {
    if (typeof data === 'string' && form.test(data)) {
      return data;
    }
    this.problem(
      field,
      typeof data === 'number'
        ? `is the number ${data}; put ${what} in quotes`
        : `is ${nameOf(data)}; give ${what}`,
    );
    return '';
  }
}

function nameOf(data: unknown): string {
  if (data === undefined) {
    return 'missing';
  }
  if (data === null) {
    return 'empty';
  }
  if (Array.isArray(data)) {
    return 'a list';
  }
  return typeof data === 'object'
    ? 'an object'
    : JSON.stringify(data).slice(0, 60);
}
