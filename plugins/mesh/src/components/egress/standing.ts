import {
  EgressCredential,
  EgressGatewaySummary,
} from '@meshport/backstage-plugin-mesh-common';
import { Status } from '../parts/StatusIcon';

const DAY_MS = 86_400_000;
/** A certificate that ends sooner needs somebody (days). */
export const SOON_DAYS = 30;

/** Whole days until a certificate ends; negative when it did; undefined where that is not known. */
export function daysLeft(
  credential: EgressCredential,
  now: number,
): number | undefined {
  return credential.expires === undefined
    ? undefined
    : Math.floor((Date.parse(credential.expires) - now) / DAY_MS);
}

/** How a credential stands at a time (milliseconds since 1970). */
export function credentialStatus(
  credential: EgressCredential,
  now: number,
): Status {
  const days = daysLeft(credential, now);
  if (credential.state === 'absent' || (days !== undefined && days < 0)) {
    return 'bad';
  }
  if (days !== undefined) {
    return days < SOON_DAYS ? 'warning' : 'ok';
  }
  return 'unknown';
}

/** How bad the worst of what is known of a gateway is. */
export function statusOf(
  gateway: EgressGatewaySummary,
  now: number = Date.now(),
): Status {
  const { workload, problems, findings, credentials } = gateway;
  const marks = credentials.map(one => credentialStatus(one, now));
  const isBad =
    workload.state === 'notReady' ||
    workload.state === 'absent' ||
    findings.error > 0 ||
    problems.some(({ severity }) => severity === 'error') ||
    marks.includes('bad');
  if (isBad) {
    return 'bad';
  }
  const isDoubtful =
    findings.warning > 0 ||
    problems.some(({ severity }) => severity === 'warning') ||
    marks.includes('warning');
  if (isDoubtful) {
    return 'warning';
  }
  return workload.state === 'unknown' ? 'unknown' : 'ok';
}

/** Whether somebody should look at a gateway. */
export function needsAttention(
  gateway: EgressGatewaySummary,
  now?: number,
): boolean {
  const status = statusOf(gateway, now);
  return status === 'bad' || status === 'warning';
}
