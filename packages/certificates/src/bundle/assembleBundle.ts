import { InputError } from '@backstage/errors';
import { Certificate, certificatesOf } from '../certificate/Certificate';
import { appendRoot } from '../roots/rootFile';
import { CaBundle } from './CaBundle';

/** What a bundle is made of; each PEM may hold several certificates. */
export interface BundleParts {
  /** The intermediate alone. */
  certificate: string;
  /** Its issuers up to the root, in any order. */
  issuers: readonly string[];
  /**
   * `root-cert.pem` as it stands, kept byte for byte; the chain's own root is
   * appended where it is not in it.
   */
  presentRoots?: string;
  crls?: readonly string[];
}

/** The certificates above one, each the issuer of the one before, up to the root. */
function issuersAbove(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Certificate[] {
  const path: Certificate[] = [];
  for (let last = certificate; !last.selfSigned; ) {
    const issuer = candidates.find(
      one =>
        one.subject.equals(last.issuer) &&
        !path.some(known => known.equals(one)) &&
        last.isSignedBy(one),
    );
    if (!issuer) {
      throw new InputError(
        `The chain ends at ${last.subjectText}: the certificate of its issuer, ${last.issuerText}, is missing or another. Give every certificate up to the root.`,
      );
    }
    path.push(issuer);
    last = issuer;
  }
  return path;
}

/**
 * The files of a bundle in the order that istiod, Envoy and strict verifiers all
 * take: `ca-cert.pem` ours alone; `cert-chain.pem` ours, then each issuer below
 * the root; `root-cert.pem` the roots, each with a newline at its end. An
 * authority that is a root itself stands in all three.
 *
 * @throws InputError when the parts do not lead to a root
 */
export function assembleBundle(parts: BundleParts): CaBundle {
  const [own] = certificatesOf(parts.certificate, 'The certificate');
  const above = issuersAbove(
    own,
    parts.issuers.flatMap(pem => certificatesOf(pem, 'The chain')),
  );
  const root = above[above.length - 1] ?? own;
  const between = above.slice(0, -1);
  return {
    certificate: own.pem,
    chain: [own, ...between].map(({ pem }) => pem).join(''),
    root: appendRoot(parts.presentRoots ?? '', root.pem),
    ...(parts.crls?.length && {
      crl: parts.crls.map(crl => `${crl.trimEnd()}\n`).join(''),
    }),
  };
}
