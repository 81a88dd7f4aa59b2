import { createPrivateKey } from 'crypto';
import {
  CA_KEY_TYPES,
  CaKeyType,
  generateCaKey,
  keyAlgorithmOf,
  privateKeyPem,
  readPrivateKey,
} from './keyTypes';

it.each(CA_KEY_TYPES)(
  'writes %s as PKCS#8 that is read again',
  async type => {
    const key = await generateCaKey(type);
    expect(keyAlgorithmOf(key)).toBe(type);
    const pem = privateKeyPem(key);
    expect(pem.toString()).toBe(key.export({ type: 'pkcs8', format: 'pem' }));
    expect(createPrivateKey(pem).equals(key)).toBe(true);
  },
  30_000,
);

it('gives a buffer of its own, so that overwriting it leaves nothing', async () => {
  const key = await generateCaKey('P-256');
  const pem = privateKeyPem(key);
  pem.fill(0);
  expect(pem.every(byte => byte === 0)).toBe(true);
  expect(privateKeyPem(key).toString()).toContain('BEGIN PRIVATE KEY');
});

it('offers no other kind', async () => {
  await expect(generateCaKey('P-521' as CaKeyType)).rejects.toThrow(
    'keyType: P-521 is none of P-256, P-384, RSA-2048, RSA-4096. Choose one.',
  );
});

it('says nothing of a key that it cannot read', () => {
  expect(() => readPrivateKey(Buffer.from('hunter2'))).toThrow(
    /^The private key cannot be read\. Give it as PEM, unencrypted, in PKCS#8/,
  );
});
