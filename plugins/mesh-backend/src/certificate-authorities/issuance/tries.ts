import { ConflictError } from '@backstage/errors';
import { createHash, createPublicKey, KeyObject } from 'crypto';
import { Issuance, stateOf } from './Issuance';

/** Tries of one operation that may end with a certificate which is not used. */
const MOST_TRIES = 3;

/** What tells the issuances of a request, or of one of its steps. */
export function operationOf(requestId: string, step?: string): string {
  return `request/${requestId}${step ? `/${step}` : ''}`;
}

/** Throws `ConflictError` when an operation leaves one certificate after another behind. */
export function refuseTooMany(tries: readonly Issuance[], now: number): void {
  const wasted = tries.filter(
    one => stateOf(one) === 'orphaned' && now - one.createdAt < 3_600_000,
  );
  if (wasted.length >= MOST_TRIES) {
    throw new ConflictError(
      `authority: ${wasted.length} tries within an hour ended with certificates that were, or may have been, issued and are not used; look at them, have them revoked, and ask anew`,
    );
  }
}

/** SHA-256 of the public key (SPKI, DER) in lower-case hexadecimal. */
export function publicKeyOf(key: KeyObject): string {
  return sha256(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}

/** In lower-case hexadecimal. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
