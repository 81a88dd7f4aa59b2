import { CaAlert } from '../renewal/CaAlerts';
import { IssuanceInUse } from '../renewal/inUse';
import { untilThen } from '../renewal/stages';
import { ListRecord } from './RevocationListStore';

/**
 * What is told when two thirds of the shortest life are over, and when a list
 * has run out; undefined before.
 */
export function lateAlert(
  { issuance: { cluster, namespace } }: IssuanceInUse,
  { lateAt, endsAt, problem }: Partial<ListRecord> = {},
  now: number,
): Omit<CaAlert, 'recipients'> | undefined {
  if (lateAt === undefined || endsAt === undefined || lateAt > now) {
    return undefined;
  }
  const end = new Date(endsAt).toISOString();
  const hasEnded = endsAt <= now;
  return {
    subject: `revocation lists ${cluster}/${namespace}`,
    stage: `${hasEnded ? 'ended' : 'late'} ${end}`,
    severity: 'critical',
    title: hasEnded
      ? `A revocation list of ${cluster} has run out`
      : `A revocation list of ${cluster} runs out ${untilThen(endsAt, now)}`,
    description: `${
      hasEnded
        ? 'Envoy refuses every call between workloads.'
        : `From ${end} on Envoy refuses every call between workloads.`
    } ${problem ?? 'No new list was fetched yet.'}`,
    link: `/mesh/certificates/${encodeURIComponent(cluster)}`,
  };
}
