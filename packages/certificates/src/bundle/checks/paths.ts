import { Certificate } from '../../certificate/Certificate';

const LONGEST = 8;
const MOST = 32;

/** Whether one may have issued the other, by names, key identifiers and signature. */
function isIssuer(issuer: Certificate, certificate: Certificate): boolean {
  const { authorityKey } = certificate;
  return (
    issuer.subject.equals(certificate.issuer) &&
    (!authorityKey ||
      !issuer.subjectKey ||
      authorityKey === issuer.subjectKey) &&
    certificate.isSignedBy(issuer)
  );
}

/**
 * Every way from a certificate up to a root, as verifiers look for one: an anchor
 * is whatever stands among the roots. Cross-signed authorities give several.
 */
export function pathsOf(
  own: Certificate,
  chain: readonly Certificate[],
  roots: readonly Certificate[],
): Certificate[][] {
  const found: Certificate[][] = [];
  const walk = (path: Certificate[]): void => {
    const last = path[path.length - 1];
    if (found.length >= MOST || path.length > LONGEST) {
      return;
    }
    if (roots.some(root => root.equals(last))) {
      found.push(path);
      return;
    }
    for (const next of [...roots, ...chain]) {
      if (!path.some(one => one.equals(next)) && isIssuer(next, last)) {
        walk([...path, next]);
      }
    }
  };
  walk([own]);
  return found;
}

/** As far up as the chain leads, where it leads to no root. */
export function reachOf(
  own: Certificate,
  chain: readonly Certificate[],
): Certificate[] {
  const path = [own];
  for (;;) {
    const last = path[path.length - 1];
    const next = chain.find(
      one => !path.some(known => known.equals(one)) && isIssuer(one, last),
    );
    if (!next) {
      return path;
    }
    path.push(next);
  }
}
