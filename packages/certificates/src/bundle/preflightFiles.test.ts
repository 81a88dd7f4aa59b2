import { BundleCase, makeBundleCases } from '../testUtils';
import { hasOpenssl, opensslVerdict } from '../testUtils/opensslVerdict';
import { REFUSED_BY_ISTIOD } from '../testUtils/refusedByIstiod';
import { preflightFiles } from './checkFiles';

type Told = BundleCase & { found: Awaited<ReturnType<typeof preflightFiles>> };

const cases = new Map<string, Told>();

beforeAll(async () => {
  for (const one of (await makeBundleCases()).cases) {
    cases.set(one.name, { ...one, found: await preflightFiles(one.files) });
  }
}, 60_000);

/** The whole table: whether it may be written, its codes, whether mTLS works. */
const TABLE: [name: string, fit: boolean, codes: string, handshake: boolean][] =
  [
    ['below an issuing CA', true, '', true],
    ['right below the root', true, '', true],
    ['below two authorities', true, '', true],
    ['key of P-384', true, '', true],
    ['key of RSA-2048', true, '', true],
    ['key of RSA-2048 as PKCS#1', true, '', true],
    ['key of P-256 as SEC 1', true, '', true],
    ['old and new root', true, '', true],
    ['root in the chain too', true, '', true],
    [
      'issuing CA cross-signed by the other root',
      true,
      'chain-unrelated',
      true,
    ],
    ['lines end with CRLF', true, '', true],
    ['names before the blocks', true, '', true],
    ['limited to server and client', true, '', true],
    ['no key', false, 'key-unreadable', false],
    ['key of another certificate', false, 'key-mismatch', false],
    ['key encrypted as PKCS#8', false, 'key-encrypted', false],
    ['key encrypted the old way', false, 'key-encrypted', false],
    ['EC PARAMETERS before the key', false, 'key-leading-parameters', false],
    ['public key in place of the private one', false, 'key-block-type', false],
    ['key damaged', false, 'key-unreadable', false],
    ['text in place of a key', false, 'key-unreadable', false],
    ['certificate after the key', true, 'key-more-blocks', true],
    ['key of Ed25519', false, 'key-algorithm', true],
    ['key of P-521', false, 'key-algorithm', true],
    ['key of RSA-1024', false, 'key-algorithm', false],
    ['ours expired', false, 'expired', false],
    ['ours not yet valid', false, 'not-yet-valid', false],
    ['ours is no CA', false, 'not-a-ca', false],
    ['ours without basic constraints', false, 'not-a-ca', false],
    ['ours may not sign certificates', false, 'no-cert-sign', false],
    ['ours without key usage', true, 'no-key-usage', true],
    ['ours for clients alone', false, 'extended-key-usage', false],
    ['ours for servers alone', false, 'extended-key-usage', false],
    ['ours outlives its issuer', false, 'outlives-issuer', true],
    ['ours may sign authorities', true, 'path-length-open', true],
    ['ours names another issuing key', false, 'key-id-mismatch', false],
    [
      'ours has a critical extension nobody knows',
      false,
      'critical-extension',
      false,
    ],
    ['ours has a negative serial number', false, 'negative-serial', true],
    ['ours limited to another trust domain', false, 'handshake-failed', false],
    ['issuing CA leaves no room', false, 'path-length', false],
    ['issuing CA expired', false, 'expired expired', false],
    ['issuing CA is no CA', false, 'not-a-ca', false],
    ['issuing CA may not sign certificates', false, 'no-cert-sign', false],
    ['issuing CA for clients alone', false, 'extended-key-usage', false],
    ['root signs workloads itself', true, 'root-signs', true],
    ['issuers in ca-cert.pem too', true, 'ca-cert-not-alone', true],
    [
      'issuing CA in ca-cert.pem first',
      false,
      'ca-cert-not-alone chain-order chain-unrelated key-mismatch path-length-open',
      false,
    ],
    ['no chain', false, 'empty-file', false],
    ['empty chain', false, 'empty-file', false],
    ['chain without ours', false, 'chain-without-ours', false],
    ['chain with ours alone', false, 'chain-incomplete', false],
    ['chain begins with the root', false, 'chain-order', true],
    ['issuers in the wrong order', false, 'chain-order', true],
    ['issuing CA twice', true, 'chain-duplicate', true],
    ['a stranger in the chain', true, 'chain-unrelated', true],
    ['blocks glued together', false, 'glued-pem', false],
    ['byte order mark', false, 'glued-pem', true],
    [
      'trusted certificate',
      false,
      'foreign-pem-block foreign-pem-block',
      false,
    ],
    ['header lines in a block', false, 'pem-headers', false],
    ['private key in the chain', false, 'private-key-in-public-file', true],
    ['damaged certificate in the chain', false, 'unreadable', false],
    ['a block without its end', false, 'damaged-pem', false],
    ['no root file', false, 'empty-file', false],
    ['another root', false, 'chain-incomplete', false],
    ['another root, ours in the chain', false, 'root-unrelated', false],
    ['a root of the same name', false, 'issuer-another-key', false],
    ['issuing CA in place of the root', false, 'root-not-self-signed', false],
    ['a stranger among the roots', false, 'root-not-self-signed', true],
    ['private key among the roots', false, 'private-key-in-public-file', true],
    ['root twice', true, 'root-duplicate', true],
    ['no newline at the end of the roots', true, 'no-final-newline', true],
    ['an ended root beside ours', true, 'root-ended', true],
    ['two roots of one name', true, '', true],
    ['two roots of one name, not told apart', false, 'roots-same-name', false],
    ['root expired', false, 'expired expired', false],
    ['root ended, ours lives on', false, 'expired outlives-issuer', false],
    ['root of version 1', false, 'not-a-ca', true],
    ['root leaves no room', false, 'path-length', false],
    ['signed with SHA-1', false, 'weak-signature', false],
    ['issuing CA outlives its root', true, 'issuer-outlives-its-issuer', true],
    ['complete lists', true, '', true],
    ['lists of strangers too', true, 'crl-unrelated', true],
    ['a list twice', true, 'crl-duplicate', true],
    ['no list of ours', false, 'crl-missing', false],
    ['no list of the root', false, 'crl-missing', false],
    ['list expired', false, 'crl-expired', false],
    ['list not yet valid', false, 'crl-not-yet-valid', false],
    ['list without an end', false, 'crl-without-next-update', true],
    ['delta list', false, 'crl-scoped', false],
    ['list with a scope', false, 'crl-scoped', false],
    ['issuing CA revoked', false, 'crl-revokes-chain', false],
    ['our list ends before we do', false, 'crl-ends-before-ca', true],
    ['list of ours by another key', false, 'crl-missing crl-unrelated', false],
    ['issuing CA may not sign lists', false, 'crl-not-allowed', false],
    ['list damaged', false, 'unreadable', false],
    ['certificate among the lists', false, 'foreign-pem-block', false],
  ];

it.each(TABLE)('%s: fit %s %s', (name, fit, codes, handshake) => {
  const { found } = cases.get(name)!;
  expect({
    fit: found.fit,
    codes: found.findings
      .map(({ code }) => code)
      .sort()
      .join(' '),
    handshake: found.handshake ?? false,
  }).toEqual({ fit, codes, handshake });
  for (const { text, mend, file } of found.findings) {
    expect(text).toMatch(/^\S.*\.$/);
    expect(mend).toMatch(/^\S.*\.$/);
    expect(file).toMatch(/^(ca-cert|ca-key|cert-chain|root-cert|ca-crl)\.pem$/);
  }
});

it('tries every bundle there is, and each is told of as it is here', () => {
  expect([...cases.keys()].sort()).toEqual(TABLE.map(([name]) => name).sort());
  for (const [name, fit, codes, handshake] of TABLE) {
    const told = cases.get(name)!;
    expect({ ...told, codes: [...told.codes].sort().join(' ') }).toMatchObject({
      fit,
      codes,
      handshake,
    });
  }
});

it('lets nothing pass with which mTLS fails', () => {
  expect(TABLE.filter(([, fit, , handshake]) => fit && !handshake)).toEqual([]);
});

it('refuses all that istiod refuses, and much with which it starts', () => {
  const all = [...cases.values()];
  expect(all.filter(({ fit, istiod }) => fit && !istiod)).toEqual([]);
  const started = all.filter(({ fit, istiod }) => !fit && istiod);
  expect(started.length).toBeGreaterThan(25);
  // Names in the record that no case has any more would say nothing.
  const refused = all.filter(({ istiod }) => !istiod).map(({ name }) => name);
  expect(new Set(refused)).toEqual(REFUSED_BY_ISTIOD);
});

it('refuses files of the other form beside the four', async () => {
  const { files } = cases.get('below an issuing CA')!;
  const found = await preflightFiles({ ...files, 'tls.crt': 'x' });
  expect(found.findings.map(({ code }) => code)).toEqual(['tls-files']);
  expect(found.fit).toBe(false);
});

it('tells nothing of a private key', () => {
  for (const { files, found } of cases.values()) {
    const told = JSON.stringify(found);
    const lines = Object.values(files)
      .flatMap(text => text.split('PRIVATE KEY-----'))
      .filter((_, index) => index % 2)
      .flatMap(text => text.match(/[A-Za-z0-9+/]{40,}/g) ?? []);
    expect(lines.filter(line => told.includes(line))).toEqual([]);
  }
});

// Not every machine has the program; Node.js has its library, for the handshakes above.
if (hasOpenssl()) {
  it('misses nothing that openssl verify -x509_strict refuses', () => {
    const refusals = [...cases.values()]
      .filter(({ found }) => found.handshake !== undefined)
      .filter(({ files }) => Object.keys(files).length >= 4)
      .filter(({ files }) => opensslVerdict(files));
    expect(refusals.length).toBeGreaterThan(35);
    expect(refusals.filter(({ found }) => !found.findings.length)).toEqual([]);
    // Wanted by RFC 5280, and missing in roots that people have.
    expect(refusals.filter(({ fit }) => fit).map(({ name }) => name)).toEqual([
      'ours without key usage',
    ]);
  }, 60_000);
}
