/** The first line in which two texts differ, for a person. */
export function firstDifference(expected: string, actual: string): string {
  const [want, got] = [expected.split('\n'), actual.split('\n')];
  const line = want.findIndex((text, i) => text !== got[i]);
  const at = line < 0 ? want.length : line;
  return [
    `line ${at + 1}`,
    `  expected ${JSON.stringify(want[at] ?? '(end of file)')}`,
    `  actual   ${JSON.stringify(got[at] ?? '(end of file)')}`,
  ].join('\n');
}
