import { X509Certificate } from 'crypto';
import { testRoot } from '../rotation/__testUtils__/testRoot';
import { fingerprintOf } from './fingerprints';
import { parseSecrets } from './ProxySecrets';

const inline = (...pems: string[]) => ({
  inline_bytes: Buffer.from(pems.join('')).toString('base64'),
});
const roots = (...pems: string[]) => ({
  name: 'ROOTCA',
  secret: {
    name: 'ROOTCA',
    validation_context: { trusted_ca: inline(...pems) },
  },
});
const workload = (...pems: string[]) => ({
  name: 'default',
  secret: {
    name: 'default',
    tls_certificate: {
      certificate_chain: inline(...pems),
      private_key: { inline_bytes: 'W3JlZGFjdGVkXQ==' },
    },
  },
});
const dump = (...configs: object[]) => JSON.stringify({ configs });

describe('what an Envoy shows of its secrets', () => {
  let old: string;
  let fresh: string;
  const print = (pem: string) => fingerprintOf(new X509Certificate(pem));

  beforeAll(async () => {
    old = (await testRoot('old')).certificate;
    fresh = (await testRoot('fresh')).certificate;
  });

  it('is every root that it believes, its certificate and who signed that', () => {
    const { validFrom, validTo } = new X509Certificate(old);
    expect(parseSecrets(dump(workload(old, fresh), roots(old, fresh)))).toEqual(
      {
        roots: [print(old), print(fresh)],
        leaf: {
          notBefore: Date.parse(validFrom),
          notAfter: Date.parse(validTo),
          signer: print(fresh),
        },
      },
    );
  });

  it.each([
    ['null', 'null'],
    ['nothing yet', '{}'],
    ['no secret of these', dump({ name: 'kubernetes://tls' })],
    ['a secret that is still on its way', dump({ name: 'ROOTCA' })],
    [
      'certificates that lie in files',
      dump({
        name: 'default',
        secret: {
          tls_certificate: { certificate_chain: { filename: '/etc/x.pem' } },
        },
      }),
    ],
  ])('is nothing where it has %s', (_what, text) => {
    expect(parseSecrets(text)).toEqual({});
  });

  it('is a certificate without who signed it, where it is shown alone', () => {
    expect(parseSecrets(dump(workload(old))).leaf).not.toHaveProperty('signer');
  });

  it.each([
    ['no JSON', 'upstream connect error'],
    ['no list', '{"configs": {"name": "ROOTCA"}}'],
    [
      'what is no certificate',
      dump(
        roots('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      ),
    ],
  ])('is not understood where it is %s', (_what, text) => {
    expect(() => parseSecrets(text)).toThrow(SyntaxError);
  });
});
