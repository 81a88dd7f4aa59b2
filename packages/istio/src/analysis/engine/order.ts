import { Finding, FindingSeverity } from '../types';

const RANK: Record<FindingSeverity, number> = { error: 0, warning: 1, info: 2 };

function compare(a: string | number, b: string | number): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function keysOf({ resource, severity, code, args, source, path }: Finding) {
  return [
    resource.cluster ?? '',
    RANK[severity],
    code,
    resource.kind,
    resource.name,
    resource.namespace ?? '',
    source?.file ?? '',
    source?.line ?? 0,
    JSON.stringify(args),
    JSON.stringify(path ?? []),
  ];
}

/** Findings by cluster, the worst first, then by code and object. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings
    .map(finding => ({ finding, keys: keysOf(finding) }))
    .sort((a, b) => {
      for (const [i, key] of a.keys.entries()) {
        const order = compare(key, b.keys[i]);
        if (order !== 0) {
          return order;
        }
      }
      return 0;
    })
    .map(one => one.finding);
}

/**
 * Whether a severity is at least as bad as a threshold.
 *
 * @public
 */
export function isAtLeast(
  severity: FindingSeverity,
  threshold: FindingSeverity,
): boolean {
  return RANK[severity] <= RANK[threshold];
}
