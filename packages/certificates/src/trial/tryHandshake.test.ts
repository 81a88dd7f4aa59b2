import { assembleBundle } from '../bundle/assembleBundle';
import { preflight } from '../bundle/preflight';
import { CA_KEY_TYPES, generateCaKey } from '../keys/keyTypes';
import { nameConstraints } from '../testUtils/nameConstraints';
import { TestAuthority, TestAuthorityOptions } from '../testUtils';
import { tryHandshake } from './tryHandshake';

async function bundleWith(
  change: Partial<TestAuthorityOptions> = {},
  type: (typeof CA_KEY_TYPES)[number] = 'P-256',
) {
  const now = new Date();
  const [rootKey, key] = [
    await generateCaKey('P-256'),
    await generateCaKey(type),
  ];
  const root = new TestAuthority({
    name: 'Root',
    key: rootKey,
    now,
    days: 900,
  });
  const own = root.issue({ name: 'Istio CA', key, pathLength: 0, ...change });
  const bundle = assembleBundle({
    certificate: own.certificate,
    issuers: [root.certificate],
  });
  return { bundle, key };
}

it.each(CA_KEY_TYPES)(
  'works with an authority of %s',
  async type => {
    const { bundle, key } = await bundleWith({}, type);
    const trial = await tryHandshake(bundle, key);
    expect(trial).toEqual({ passed: true, milliseconds: expect.any(Number) });
  },
  30_000,
);

it('says why it failed, in the words of OpenSSL', async () => {
  const { bundle, key } = await bundleWith({ keyUsage: ['cRLSign'] });
  const { passed, finding } = await tryHandshake(bundle, key);
  expect(passed).toBe(false);
  expect(finding).toMatchObject({
    code: 'handshake-failed',
    severity: 'error',
    text: expect.stringMatching(/cannot speak mTLS: .*\([A-Z_]+\)\.$/),
  });
});

it('uses the trust domain of the mesh', async () => {
  const { bundle, key } = await bundleWith({
    extensions: [nameConstraints({ uri: ['shop.example'] })],
  });
  expect((await tryHandshake(bundle, key)).passed).toBe(false);
  expect(
    (await tryHandshake(bundle, key, { trustDomain: 'shop.example' })).passed,
  ).toBe(true);
});

it('fails with a key of another, before anything is written', async () => {
  const { bundle } = await bundleWith();
  const other = await generateCaKey('P-256');
  expect((await tryHandshake(bundle, other)).passed).toBe(false);
  const { fit, findings, handshakeMilliseconds } = await preflight(
    bundle,
    other,
  );
  expect({ fit, codes: findings.map(({ code }) => code) }).toEqual({
    fit: false,
    codes: ['key-mismatch'],
  });
  expect(handshakeMilliseconds).toBeUndefined();
});

it('is the last word of a preflight', async () => {
  const good = await bundleWith();
  expect(await preflight(good.bundle, good.key)).toEqual({
    fit: true,
    findings: [],
    handshakeMilliseconds: expect.any(Number),
  });
  const limited = await bundleWith({
    extensions: [nameConstraints({ uri: ['shop.example'] })],
  });
  expect(await preflight(limited.bundle, limited.key)).toMatchObject({
    fit: false,
    findings: [{ code: 'handshake-failed' }],
  });
});

it('runs many at once without mixing them up', async () => {
  const all = await Promise.all([
    bundleWith(),
    bundleWith({ ca: false }),
    bundleWith(),
  ]);
  const trials = await Promise.all(
    all.map(({ bundle, key }) => tryHandshake(bundle, key)),
  );
  expect(trials.map(({ passed }) => passed)).toEqual([true, false, true]);
});
