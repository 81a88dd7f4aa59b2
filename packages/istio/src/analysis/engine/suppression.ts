import { Finding, FindingResource, SuppressedFinding } from '../types';

/** Istio's annotation with codes that are not to be reported for an object. */
export const SUPPRESS_ANNOTATION = 'galley.istio.io/analyze-suppress';

/**
 * A wish not to see some findings for a while.
 *
 * @public
 */
export interface Suppression {
  /** A code, or `*`. */
  code: string;
  /**
   * `Kind namespace/name`, or `Kind name` for an object without a namespace,
   * as findings and istioctl write it. `*` stands for any characters; every
   * object unless given.
   */
  resource?: string;
  /** A cluster's name; every cluster unless given. */
  cluster?: string;
  /** Why it is not to be seen. */
  reason: string;
  /** The last day (`2026-12-31`), in UTC. */
  until: string;
}

/**
 * How Istio writes which object a message is about.
 *
 * @public
 */
export function friendlyName({
  kind,
  namespace,
  name,
}: FindingResource): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** Whether a text fits a pattern in which `*` stands for any characters. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0];
  if (parts.length === 1) {
    return pattern === text;
  }
  const last = parts[parts.length - 1];
  if (!text.startsWith(first) || !text.endsWith(last)) {
    return false;
  }
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0) {
      return false;
    }
    from = at + part.length;
  }
  return from <= text.length - last.length;
}

/** Whether an object's annotation asks not to report a code. */
export function isSuppressedByAnnotation(
  code: string,
  annotations: Readonly<Record<string, string>>,
): boolean {
  const codes = annotations[SUPPRESS_ANNOTATION]?.split(',') ?? [];
  return codes.includes('*') || codes.includes(code);
}

/** Whether a suppression still holds. */
export function isInForce({ until }: Suppression, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= until;
}

/**
 * What is wrong with a suppression, as sentences; empty when nothing is.
 *
 * @public
 */
export function problemsOfSuppression(suppression: Suppression): string[] {
  const { code, reason, until } = suppression;
  const problems: string[] = [];
  if (!/^([A-Z]{3}[0-9]{4}|\*)$/.test(code)) {
    problems.push('code: Give a code such as IST0102, or * for all.');
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    problems.push('reason: Say why the findings are not to be seen.');
  }
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(until)
    ? new Date(`${until}T00:00:00Z`)
    : undefined;
  if (
    !day ||
    Number.isNaN(day.getTime()) ||
    !day.toISOString().startsWith(until)
  ) {
    problems.push('until: Give the last day, e.g. 2026-12-31.');
  }
  return problems;
}

/** Parts findings into those to be seen and those that somebody hid. */
export function partBySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  now: Date,
): { seen: Finding[]; hidden: SuppressedFinding[] } {
  const inForce = suppressions.filter(one => isInForce(one, now));
  const seen: Finding[] = [];
  const hidden: SuppressedFinding[] = [];
  for (const finding of findings) {
    const name = friendlyName(finding.resource);
    const by = inForce.find(
      ({ code, resource = '*', cluster }) =>
        (code === '*' || code === finding.code) &&
        (cluster === undefined || cluster === finding.resource.cluster) &&
        fits(resource, name),
    );
    if (by) {
      hidden.push({ finding, by: by.reason, until: by.until });
    } else {
      seen.push(finding);
    }
  }
  return { seen, hidden };
}
