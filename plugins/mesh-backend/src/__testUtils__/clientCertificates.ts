import 'reflect-metadata';
import { webcrypto } from 'crypto';
import { writeFileSync } from 'fs';
import { join } from 'path';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;

/** A self-signed certificate for a test, as files and as base64 of PEM. */
export async function makeCertificate(directory: string, commonName: string) {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as any);
  const files = {
    certFile: join(directory, `${commonName}.crt`),
    keyFile: join(directory, `${commonName}.key`),
  };
  const certPem = certificate.toString('pem');
  const keyPem = x509.PemConverter.encode(key as ArrayBuffer, 'PRIVATE KEY');
  writeFileSync(files.certFile, certPem);
  writeFileSync(files.keyFile, keyPem);
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  return { ...files, certData: base64(certPem), keyData: base64(keyPem) };
}
