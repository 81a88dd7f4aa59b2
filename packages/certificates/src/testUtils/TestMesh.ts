import { KeyObject } from 'crypto';
import { generateCaKey, privateKeyPem } from '../keys/keyTypes';
import { BundleFiles } from './BundleCase';
import { TestAuthority, TestAuthorityOptions } from './TestAuthority';

/** The hierarchy that the cases of bundles are derived from. */
export interface TestMesh {
  now: Date;
  /** Ten years, self-signed. */
  root: TestAuthority;
  /** Below the root, with room for one authority. */
  issuing: TestAuthority;
  /** The key of `own`. */
  key: KeyObject;
  /** The intermediate of istiod, as it should be. */
  own: TestAuthority;
  /** Another root with the same life. */
  otherRoot: TestAuthority;
  /** A key that no certificate has. */
  otherKey: KeyObject;
  /** Ours with something changed, below the issuing authority. */
  ownWith(change: Partial<TestAuthorityOptions>): TestAuthority;
  /** The issuing authority with something changed, and ours below it. */
  issuingWith(
    change: Partial<TestAuthorityOptions>,
    own?: Partial<TestAuthorityOptions>,
  ): { issuing: TestAuthority; own: TestAuthority };
  /** The four files of ours, its issuers and the roots. */
  files(
    own: TestAuthority,
    issuers: TestAuthority[],
    roots: TestAuthority[],
  ): BundleFiles;
  /** The good bundle with some files changed. */
  changed(files: Partial<BundleFiles>): BundleFiles;
}

const YEARS = 365;

/** PEM of several authorities, one after the other. */
export function pemOf(...authorities: TestAuthority[]): string {
  return authorities.map(({ certificate }) => certificate).join('');
}

/** The key file of an authority. */
export function keyFileOf(key: KeyObject): string {
  return privateKeyPem(key).toString('latin1');
}

/** Makes the hierarchy; all keys are P-256 and therefore made at once. */
export async function makeTestMesh(now = new Date()): Promise<TestMesh> {
  const [rootKey, issuingKey, key, otherRootKey, otherKey] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => generateCaKey('P-256')),
  );
  const root = new TestAuthority({
    name: 'Trial root',
    key: rootKey,
    now,
    days: 10 * YEARS,
  });
  const otherRoot = new TestAuthority({
    name: 'Other root',
    key: otherRootKey,
    now,
    days: 10 * YEARS,
  });
  const issuingOptions = {
    name: 'Issuing CA',
    key: issuingKey,
    days: 3 * YEARS,
    pathLength: 1,
  };
  const ownOptions = { name: 'Istio CA east', key, pathLength: 0 };
  const issuing = root.issue(issuingOptions);
  const own = issuing.issue(ownOptions);
  const files: TestMesh['files'] = (one, issuers, roots) => ({
    'ca-cert.pem': one.certificate,
    'ca-key.pem': keyFileOf(one.key),
    'cert-chain.pem': pemOf(one, ...issuers),
    'root-cert.pem': pemOf(...roots),
  });
  return {
    now,
    root,
    issuing,
    key,
    own,
    otherRoot,
    otherKey,
    ownWith: change => issuing.issue({ ...ownOptions, ...change }),
    issuingWith: (change, below = {}) => {
      const changed = root.issue({ ...issuingOptions, ...change });
      return {
        issuing: changed,
        own: changed.issue({ ...ownOptions, ...below }),
      };
    },
    files,
    changed: change => {
      const merged = { ...files(own, [issuing], [root]), ...change };
      return Object.fromEntries(
        Object.entries(merged).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      );
    },
  };
}
