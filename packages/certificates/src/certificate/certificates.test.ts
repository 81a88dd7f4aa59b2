import 'reflect-metadata';
import { createHash, webcrypto, X509Certificate } from 'crypto';
import * as x509 from '@peculiar/x509';
import { createIntermediateCsr } from './createIntermediateCsr';
import { readCertificates } from './readCertificates';
import { readCsr } from './readCsr';
import { createRoot, LocalAuthority } from '../authority/LocalAuthority';
import { CA_KEY_TYPES, generateCaKey, spkiOf } from '../keys/keyTypes';
import { TestAuthority } from '../testUtils';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

const DAY_MS = 24 * 3600_000;
const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * DAY_MS);

async function authority(type: (typeof CA_KEY_TYPES)[number] = 'P-256') {
  const key = await generateCaKey(type);
  const certificate = createRoot({
    key,
    subject: { commonName: 'Shop root' },
    notAfter: later(3650),
  });
  return new LocalAuthority({ key, certificate });
}

describe.each(CA_KEY_TYPES)('with keys of %s', type => {
  it('asks for an intermediate that other readers understand', async () => {
    const key = await generateCaKey(type);
    const pem = createIntermediateCsr({
      key,
      subject: {
        commonName: 'Istio CA',
        country: ['GB'],
        locality: ['east'],
        organization: ['Shöp'],
      },
      dnsNames: ['ca.shop.example'],
      pathLength: 0,
    });
    const csr = new x509.Pkcs10CertificateRequest(pem);
    expect(await csr.verify()).toBe(true);
    expect(csr.subject).toBe('C=GB, L=east, O=Shöp, CN=Istio CA');
    expect(csr.getExtension('2.5.29.19')).toMatchObject({
      ca: true,
      pathLength: 0,
      critical: true,
    });
    expect(csr.getExtension('2.5.29.15')).toMatchObject({
      // keyCertSign and cRLSign.
      usages: 96,
      critical: true,
    });
    const names = csr.getExtension('2.5.29.17')!;
    expect(
      new x509.SubjectAlternativeNameExtension(names.rawData).names.toJSON(),
    ).toEqual([{ type: 'dns', value: 'ca.shop.example' }]);
    expect(readCsr(pem).publicKey).toBe(
      createHash('sha256').update(spkiOf(key)).digest('hex'),
    );
  }, 20_000);

  it('signs a certificate that other readers verify', async () => {
    const local = await authority(type);
    const key = await generateCaKey('P-256');
    const pem = local.signIntermediate(
      createIntermediateCsr({
        key,
        subject: { commonName: 'Istio CA' },
        pathLength: 0,
      }),
      { notAfter: later(90), pathLength: 0 },
    );
    const [root] = local.chain;
    const read = new x509.X509Certificate(pem);
    const { publicKey } = new x509.X509Certificate(root);
    expect(await read.verify({ publicKey, signatureOnly: true })).toBe(true);
    expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({
      ca: true,
      pathLength: 0,
      critical: true,
    });
    const [facts] = readCertificates(pem);
    const known = new X509Certificate(pem);
    expect(facts).toEqual({
      pem,
      subject: 'CN=Istio CA',
      issuer: 'CN=Shop root',
      serial: known.serialNumber.toLowerCase(),
      notBefore: new Date(known.validFrom).toISOString(),
      notAfter: new Date(known.validTo).toISOString(),
      publicKey: createHash('sha256').update(spkiOf(key)).digest('hex'),
      fingerprint: known.fingerprint256.replace(/:/g, '').toLowerCase(),
      isCa: true,
      pathLength: 0,
      keyUsage: ['digitalSignature', 'keyCertSign', 'cRLSign'],
      keyAlgorithm: 'P-256',
      signatureAlgorithm: expect.stringMatching(
        type.startsWith('RSA') ? /^RSA with SHA-256$/ : /^ECDSA with SHA-/,
      ),
      selfSigned: false,
      crlDistributionPoints: [],
    });
    expect(readCertificates(root)[0]).toMatchObject({
      selfSigned: true,
      keyAlgorithm: type,
    });
  }, 20_000);
});

it.each([
  ['nobody', {}, [], 'subject: is empty'],
  [
    'a country in words',
    { country: ['Britain'] },
    [],
    'subject.country: "Britain" is no code',
  ],
  [
    'a line in a name',
    { commonName: 'a\nb' },
    [],
    'subject.commonName: "a\\nb" is empty or has control',
  ],
  [
    'an empty name',
    { organization: [' '] },
    [],
    'subject.organization: " " is empty',
  ],
  [
    'a long name',
    { commonName: 'x'.repeat(65) },
    [],
    'is longer than 64 characters',
  ],
  [
    'a DNS name that is none',
    { commonName: 'CA' },
    ['ca.example', 'ca_shop'],
    'dnsNames: "ca_shop" is no DNS name',
  ],
])('asks for no intermediate of %s', async (_, subject, dnsNames, message) => {
  const key = await generateCaKey('P-256');
  expect(() =>
    createIntermediateCsr({ key, subject, dnsNames, pathLength: 0 }),
  ).toThrow(message);
});

it('never gives the same serial number twice, and none that is negative', async () => {
  const key = await generateCaKey('P-256');
  const serials = Array.from(
    { length: 50 },
    () =>
      readCertificates(
        new TestAuthority({ name: 'Root', key, now }).certificate,
      )[0].serial,
  );
  expect(new Set(serials).size).toBe(50);
  serials.forEach(serial => expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/));
});

it('reads what other tools write', async () => {
  const keys = (await webcrypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-384' },
    true,
    ['sign', 'verify'],
  )) as CryptoKeyPair;
  const other = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'C=GB, O="Shop, Ltd", CN=Root+OU=Keys',
    serialNumber: '00ff01',
    notBefore: new Date('1999-12-31T23:59:59Z'),
    notAfter: new Date('2060-01-02T03:04:05Z'),
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-512' } as EcdsaParams,
    extensions: [
      new x509.BasicConstraintsExtension(true, 3, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.2.3.4']),
      new x509.CRLDistributionPointsExtension([
        'http://crl.example/a.crl',
        'ldap://crl.example/b',
      ]),
    ],
  });
  expect(
    readCertificates(`# ours\n${other.toString('pem')}\n`)[0],
  ).toMatchObject({
    subject: 'C=GB, O=Shop\\, Ltd, CN=Root + OU=Keys',
    serial: 'ff01',
    notBefore: '1999-12-31T23:59:59.000Z',
    notAfter: '2060-01-02T03:04:05.000Z',
    pathLength: 3,
    keyUsage: [],
    extendedKeyUsage: ['serverAuth', '1.2.3.4'],
    keyAlgorithm: 'P-384',
    signatureAlgorithm: 'ECDSA with SHA-512',
    crlDistributionPoints: ['http://crl.example/a.crl', 'ldap://crl.example/b'],
  });
});

it.each([
  ['nothing', '', 'holds no certificate'],
  [
    'a key',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    'holds no certificate',
  ],
  [
    'something else',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    'certificate 1 cannot be read',
  ],
])('refuses %s in place of a certificate', (_, pem, message) => {
  expect(() => readCertificates(pem)).toThrow(message);
});
