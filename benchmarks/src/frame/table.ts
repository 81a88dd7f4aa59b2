import { Measurement } from './Measurement';

const VERDICTS = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'NOT MET'],
  [null, ''],
]);

/** The measurements as lines with aligned columns. */
export function tableOf(measurements: readonly Measurement[]): string {
  const rows = [
    ['measure', 'value', 'unit', 'goal', ''],
    ...measurements.map(({ measure, value, unit, goal, met }) => [
      measure,
      String(value),
      unit,
      goal ?? '',
      VERDICTS.get(met)!,
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 1
            ? cell.padStart(widths[column])
            : cell.padEnd(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
