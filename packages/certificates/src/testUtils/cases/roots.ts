import { generateKeyPairSync } from 'crypto';
import { BundleCase, bundleCase, refusedCase } from '../BundleCase';
import { TestAuthority, TestAuthorityOptions } from '../TestAuthority';
import { keyFileOf, pemOf, TestMesh } from '../TestMesh';

/** Bundles below a root of their own that is wrong. */
function ownRootCases({ now, key, otherKey, files }: TestMesh): BundleCase[] {
  const below = (change: Partial<TestAuthorityOptions>, days = 90) => {
    const root = new TestAuthority({
      name: 'Wrong root',
      key: otherKey,
      now,
      days: 3650,
      ...change,
    });
    return files(
      root.issue({ name: 'Istio CA east', key, pathLength: 0, days }),
      [],
      [root],
    );
  };
  const other = { root: 'other' } as const;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rsaRoot = new TestAuthority({
    name: 'RSA root',
    key: rsa,
    now,
    days: 3650,
  });
  const sha1 = rsaRoot.issue({
    name: 'Istio CA east',
    key,
    pathLength: 0,
    sha1: true,
  });
  const short = new TestAuthority({
    name: 'Short root',
    key: otherKey,
    now,
    days: 200,
  });
  const middle = short.issue({
    name: 'Long CA',
    key: rsa,
    days: 1000,
    pathLength: 1,
  });
  return [
    refusedCase(
      'root expired',
      below({ days: -0.5 }, -0.5),
      ['expired', 'expired'],
      other,
    ),
    refusedCase(
      'root ended, ours lives on',
      below({ days: -0.5 }),
      ['expired', 'outlives-issuer'],
      other,
    ),
    refusedCase('root of version 1', below({ version1: true }), ['not-a-ca'], {
      ...other,
      handshake: true,
    }),
    refusedCase(
      'root leaves no room',
      below({ pathLength: 0 }),
      ['path-length'],
      other,
    ),
    refusedCase(
      'signed with SHA-1',
      files(sha1, [], [rsaRoot]),
      ['weak-signature'],
      other,
    ),
    bundleCase(
      'issuing CA outlives its root',
      files(
        middle.issue({ name: 'Istio CA east', key, pathLength: 0 }),
        [middle],
        [short],
      ),
      { ...other, codes: ['issuer-outlives-its-issuer'] },
    ),
  ];
}

/** Bundles whose roots are wrong. */
export function rootCases(mesh: TestMesh): BundleCase[] {
  const { now, own, issuing, root, otherRoot, otherKey, changed } = mesh;
  const roots = (pem: string | undefined) => changed({ 'root-cert.pem': pem });
  const make = (change: Partial<TestAuthorityOptions>) =>
    new TestAuthority({
      name: root.name,
      key: otherKey,
      now,
      days: 3650,
      ...change,
    });
  const twin = make({});
  const ended = make({ name: 'Ended root', days: -0.5 });
  const stranger = otherRoot.issue({ name: 'Stranger CA', key: otherKey });
  const other = { root: 'other' } as const;
  return [
    refusedCase('no root file', roots(undefined), ['empty-file'], other),
    refusedCase(
      'another root',
      roots(otherRoot.certificate),
      ['chain-incomplete'],
      other,
    ),
    refusedCase(
      'another root, ours in the chain',
      {
        ...roots(otherRoot.certificate),
        'cert-chain.pem': pemOf(own, issuing, root),
      },
      ['root-unrelated'],
      other,
    ),
    refusedCase(
      'a root of the same name',
      roots(twin.certificate),
      ['issuer-another-key'],
      other,
    ),
    refusedCase(
      'issuing CA in place of the root',
      roots(issuing.certificate),
      ['root-not-self-signed'],
      other,
    ),
    refusedCase(
      'a stranger among the roots',
      roots(pemOf(root, stranger)),
      ['root-not-self-signed'],
      { ...other, handshake: true },
    ),
    refusedCase(
      'private key among the roots',
      roots(root.certificate + keyFileOf(otherKey)),
      ['private-key-in-public-file'],
      { handshake: true },
    ),
    bundleCase('root twice', roots(pemOf(root, root)), {
      codes: ['root-duplicate'],
    }),
    bundleCase(
      'no newline at the end of the roots',
      roots(root.certificate.trimEnd()),
      { codes: ['no-final-newline'] },
    ),
    bundleCase('an ended root beside ours', roots(pemOf(ended, root)), {
      ...other,
      codes: ['root-ended'],
    }),
    bundleCase('two roots of one name', roots(pemOf(twin, root)), {
      ...other,
      codes: [],
    }),
    refusedCase(
      'two roots of one name, not told apart',
      roots(pemOf(make({ withoutKeyIds: true }), root)),
      ['roots-same-name'],
      other,
    ),
    ...ownRootCases(mesh),
  ];
}
