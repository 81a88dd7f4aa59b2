import { readCertificates } from '@meshport/certificates';

/** What the chain of an authority leaves to a new intermediate. */
export interface ChainLimits {
  /** ISO 8601: the earliest end in the chain. */
  notAfter: string;
  /** How many authorities may stand below the first; undefined where it is not limited. */
  pathLengthRoom?: number;
}

/**
 * Reads how long an authority lasts and how many may stand below it. A path
 * length higher up counts the authorities between as well; that of the root
 * counts too, because OpenSSL and Go keep to it.
 *
 * @param chain - PEM of the authority that issues, then from its issuer up to the root
 * @throws InputError when one of them cannot be read
 */
export function chainLimits(chain: readonly string[]): ChainLimits {
  const certificates = chain.flatMap(pem => readCertificates(pem));
  const rooms = certificates.flatMap(({ pathLength }, above) =>
    pathLength === undefined ? [] : [Math.max(0, pathLength - above)],
  );
  return {
    notAfter: certificates.map(one => one.notAfter).sort()[0],
    ...(rooms.length && { pathLengthRoom: Math.min(...rooms) }),
  };
}
