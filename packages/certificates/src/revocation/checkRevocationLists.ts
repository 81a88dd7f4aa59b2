import { BundleFinding } from '../bundle/BundleFinding';
import { CA_FILES, CaBundle } from '../bundle/CaBundle';
import { checkBundle, CheckBundleOptions } from '../bundle/checkBundle';

/**
 * What is wrong with the revocation lists of a bundle: of every authority up to
 * the root there must be one that is complete, signed and in time, and ours must
 * hold as long as our certificate.
 */
export function checkRevocationLists(
  bundle: CaBundle & { crl: string },
  options: Pick<CheckBundleOptions, 'now' | 'istioVersion'> = {},
): BundleFinding[] {
  return checkBundle(bundle, options).filter(
    ({ file }) => file === CA_FILES.crl,
  );
}
