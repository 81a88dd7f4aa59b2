import { KeyObject } from 'crypto';

/** An authority whose key is at hand. */
export interface LocalKey {
  key: KeyObject;
  /** PEM of the authority. */
  certificate: string;
  /** PEM of its issuers up to the root; absent for a root. */
  chain?: string;
}
