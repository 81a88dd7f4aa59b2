/** What a scan of an expression finds. */
interface Scan {
  text: string;
  at: number;
}

function trouble(code: string, what: string): string {
  return `error parsing regexp: ${code}: \`${what}\``;
}

const REPEAT = /^\{(\d+)(,(\d*))?\}/;
const LETTER_CLASSES = 'dDsSwW';
const PLAIN_ESCAPES = 'AbBzafnrtv';

/** Names of POSIX classes, as in `[[:alpha:]]`. */
const POSIX =
  /^(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/;

/** Whether Unicode has a category or a script of a name. */
function isUnicodeGroup(name: string): boolean {
  if (name === 'Any') {
    return true;
  }
  return [name, `Script=${name}`].some(one => {
    try {
      return Boolean(new RegExp(`\\p{${one}}`, 'u'));
    } catch (error) {
      if (error instanceof SyntaxError) {
        return false;
      }
      throw error;
    }
  });
}

/** Why an escape at a place is none, or how long it is. */
function escapeAt(text: string, at: number, inClass: boolean): string | number {
  const next = text[at + 1];
  if (next === undefined) {
    return trouble('trailing backslash at end of expression', '');
  }
  if (next === 'p' || next === 'P') {
    const match = /^\\[pP](\{\^?(\w+)\}|[A-Z])/.exec(text.slice(at));
    if (!match || !isUnicodeGroup(match[2] ?? match[1])) {
      return trouble(
        'invalid character class range',
        match ? match[0] : text.slice(at, at + 3),
      );
    }
    return match[0].length;
  }
  if (next === 'x') {
    const match = /^\\x([0-9a-fA-F]{2}|\{[0-9a-fA-F]+\})/.exec(text.slice(at));
    return match
      ? match[0].length
      : trouble('invalid escape sequence', text.slice(at, at + 3));
  }
  if (/[0-7]/.test(next)) {
    const match = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(text.slice(at));
    return match
      ? match[0].length
      : trouble('invalid escape sequence', text.slice(at, at + 2));
  }
  const isPunctuation = next < '\u0080' && !/[0-9A-Za-z]/.test(next);
  const isKnown =
    LETTER_CLASSES.includes(next) ||
    (inClass ? 'afnrtv' : PLAIN_ESCAPES).includes(next);
  return isPunctuation || isKnown
    ? 2
    : trouble('invalid escape sequence', `\\${next}`);
}

/** An escape that stands for many characters. */
const GROUP = /^\\[dDsSwWpP]/;
const NAMED_CODES: Record<string, number> = {
  a: 7,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** The character that a member of a class stands for. */
function codeOf(member: string): number {
  const [first, next] = member;
  if (first !== '\\') {
    return member.codePointAt(0)!;
  }
  if (next === 'x') {
    return parseInt(member.replace(/[^0-9a-fA-F]/g, ''), 16);
  }
  return /[0-7]/.test(next)
    ? parseInt(member.slice(1), 8)
    : NAMED_CODES[next] ?? next.codePointAt(0)!;
}

/** The end of a character class that begins at a place, or what is wrong. */
function classEnd(text: string, start: number): string | number {
  let at = start + (text[start + 1] === '^' ? 2 : 1);
  let first = true;
  while (at < text.length && (text[at] !== ']' || first)) {
    const named = /^\[:\^?(.*?):\]/s.exec(text.slice(at));
    if (named) {
      if (!POSIX.test(named[1])) {
        return trouble('invalid character class range', named[0]);
      }
      at += named[0].length;
      first = false;
      continue;
    }
    const low = memberAt(text, at);
    if (typeof low === 'string') {
      return low;
    }
    const isRange =
      !GROUP.test(text.slice(at)) &&
      text[at + low] === '-' &&
      at + low + 1 < text.length &&
      text[at + low + 1] !== ']';
    if (isRange) {
      const end = at + low + 1;
      if (GROUP.test(text.slice(end))) {
        return trouble('invalid escape sequence', text.slice(end, end + 2));
      }
      const high = memberAt(text, end);
      if (typeof high === 'string') {
        return high;
      }
      const from = codeOf(text.slice(at, at + low));
      if (from > codeOf(text.slice(end, end + high))) {
        return trouble(
          'invalid character class range',
          text.slice(at, end + high),
        );
      }
      at = end + high;
    } else {
      at += low;
    }
    first = false;
  }
  return at < text.length
    ? at + 1
    : trouble('missing closing ]', text.slice(start));
}

function memberAt(text: string, at: number): string | number {
  return text[at] === '\\' ? escapeAt(text, at, true) : 1;
}

/** The length of the head of a group, or what is wrong with it. */
function groupHead({ text, at }: Scan): string | number {
  if (text[at + 1] !== '?') {
    return 1;
  }
  const rest = text.slice(at);
  const named = /^\(\?P?<([^>]*)(>?)/.exec(rest);
  if (named) {
    if (named[2] === '') {
      return trouble('invalid named capture', rest);
    }
    return /^\w+$/.test(named[1])
      ? named[0].length
      : trouble('invalid named capture', named[0]);
  }
  const flags = /^\(\?([imsU]*)(-?)([imsU]*)(.?)/s.exec(rest)!;
  const [whole, , minus, off, end] = flags;
  if ((end !== ')' && end !== ':') || (minus && !off)) {
    return trouble('invalid or unsupported Perl syntax', whole);
  }
  // `(?i)` has no closing bracket of its own.
  return end === ')' ? whole.length - 1 : whole.length;
}

function repeatAt({ text, at }: Scan): { length: number; wrong: boolean } {
  const match = REPEAT.exec(text.slice(at));
  if (!match) {
    return { length: text[at] === '{' ? 0 : 1, wrong: false };
  }
  const low = Number(match[1]);
  const high = match[3] ? Number(match[3]) : low;
  return {
    length: match[0].length,
    wrong: low > 1000 || high > 1000 || high < low,
  };
}

/**
 * Why Go's `regexp` (RE2) refuses an expression, in its words; undefined when it
 * takes it. Sizes and counts of nested repetitions are not looked at.
 */
export function re2Problem(text: string): string | undefined {
  let depth = 0;
  let at = 0;
  /** What may be repeated: 0 nothing, 1 something, 2 a repetition. */
  let before = 0;
  let repeatStart = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '\\') {
      if (text[at + 1] === 'Q') {
        const end = text.indexOf('\\E', at + 2);
        at = end < 0 ? text.length : end + 2;
        before = 1;
        continue;
      }
      const length = escapeAt(text, at, false);
      if (typeof length === 'string') {
        return length;
      }
      at += length;
      before = 1;
    } else if (character === '[') {
      const end = classEnd(text, at);
      if (typeof end === 'string') {
        return end;
      }
      at = end;
      before = 1;
    } else if (character === '(') {
      const length = groupHead({ text, at });
      if (typeof length === 'string') {
        return length;
      }
      depth += 1;
      at += length;
      before = 0;
    } else if (character === ')') {
      depth -= 1;
      if (depth < 0) {
        return trouble('unexpected )', text);
      }
      at += 1;
      before = 1;
    } else if ('*+?'.includes(character) || REPEAT.test(text.slice(at))) {
      const { length, wrong } = repeatAt({ text, at });
      const lazy = text[at + length] === '?' ? 1 : 0;
      const whole = text.slice(at, at + length + lazy);
      if (wrong) {
        return trouble('invalid repeat count', text.slice(at, at + length));
      }
      if (before === 0) {
        return trouble('missing argument to repetition operator', whole);
      }
      if (before === 2) {
        return trouble(
          'invalid nested repetition operator',
          text.slice(repeatStart, at + length + lazy),
        );
      }
      repeatStart = at;
      at += length + lazy;
      before = 2;
    } else {
      at += 1;
      before = character === '|' ? 0 : 1;
    }
  }
  return depth > 0 ? trouble('missing closing )', text) : undefined;
}
