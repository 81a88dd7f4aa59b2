import { CaBundle, preflight, readPrivateKey } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { BundleRules } from './bundleRules';

/** What a preflight found, in words. */
export interface BundleJudgement {
  /** Why the files must not be written, a line each; absent when they may. */
  problem?: string;
  /** What is worth knowing all the same, as sentences. */
  warnings: string[];
  /** Of the trial handshake; absent where the rules had refused the files already. */
  handshakeMilliseconds?: number;
}

/**
 * Preflights a bundle by the rules that hold for the control plane that is to
 * read it.
 *
 * @param key - of the authority, or `ca-key.pem` as it lies in the Secret
 */
export async function judgeBundle(
  bundle: CaBundle,
  key: KeyObject | Buffer,
  options: BundleRules & { now: number },
): Promise<BundleJudgement> {
  const { now, ...rules } = options;
  const { fit, findings, handshakeMilliseconds } = await preflight(
    bundle,
    Buffer.isBuffer(key) ? readPrivateKey(key) : key,
    { ...rules, now: new Date(now) },
  );
  const problem = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ file, text, mend }) => `${file}: ${text} ${mend}`)
    .join('\n');
  return {
    ...(fit ? {} : { problem }),
    warnings: findings
      .filter(({ severity }) => severity !== 'error')
      .map(({ file, text }) => `${file}: ${text}`),
    ...(handshakeMilliseconds === undefined ? {} : { handshakeMilliseconds }),
  };
}

/** What of a judgement is recorded of a bundle that may be written, as sentences. */
export function judgementWords({
  warnings,
  handshakeMilliseconds,
}: BundleJudgement): string {
  return [
    `The preflight found nothing in the way; a trial handshake took ${Math.round(
      handshakeMilliseconds ?? 0,
    )} ms.`,
    ...warnings,
  ].join(' ');
}
