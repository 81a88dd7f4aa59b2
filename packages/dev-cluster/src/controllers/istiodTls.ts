import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'crypto';
import { Duplex } from 'stream';
import { createSecureContext, TLSSocket } from 'tls';
import * as x509 from '@peculiar/x509';
import type { KubeObject } from '../objects';
import type { SigningAuthority } from './istiodAuthority';

const leafAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 3600 * 1000;
const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The way in which a key of an authority signs. */
function signingAlgorithm(key: string) {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(key);
  if (asymmetricKeyType === 'rsa') {
    return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  }
  return asymmetricKeyDetails?.namedCurve === 'secp384r1'
    ? { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
    : leafAlgorithm;
}

/** The certificate that istiod makes for itself, with what stands above it. */
async function serverCertificate(
  authority: SigningAuthority,
  namespace: string,
): Promise<{ key: string; cert: string }> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const algorithm = signingAlgorithm(authority.key);
  const { subtle } = webcrypto;
  const signingKey = await subtle.importKey(
    'pkcs8',
    createPrivateKey(authority.key).export({ format: 'der', type: 'pkcs8' }),
    algorithm,
    false,
    ['sign'],
  );
  const keys = await subtle.generateKey(leafAlgorithm, true, [
    'sign',
    'verify',
  ]);
  const [issuer] = authority.chain.match(pem) ?? [];
  const certificate = await x509.X509CertificateGenerator.create({
    issuer: new x509.X509Certificate(issuer!).subjectName,
    serialNumber: Buffer.from(
      webcrypto.getRandomValues(new Uint8Array(15)),
    ).toString('hex'),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + dayMs),
    publicKey: keys.publicKey as any,
    signingKey: signingKey as any,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: `istiod.${namespace}.svc` },
      ]),
    ],
  });
  const der = await subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: createPrivateKey({
      key: Buffer.from(der),
      format: 'der',
      type: 'pkcs8',
    })
      .export({ format: 'pem', type: 'pkcs8' })
      .toString(),
    cert: `${certificate.toString('pem')}\n${authority.chain}`,
  };
}

/**
 * Speaks TLS as istiod does at its port 15012: it shows what it signs by, and
 * names the roots by which it takes clients. After the handshake it says nothing.
 */
export async function serveIstiodTls(
  stream: Duplex,
  istiod: KubeObject,
  authority: SigningAuthority,
): Promise<void> {
  const own = await serverCertificate(authority, istiod.metadata.namespace!);
  const socket = new TLSSocket(stream as any, {
    isServer: true,
    requestCert: true,
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      ...own,
      ca: authority.roots.match(pem) ?? [],
    }),
  });
  socket.on('error', () => stream.destroy());
  socket.resume();
}
