import { KeyObject } from 'crypto';
import { tryHandshake } from '../trial/tryHandshake';
import { BundleFinding, isFit } from './BundleFinding';
import { CaBundle } from './CaBundle';
import { checkBundle } from './checkBundle';

/** What is found before a bundle is written, and how the trial went. */
export interface Preflight {
  /** Whether the bundle may be written. */
  fit: boolean;
  findings: BundleFinding[];
  /** Of the trial; absent where the rules had refused the bundle already. */
  handshakeMilliseconds?: number;
}

/**
 * All that happens before a bundle is written: the rules, then a real mTLS
 * handshake with a throw-away workload certificate.
 */
export async function preflight(
  bundle: CaBundle,
  key: KeyObject,
  options: { now?: Date; istioVersion?: string; trustDomain?: string } = {},
): Promise<Preflight> {
  const findings = checkBundle(bundle, { key, ...options });
  if (!isFit(findings)) {
    return { fit: false, findings };
  }
  const { finding, milliseconds } = await tryHandshake(bundle, key, options);
  return {
    fit: !finding,
    findings: finding ? [...findings, finding] : findings,
    handshakeMilliseconds: milliseconds,
  };
}
