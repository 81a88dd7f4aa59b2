import { MovableClock } from '../core';
import { authorityName } from './resourceViews';
import { GoogleAuthority, GooglePool } from './resources';

/** `CertificateRevocationList.State`. */
const ACTIVE = 1;
const SUPERSEDED = 2;

/**
 * The lists of one authority: the present one, and yesterday's that it
 * superseded. None where the pool does not publish them or is of the DevOps tier.
 */
export async function revocationListsOf(
  pool: GooglePool,
  entry: GoogleAuthority,
  clock: MovableClock,
) {
  if (!pool.publishCrl || pool.tier === 'DEVOPS') {
    return { certificateRevocationLists: [], nextPageToken: '' };
  }
  const now = clock.now();
  const yesterday = new Date(+now - 86_400_000);
  const list = async (at: Date, state: number) => ({
    name: `${authorityName(pool, entry)}/certificateRevocationLists/${at
      .toISOString()
      .slice(0, 10)}`,
    sequenceNumber: String(+at),
    pemCrl: pemOf(await entry.authority.revocationList(at)),
    state,
    createTime: at.toISOString(),
  });
  return {
    certificateRevocationLists: [
      await list(yesterday, SUPERSEDED),
      await list(now, ACTIVE),
    ],
    nextPageToken: '',
  };
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join(
    '\n',
  )}\n-----END X509 CRL-----\n`;
}
