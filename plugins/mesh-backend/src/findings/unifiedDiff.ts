const CONTEXT = 3;
/** Above this many lines that differ, all of them are shown as one change. */
const MOST_COMPARED = 400;

/** The difference of two texts in the unified format; undefined when there is none. */
export function unifiedDiff(
  before: string,
  after: string,
  name: string,
): string | undefined {
  if (before === after) {
    return undefined;
  }
  const edits = editsOf(linesOf(before), linesOf(after));
  const hunks = hunksOf(edits);
  return [`--- ${name}`, `+++ ${name}`, ...hunks, ''].join('\n');
}

/** A line of either text: ` ` both, `-` before, `+` after. */
type Edit = [' ' | '-' | '+', string];

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function editsOf(a: string[], b: string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end += 1;
  }
  const same = (line: string): Edit => [' ', line];
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(a: string[], b: string[]): Edit[] {
  if (a.length > MOST_COMPARED || b.length > MOST_COMPARED) {
    return [
      ...a.map((line): Edit => ['-', line]),
      ...b.map((line): Edit => ['+', line]),
    ];
  }
  const lengths = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i][j] =
        a[i] === b[j]
          ? lengths[i + 1][j + 1] + 1
          : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i]]);
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j === b.length || lengths[i + 1][j] >= lengths[i][j + 1])
    ) {
      edits.push(['-', a[i]]);
      i += 1;
    } else {
      edits.push(['+', b[j]]);
      j += 1;
    }
  }
  return edits;
}

function hunksOf(edits: Edit[]): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < edits.length) {
    const first = nextChange(edits, at);
    if (first < 0) {
      break;
    }
    let last = first;
    for (let i = first; i < edits.length && i <= last + 2 * CONTEXT; i += 1) {
      if (edits[i][0] !== ' ') {
        last = i;
      }
    }
    const from = Math.max(at, first - CONTEXT);
    const to = Math.min(edits.length, last + CONTEXT + 1);
    lines.push(
      `@@ -${rangeOf(edits, from, to, '+')} +${rangeOf(
        edits,
        from,
        to,
        '-',
      )} @@`,
      ...edits.slice(from, to).map(([sign, line]) => `${sign}${line}`),
    );
    at = to;
  }
  return lines;
}

function nextChange(edits: Edit[], from: number): number {
  return edits.findIndex(([sign], i) => i >= from && sign !== ' ');
}

/** `start,count` of the lines of one text: those without the other's sign. */
function rangeOf(edits: Edit[], from: number, to: number, other: '-' | '+') {
  const count = (part: Edit[]) =>
    part.filter(([sign]) => sign !== other).length;
  const lines = count(edits.slice(from, to));
  const start = count(edits.slice(0, from));
  return `${lines === 0 ? start : start + 1},${lines}`;
}
