import { unifiedDiff } from './unifiedDiff';

const lines = (...all: (string | number)[]) => `${all.join('\n')}\n`;

describe('unifiedDiff', () => {
  it('is nothing for the same text', () => {
    expect(unifiedDiff('a\n', 'a\n', 'x')).toBeUndefined();
  });

  it('shows three lines around each change, in hunks of their own', () => {
    const before = Array.from({ length: 20 }, (_, i) => i + 1);
    const after = before.flatMap((n): (string | number)[] => {
      if (n === 2) return [];
      return n === 18 ? ['18b', 'new'] : [n];
    });
    expect(unifiedDiff(lines(...before), lines(...after), 'Pod a')).toBe(
      lines(
        '--- Pod a',
        '+++ Pod a',
        '@@ -1,5 +1,4 @@',
        ' 1',
        '-2',
        ' 3',
        ' 4',
        ' 5',
        '@@ -15,6 +14,7 @@',
        ' 15',
        ' 16',
        ' 17',
        '-18',
        '+18b',
        '+new',
        ' 19',
        ' 20',
      ),
    );
  });

  it('keeps the lines that both have inside a change', () => {
    expect(unifiedDiff(lines('a', 'b', 'c'), lines('x', 'b', 'y'), 'n')).toBe(
      lines('--- n', '+++ n', '@@ -1,3 +1,3 @@', '-a', '+x', ' b', '-c', '+y'),
    );
  });
});
