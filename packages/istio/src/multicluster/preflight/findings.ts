import type { PreflightCluster, PreflightFinding } from './types';

/** The most that a finding shows of what it was seen by. */
const MOST_EVIDENCE = 100;

/** A pair, the first of which would read the second as well as the other way round. */
export type ClusterPair = readonly [PreflightCluster, PreflightCluster];

/** Makes a finding about clusters. */
export function finding(
  severity: PreflightFinding['severity'],
  code: string,
  clusters: readonly PreflightCluster[],
  message: string,
  mend: string,
  evidence: readonly string[] = [],
): PreflightFinding {
  return {
    severity,
    code,
    clusters: clusters.map(({ name }) => name),
    message,
    mend,
    ...(evidence.length > 0
      ? { evidence: evidence.slice(0, MOST_EVIDENCE) }
      : {}),
  };
}

/** Fields of a cluster that may be absent. */
type Field = Exclude<keyof PreflightCluster, 'name' | 'unread'>;

/** A finding for each cluster of which a field is not known. */
export function unknowns(
  clusters: readonly PreflightCluster[],
  field: Field,
  words: string,
  mend: string,
): PreflightFinding[] {
  return clusters
    .filter(one => one[field] === undefined)
    .map(one =>
      finding(
        'unknown',
        `${field.replace(
          /[A-Z]/g,
          capital => `-${capital.toLowerCase()}`,
        )}-unknown`,
        [one],
        `${words} of ${one.name} is not known: ${
          one.unread?.[field] ?? 'it was not read'
        }.`,
        mend,
      ),
    );
}

/** Words in a list, as a sentence has them. */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
