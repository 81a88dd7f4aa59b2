import {
  CheckedFinding,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';

/** From the worst to the least. */
export const THRESHOLDS = ['error', 'warning', 'info'] as const;

/** Whether a severity is as bad as a threshold, or worse. */
export function isAtLeast(
  severity: MeshFindingSeverity,
  threshold: MeshFindingSeverity,
): boolean {
  return THRESHOLDS.indexOf(severity) <= THRESHOLDS.indexOf(threshold);
}

/** Findings as lines of a table; empty for none. */
export function findingsTable(findings: readonly CheckedFinding[]): string[] {
  if (findings.length === 0) {
    return [];
  }
  const rows = [
    ['SEVERITY', 'CODE', 'OBJECT', 'WHERE', 'WHAT'],
    ...findings.map(({ severity, code, object, path, source, message }) => [
      severity,
      code,
      `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${
        object.name
      }`,
      [source ? `${source.file}:${source.line}` : '', path ?? '']
        .filter(Boolean)
        .join(' '),
      message,
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
