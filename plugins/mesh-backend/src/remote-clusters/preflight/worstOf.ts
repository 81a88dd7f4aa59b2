import {
  RemotePreflightFinding,
  RemotePreflightVerdict,
} from '@meshport/backstage-plugin-mesh-common';

/** The worst first: what is not known may be an error. */
const WORST: RemotePreflightVerdict[] = ['error', 'unknown', 'warning', 'info'];

/** The worst of verdicts; `ok` for none. */
export function worst(
  verdicts: readonly RemotePreflightVerdict[],
): RemotePreflightVerdict {
  return WORST.find(one => verdicts.includes(one)) ?? 'ok';
}

/** The worst of findings. */
export function worstOf(
  findings: readonly RemotePreflightFinding[],
): RemotePreflightVerdict {
  return worst(findings.map(({ severity }) => severity));
}
