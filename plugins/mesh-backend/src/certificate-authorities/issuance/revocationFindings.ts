import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { Issuance, lastOf } from './Issuance';

const HOUR_MS = 3_600_000;

/**
 * What those who approve a revocation should know: with revocation lists on,
 * Envoys refuse whoever shows a certificate that the revoked intermediate
 * signed, and workloads show theirs for as long as it lives.
 *
 * @param all - issuances of its cluster
 * @param of - `lifeMs`: the longest life of a workload certificate there, in
 * milliseconds; `now`: milliseconds since 1970
 */
export function revocationFindings(
  issuance: Issuance,
  all: readonly Issuance[],
  of: { areListsOn: boolean; lifeMs: number; now: number },
): RequestFinding[] {
  const written = lastOf(issuance, 'written');
  if (!written || !of.areListsOn) {
    return [];
  }
  const successor = all
    .filter(({ namespace }) => namespace === issuance.namespace)
    .flatMap(one => lastOf(one, 'written')?.at ?? [])
    .filter(at => at > written.at)
    .sort((a, b) => a - b)[0];
  // Replaced by another than the portal, nobody knows when.
  const shownUntil = (successor ?? of.now) + of.lifeMs;
  if (shownUntil <= of.now) {
    return [];
  }
  return [
    {
      code: 'CA_REVOKE_STILL_SHOWN',
      severity: 'warning',
      message: `Workloads of ${
        issuance.cluster
      } may show certificates that it signed until ${new Date(
        shownUntil,
      ).toISOString()} (they live for up to ${Math.ceil(
        of.lifeMs / HOUR_MS,
      )} hours). Revocation lists are on: once the list that has it is written, calls by them fail.`,
      mend: 'Unless its key was stolen, approve it after that, or restart the workloads first.',
    },
  ];
}
