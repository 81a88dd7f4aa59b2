import 'reflect-metadata';
import { webcrypto } from 'crypto';
import * as x509 from '@peculiar/x509';
import { extension } from '../certificate/extensions';
import { integer } from '../asn1/write';
import { CA_KEY_TYPES, generateCaKey } from '../keys/keyTypes';
import { makeBundleCases, TestAuthority } from '../testUtils';
import { checkRevocationLists } from './checkRevocationLists';
import {
  createEmptyRevocationList,
  createRevocationList,
} from './createRevocationList';
import { isRevocationListOf, readRevocationLists } from './readRevocationLists';
import { bundleOf } from '../bundle/checkFiles';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);
const now = new Date();

it.each(CA_KEY_TYPES)(
  'signs an empty list with %s that other readers verify',
  async type => {
    const key = await generateCaKey(type);
    const { certificate } = new TestAuthority({
      name: 'Istio CA',
      key,
      now,
      days: 90,
    });
    const pem = createEmptyRevocationList({ certificate, key });
    const list = new x509.X509Crl(pem);
    const authority = new x509.X509Certificate(certificate);
    expect(await list.verify({ publicKey: authority.publicKey })).toBe(true);
    expect(list.nextUpdate).toEqual(authority.notAfter);
    expect(list.entries).toHaveLength(0);
    expect(isRevocationListOf(pem, certificate)).toBe(true);
  },
  30_000,
);

it('holds for those whose clock is behind', async () => {
  const key = await generateCaKey('P-256');
  const authority = new TestAuthority({ name: 'Istio CA', key, now, days: 90 });
  const { certificate } = authority;
  const crl = createEmptyRevocationList({ certificate, key, now });
  const bundle = { certificate, chain: certificate, root: certificate, crl };
  const at = (minutes: number) =>
    checkRevocationLists(bundle, {
      now: new Date(now.getTime() + minutes * 60_000),
    }).map(({ code }) => code);
  expect(at(0)).toEqual([]);
  expect(at(-4)).toEqual([]);
  expect(at(-6)).toEqual(['crl-not-yet-valid']);
});

describe('a list', () => {
  let authority: TestAuthority;

  beforeAll(async () => {
    authority = new TestAuthority({
      name: 'Root',
      key: await generateCaKey('P-256'),
      now,
    });
  });

  it('tells what it revokes', () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const pem = authority.list({
      revoked: [
        { serial: 'ff01', at },
        { serial: '7', at },
      ],
    });
    expect(
      new x509.X509Crl(pem).entries.map(({ serialNumber }) => serialNumber),
    ).toEqual(['00ff01', '07']);
    expect(readRevocationLists(pem)[0]).toMatchObject({
      issuer: 'O=Trial, CN=Root',
      entries: 2,
      revoked: ['ff01', '07'],
      authorityKey: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('grows in number', async () => {
    const numberOf = (pem: string) => {
      const { value } = new x509.X509Crl(pem).getExtension('2.5.29.20')!;
      return BigInt(`0x${Buffer.from(value).subarray(2).toString('hex')}`);
    };
    const [earlier, later] = [1, 2].map(seconds =>
      authority.list({ now: new Date(seconds * 1000) }),
    );
    expect(numberOf(later) > numberOf(earlier)).toBe(true);
  });

  it.each([
    ['2.5.29.27', 'it is a delta list'],
    ['2.5.29.28', 'it has an issuing distribution point'],
    ['1.2.3.4', 'a critical extension that is not known here (1.2.3.4)'],
  ])('with the extension %s does not speak for all', (id, why) => {
    const pem = authority.list({
      extensions: [extension(id, integer(1), { critical: true })],
    });
    expect(readRevocationLists(pem)[0].scoped).toContain(why);
    expect(readRevocationLists(authority.list())[0]).not.toHaveProperty(
      'scoped',
    );
  });

  it('is that of one authority alone', async () => {
    const key = await generateCaKey('P-256');
    const namesake = new TestAuthority({ name: 'Root', key, now });
    expect(isRevocationListOf(authority.list(), authority.certificate)).toBe(
      true,
    );
    expect(isRevocationListOf(namesake.list(), authority.certificate)).toBe(
      false,
    );
    const rsa = new TestAuthority({
      name: 'Root',
      key: await generateCaKey('RSA-2048'),
      now,
    });
    expect(isRevocationListOf(authority.list(), rsa.certificate)).toBe(false);
  });

  it.each([
    ['a certificate', () => authority.certificate, 'block 1 is a CERTIFICATE'],
    [
      'garbage',
      () => '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n',
      'list 1 cannot be read',
    ],
  ])('is not %s', (_, pem, message) => {
    expect(() => readRevocationLists(pem())).toThrow(message);
  });

  it('without an end tells none', () => {
    const pem = createRevocationList({
      certificate: authority.certificate,
      key: authority.key,
    });
    expect(readRevocationLists(pem)[0]).not.toHaveProperty('nextUpdate');
  });
});

describe('lists of a bundle', () => {
  it('are judged at a time of their own', async () => {
    const { cases } = await makeBundleCases();
    const { files } = cases.find(({ name }) => name === 'complete lists')!;
    const bundle = bundleOf(files) as Parameters<
      typeof checkRevocationLists
    >[0];
    const codes = (options: Parameters<typeof checkRevocationLists>[1]) =>
      checkRevocationLists(bundle, options).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    const nextYear = new Date(Date.now() + 366 * 24 * 3600_000);
    expect(codes({ now: nextYear })).toEqual([
      'crl-expired',
      'crl-expired',
      'crl-expired',
    ]);
    expect(codes({ istioVersion: '1.26.8' })).toEqual(['crl-not-read']);
    expect(codes({ istioVersion: '1.27.0' })).toEqual([]);
  });
});
