import {
  CaIssuanceState,
  CertificateView,
  ClusterCertificates,
  RootChangeProgress,
  RootChangeStepState,
} from '@meshport/backstage-plugin-mesh-common';
import { Status } from '../parts/StatusIcon';

const DAY_MS = 24 * 3600 * 1000;
/** Milliseconds before an end at which somebody is told. */
export const SOON_MS = 30 * DAY_MS;
const PRESSING_MS = 7 * DAY_MS;

/** The mark of an end. */
export function endMark(ends: string | undefined, now: number): Status {
  if (!ends) {
    return 'unknown';
  }
  const left = Date.parse(ends) - now;
  if (left <= PRESSING_MS) {
    return 'bad';
  }
  return left <= SOON_MS ? 'warning' : 'ok';
}

const SOURCE_MARK: Record<ClusterCertificates['source'], Status> = {
  plugged: 'ok',
  selfSigned: 'ok',
  primary: 'ok',
  none: 'off',
  unknown: 'unknown',
};

/** The mark of who signs. */
export function sourceMark({ source }: ClusterCertificates): Status {
  return SOURCE_MARK[source];
}

/** How much of a certificate's life is over: below 0 before it begins, 1 and more after it. */
export function lifeUsed(
  { notBefore, notAfter }: Pick<CertificateView, 'notBefore' | 'notAfter'>,
  now: number,
): number {
  const start = Date.parse(notBefore);
  return (now - start) / (Date.parse(notAfter) - start);
}

/** The mark of a state of an issuance. */
export const ISSUANCE_MARK: Record<CaIssuanceState, Status> = {
  requested: 'waiting',
  approved: 'waiting',
  keyed: 'waiting',
  issued: 'waiting',
  checked: 'waiting',
  written: 'waiting',
  live: 'ok',
  failed: 'bad',
  orphaned: 'warning',
  revoked: 'off',
};

/** The mark of a step of a root change. */
export const STEP_MARK: Record<RootChangeStepState, Status> = {
  pending: 'off',
  writing: 'waiting',
  restarting: 'waiting',
  waiting: 'waiting',
  done: 'ok',
  undone: 'off',
  failed: 'bad',
};

/** The mark of a root change as a whole. */
export const CHANGE_MARK: Record<RootChangeProgress['state'], Status> = {
  running: 'waiting',
  paused: 'warning',
  rollingBack: 'waiting',
  rolledBack: 'off',
  done: 'ok',
  failed: 'bad',
};

/** A hexadecimal number in pairs, as people compare it. */
export function inPairs(hex: string): string {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return (even.match(/../g) ?? []).join(':');
}
