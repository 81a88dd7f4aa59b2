import 'reflect-metadata';
import { webcrypto } from 'crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;
}

/** A Secret of type kubernetes.io/tls in istio-system, and its key as PEM. */
export async function tlsSecret(options: {
  name: string;
  dnsNames: string[];
  notAfter: Date;
  /** Whether the key beside the certificate is another one. */
  otherKey?: boolean;
}): Promise<{ secret: any; keyPem: string }> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=onboarding.example.org',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: options.notAfter,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: options.dnsNames.length
      ? [
          new x509.SubjectAlternativeNameExtension(
            options.dnsNames.map(value => ({ type: 'dns' as const, value })),
          ),
        ]
      : [],
  });
  const { privateKey } = options.otherKey ? await newKeys() : keys;
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey as any);
  const keyPem = x509.PemConverter.encode(key as ArrayBuffer, 'PRIVATE KEY');
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  return {
    keyPem,
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: options.name, namespace: 'istio-system' },
      data: {
        'tls.crt': base64(certificate.toString('pem')),
        'tls.key': base64(keyPem),
      },
    },
  };
}
