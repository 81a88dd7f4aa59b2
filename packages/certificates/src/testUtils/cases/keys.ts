import { createPublicKey, generateKeyPairSync, KeyObject } from 'crypto';
import { BundleCase, bundleCase, refusedCase } from '../BundleCase';
import { keyFileOf, TestMesh } from '../TestMesh';

const EC_PARAMETERS =
  '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

function otherFamilies({
  ownWith,
  files,
  issuing,
  root,
}: TestMesh): BundleCase[] {
  const families: [string, KeyObject, boolean][] = [
    ['Ed25519', generateKeyPairSync('ed25519').privateKey, true],
    [
      'P-521',
      generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
      true,
    ],
    [
      'RSA-1024',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
      false,
    ],
  ];
  return families.map(([name, key, handshake]) =>
    refusedCase(
      `key of ${name}`,
      files(ownWith({ key }), [issuing], [root]),
      ['key-algorithm'],
      { handshake },
    ),
  );
}

/** Bundles whose private key is wrong. */
export function keyCases(mesh: TestMesh): BundleCase[] {
  const { key, otherKey, changed } = mesh;
  const sec1 = key.export({ type: 'sec1', format: 'pem' }) as string;
  const lock = { cipher: 'aes-256-cbc', passphrase: 'trial' };
  const withKey = (pem: string) => changed({ 'ca-key.pem': pem });
  return [
    refusedCase('no key', changed({ 'ca-key.pem': undefined }), [
      'key-unreadable',
    ]),
    refusedCase('key of another certificate', withKey(keyFileOf(otherKey)), [
      'key-mismatch',
    ]),
    refusedCase(
      'key encrypted as PKCS#8',
      withKey(key.export({ type: 'pkcs8', format: 'pem', ...lock }) as string),
      ['key-encrypted'],
    ),
    refusedCase(
      'key encrypted the old way',
      withKey(key.export({ type: 'sec1', format: 'pem', ...lock }) as string),
      ['key-encrypted'],
    ),
    refusedCase('EC PARAMETERS before the key', withKey(EC_PARAMETERS + sec1), [
      'key-leading-parameters',
    ]),
    refusedCase(
      'public key in place of the private one',
      withKey(
        createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string,
      ),
      ['key-block-type'],
    ),
    refusedCase(
      'key damaged',
      withKey(keyFileOf(key).replace(/\n[A-Za-z0-9+/]{8}/, '\nAAAAAAAA')),
      ['key-unreadable'],
    ),
    refusedCase('text in place of a key', withKey('see the vault\n'), [
      'key-unreadable',
    ]),
    bundleCase(
      'certificate after the key',
      withKey(keyFileOf(key) + mesh.own.certificate),
      { codes: ['key-more-blocks'] },
    ),
    ...otherFamilies(mesh),
  ];
}
