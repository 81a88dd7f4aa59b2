/**
 * How far an issuance is. It follows from its history.
 *
 * - `requested`, `approved`: nothing was asked of the authority yet.
 * - `keyed`: key and signing request are made, the idempotency key is stored.
 * - `issued`: the authority answered.
 * - `checked`: the preflight found nothing in the way.
 * - `written`: it is in the Secret.
 * - `live`: it was seen in use.
 * - `failed`: ended; `problem` says why. Nothing was issued.
 * - `orphaned`: a certificate was, or may have been, issued whose key is gone.
 * - `revoked`: an orphan, or a former certificate, that was revoked.
 */
export type CaIssuanceState =
  | 'requested'
  | 'approved'
  | 'keyed'
  | 'issued'
  | 'checked'
  | 'written'
  | 'live'
  | 'failed'
  | 'orphaned'
  | 'revoked';

/** The states of an issuance that goes well, in order. */
export const CA_ISSUANCE_STATES: readonly CaIssuanceState[] = [
  'requested',
  'approved',
  'keyed',
  'issued',
  'checked',
  'written',
  'live',
];

/** One intermediate that was asked of an authority, by what is public of it. */
export interface CaIssuance {
  /** Of the attempt: a try that starts over is another. */
  id: string;
  requestId?: string;
  /** The title of that request; absent when the caller may not read it. */
  requestTitle?: string;
  cluster: string;
  /** Name of the configured authority. */
  authority: string;
  provider: string;
  keyType: CaKeyType;
  state: CaIssuanceState;
  /** SHA-256 of the public key (SPKI, DER) in lower-case hexadecimal. */
  publicKey?: string;
  subject?: string;
  issuer?: string;
  /** Lower-case hexadecimal. */
  serial?: string;
  /** ISO 8601. */
  notBefore?: string;
  /** ISO 8601. */
  notAfter?: string;
  /** Cause of a failure, or what is known of an orphan, and what to do. */
  problem?: { cause: string; mend: string };
  /** It was written, and another was written there since. */
  replaced?: boolean;
  /** Whether a request may have it revoked; with the reason when not. */
  revocable?: boolean;
  revocableWhy?: string;
  /** Oldest first. */
  events: {
    state: CaIssuanceState;
    /** ISO 8601. */
    at: string;
    /** What happened, as a sentence without anything secret. */
    text?: string;
  }[];
}

/** Kinds of key that an intermediate may have. */
export type CaKeyType = 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-4096';
