import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { setTimeout as sleep } from 'timers/promises';

/** An authority's clock that is ahead of ours by more is wrong, or ours is; in milliseconds. */
const AHEAD_MS = 30_000;

/**
 * Waits until a certificate holds by our clock: an authority whose clock is a
 * moment ahead, and that dates nothing back (pools of Google do not, unless
 * told to), issues one that does not hold yet. One that is further ahead is
 * left to the preflight, which refuses it.
 *
 * @param certificate - PEM
 */
export async function untilItHolds(
  certificate: string,
  {
    now,
    work,
  }: { now: () => number; work: Pick<RequestWork, 'keepLease' | 'signal'> },
): Promise<void> {
  const [{ notBefore }] = readCertificates(certificate);
  const left = Date.parse(notBefore) - now();
  if (left > 0 && left <= AHEAD_MS) {
    await sleep(left, undefined, { signal: work.signal });
    await work.keepLease();
  }
}
