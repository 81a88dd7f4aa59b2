/** A mapping of the file. */
export type Mapping = Record<string, unknown>;

function isPlainText(value: unknown): value is string {
  // eslint-disable-next-line no-control-regex
  return typeof value === 'string' && !/[\u0000-\u001f\u007f]/.test(value);
}

/** Reads fields of a file and gathers what is wrong with them. */
export class Fields {
  readonly problems: string[] = [];

  constructor(private readonly root: unknown) {}

  problem(field: string, text: string): void {
    this.problems.push(`${field}: ${text}`);
  }

  /** What stands at a path; undefined where nothing does. */
  at(path: string): unknown {
    let value = this.root;
    let walked = '';
    for (const name of path ? path.split('.') : []) {
      if (value === undefined || value === null) {
        return undefined;
      }
      if (typeof value !== 'object' || Array.isArray(value)) {
        this.problem(
          walked,
          'is no mapping of names to values. Indent what belongs to it.',
        );
        return undefined;
      }
      walked = walked ? `${walked}.${name}` : name;
      value = (value as Mapping)[name];
    }
    return value ?? undefined;
  }

  text(path: string): string | undefined {
    const value = this.at(path);
    if (value === undefined || isPlainText(value)) {
      return value?.trim() || undefined;
    }
    this.problem(path, 'is no text of one line. Put it in quotes.');
    return undefined;
  }

  wholeNumber(path: string, least: number): number | undefined {
    const value = this.at(path);
    if (value === undefined) {
      return undefined;
    }
    if (Number.isSafeInteger(value) && (value as number) >= least) {
      return value as number;
    }
    this.problem(path, `is no whole number of ${least} or more. Correct it.`);
    return undefined;
  }

  flag(path: string): boolean {
    const value = this.at(path);
    if (value !== undefined && typeof value !== 'boolean') {
      this.problem(path, 'is neither true nor false. Correct it.');
    }
    return value === true;
  }

  /** Texts in a list; a single text counts as a list of one, as people write it. */
  texts(path: string): string[] {
    const value = this.at(path);
    if (value === undefined) {
      return [];
    }
    const list = Array.isArray(value) ? value : [value];
    if (list.every(isPlainText)) {
      return list.map(one => one.trim()).filter(Boolean);
    }
    this.problem(path, 'is no list of texts of one line. Put each in quotes.');
    return [];
  }

  /** Names below a path that are none of the known ones. */
  unknownNames(path: string, known: readonly string[]): string[] {
    const value = this.at(path);
    return value && typeof value === 'object' && !Array.isArray(value)
      ? Object.keys(value).filter(name => !known.includes(name))
      : [];
  }
}
