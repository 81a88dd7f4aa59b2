/** A command line that Go's pflag would refuse; the message is pflag's. */
export class FlagError extends Error {}

/** A flag as pflag has it. */
export interface GoFlag {
  /** A list collects values, a boolean may stand without one. */
  kind: 'text' | 'boolean' | 'list';
  short?: string;
  /** The reason why a value is refused; undefined if it is taken. */
  refuses?: (value: string) => string | undefined;
}

/** What a command line says; a flag given twice has its last value. */
export interface ParsedFlags {
  texts: Map<string, string>;
  lists: Map<string, string[]>;
  positionals: string[];
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Whether a value of a boolean flag is true; Go's `strconv.ParseBool`. */
export function isGoTrue(value: string): boolean {
  return TRUE.includes(value);
}

function refusalOf(flag: GoFlag, value: string): string | undefined {
  return flag.kind === 'boolean' && ![...TRUE, ...FALSE].includes(value)
    ? `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`
    : flag.refuses?.(value);
}

/** Reads words as Go's pflag does, flags and other words in any order. */
export class GoFlagParser {
  private readonly parsed: ParsedFlags = {
    texts: new Map(),
    lists: new Map(),
    positionals: [],
  };

  constructor(private readonly flags: ReadonlyMap<string, GoFlag>) {}

  /** @throws FlagError in pflag's words */
  parse(words: readonly string[]): ParsedFlags {
    const rest = [...words];
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (word === '--') {
        this.parsed.positionals.push(...rest.splice(0));
      } else if (word.startsWith('--')) {
        this.long(word, rest);
      } else if (word.startsWith('-') && word !== '-') {
        this.shorts(word.slice(1), rest);
      } else {
        this.parsed.positionals.push(word);
      }
    }
    return this.parsed;
  }

  private long(word: string, rest: string[]): void {
    const [, name, , value] = /^--([^=]*)(=([^]*))?$/.exec(word)!;
    if (name === '' || name.startsWith('-')) {
      throw new FlagError(`bad flag syntax: ${word}`);
    }
    const flag = this.flags.get(name);
    if (!flag) {
      throw new FlagError(`unknown flag: --${name}`);
    }
    const given = value ?? (flag.kind === 'boolean' ? 'true' : rest.shift());
    if (given === undefined) {
      throw new FlagError(`flag needs an argument: --${name}`);
    }
    this.set(name, flag, given);
  }

  private shorts(letters: string, rest: string[]): void {
    for (let i = 0; i < letters.length; i += 1) {
      const short = letters[i];
      const [name, flag] =
        [...this.flags].find(([, one]) => one.short === short) ?? [];
      if (name === undefined || flag === undefined) {
        throw new FlagError(
          `unknown shorthand flag: '${short}' in -${letters.slice(i)}`,
        );
      }
      const tail = letters.slice(i + 1);
      if (flag.kind === 'boolean' && !tail.startsWith('=')) {
        this.set(name, flag, 'true');
        continue;
      }
      const given = tail === '' ? rest.shift() : tail.replace(/^=/, '');
      if (given === undefined) {
        throw new FlagError(
          `flag needs an argument: '${short}' in -${letters.slice(i)}`,
        );
      }
      this.set(name, flag, given);
      return;
    }
  }

  private set(name: string, flag: GoFlag, value: string): void {
    const refusal = refusalOf(flag, value);
    if (refusal !== undefined) {
      const shown = flag.short ? `-${flag.short}, --${name}` : `--${name}`;
      throw new FlagError(
        `invalid argument ${JSON.stringify(
          value,
        )} for "${shown}" flag: ${refusal}`,
      );
    }
    if (flag.kind === 'list') {
      this.parsed.lists.set(name, [
        ...(this.parsed.lists.get(name) ?? []),
        value,
      ]);
    } else {
      this.parsed.texts.set(name, value);
    }
  }
}
