import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { KeyObject, webcrypto, X509Certificate } from 'crypto';
import { Duplex, duplexPair } from 'stream';
import { createServer } from 'tls';
import { testRoot, TestRoot } from '../rotation/__testUtils__/testRoot';
import { readAuthorities, shakeHands } from './istiodHandshake';

/** A certificate as servers have them. */
async function serverCertificate(): Promise<TestRoot> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=istiod',
    keys: keys as any,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 3_600_000),
  });
  return {
    certificate: certificate.toString('pem'),
    key: KeyObject.from(keys.privateKey)
      .export({ format: 'pem', type: 'pkcs8' })
      .toString(),
  };
}

describe('a handshake that looks at the other side', () => {
  let first: TestRoot;
  let second: TestRoot;
  let own: TestRoot;
  beforeAll(async () => {
    first = await testRoot('first');
    second = await testRoot('second');
    own = await serverCertificate();
  });

  function serve(options: object): Duplex {
    const server = createServer({
      key: own.key,
      cert: own.certificate,
      ca: [first.certificate, second.certificate],
      rejectUnauthorized: false,
      ...options,
    });
    server.on('tlsClientError', () => {});
    const [near, far] = duplexPair();
    server.emit('connection', far);
    return near;
  }

  const signal = () => AbortSignal.timeout(10_000);

  it('reads the chain and the names of the roots by which clients are taken', async () => {
    const stream = serve({ requestCert: true });
    const { chain, authorities } = await shakeHands(stream, {
      serverName: 'istiod.istio-system.svc',
      signal: signal(),
    });
    expect(chain.map(der => new X509Certificate(der).fingerprint256)).toEqual([
      new X509Certificate(own.certificate).fingerprint256,
    ]);
    const roots = [first, second].map(
      ({ certificate }) => new X509Certificate(certificate).raw,
    );
    expect(authorities).toHaveLength(2);
    roots.forEach(raw =>
      expect(authorities!.filter(name => raw.includes(name))).toHaveLength(1),
    );
  });

  it('tells no names where no certificate is asked for, or by TLS 1.3', async () => {
    const options = { serverName: 'istiod', signal: signal() };
    const silent = await shakeHands(serve({ requestCert: false }), options);
    expect(silent.authorities).toBeUndefined();
    const only13 = { requestCert: true, minVersion: 'TLSv1.3' };
    // By this code it is known that the newer version is worth a try.
    await expect(shakeHands(serve(only13), options)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SSL/),
    });
    const newer = await shakeHands(serve(only13), {
      ...options,
      version: 'TLSv1.3',
    });
    expect(newer.chain).toHaveLength(1);
    expect(newer.authorities).toBeUndefined();
  });

  it('ends in time with what speaks no TLS', async () => {
    const [stream] = duplexPair();
    await expect(
      shakeHands(stream, {
        serverName: 'istiod',
        signal: AbortSignal.timeout(200),
      }),
    ).rejects.toThrow(/timeout/i);
  });

  it('takes bytes that end in the middle for no answer', () => {
    expect(readAuthorities(Buffer.alloc(0))).toBeUndefined();
    expect(
      readAuthorities(Buffer.from('160303000a0d0000ff0101', 'hex')),
    ).toBeUndefined();
  });
});
