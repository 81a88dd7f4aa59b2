import { EndpointCertificate } from '@meshport/istio';
import { createPrivateKey, X509Certificate } from 'crypto';

/** A Secret of type kubernetes.io/tls, as the API serves it. */
export interface TlsSecret {
  type?: string;
  data?: Record<string, string>;
}

/** DNS names among the subject alternative names; quoted ones hold no plain name. */
function dnsNamesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName
    .split(', ')
    .filter(one => one.startsWith('DNS:'))
    .map(one => one.slice('DNS:'.length));
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/**
 * The public facts of the certificate in a Secret, and whether the key beside it
 * is its own. The key is looked at in memory, and its bytes are overwritten
 * before this returns; nothing of it is in what is returned or thrown.
 *
 * @returns why it is no certificate with a key, in words, when it is none
 */
export function certificateOf({
  type,
  data = {},
}: TlsSecret): EndpointCertificate | { problem: string } {
  if (type !== 'kubernetes.io/tls') {
    return { problem: `is of type ${type ?? 'Opaque'}, not kubernetes.io/tls` };
  }
  const { 'tls.crt': chain, 'tls.key': pem } = data;
  if (!chain || !pem) {
    return { problem: `has no ${chain ? 'tls.key' : 'tls.crt'}` };
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(decode(chain));
  } catch {
    return { problem: 'has no certificate in tls.crt that can be read' };
  }
  const key = decode(pem);
  try {
    return {
      dnsNames: dnsNamesOf(certificate),
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
      keyMatches: certificate.checkPrivateKey(createPrivateKey(key)),
    };
  } catch {
    return { problem: 'has no private key in tls.key that can be read' };
  } finally {
    key.fill(0);
  }
}
