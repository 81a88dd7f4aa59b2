import { generateCaKey } from '../../keys/keyTypes';
import { BundleCase, bundleCase } from '../BundleCase';
import { TestAuthority } from '../TestAuthority';
import { pemOf, TestMesh } from '../TestMesh';

const crlf = (text: string) => text.replace(/\n/g, '\r\n');

async function otherKeys({ ownWith, files, issuing, root }: TestMesh) {
  const [p384, rsa] = await Promise.all([
    generateCaKey('P-384'),
    generateCaKey('RSA-2048'),
  ]);
  const [large, long] = [ownWith({ key: p384 }), ownWith({ key: rsa })];
  return [
    bundleCase('key of P-384', files(large, [issuing], [root])),
    bundleCase('key of RSA-2048', files(long, [issuing], [root])),
    bundleCase('key of RSA-2048 as PKCS#1', {
      ...files(long, [issuing], [root]),
      'ca-key.pem': rsa.export({ type: 'pkcs1', format: 'pem' }) as string,
    }),
  ];
}

/** Bundles with which nothing is wrong. */
export async function goodCases(mesh: TestMesh): Promise<BundleCase[]> {
  const { root, issuing, own, key, otherRoot, otherKey, files, changed } = mesh;
  const below = root.issue({ name: 'Istio CA east', key, pathLength: 0 });
  const policy = root.issue({
    name: 'Policy CA',
    key: otherKey,
    days: 1000,
    pathLength: 2,
  });
  const deepIssuing = policy.issue({
    name: 'Deep CA',
    key: issuing.key,
    days: 500,
    pathLength: 1,
  });
  const deep = deepIssuing.issue({ name: 'Istio CA east', key, pathLength: 0 });
  const cross = new TestAuthority({
    name: issuing.name,
    key: issuing.key,
    issuer: otherRoot,
    now: mesh.now,
    days: 1000,
    pathLength: 1,
  });
  const extended = mesh.ownWith({
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
  });
  return [
    bundleCase('below an issuing CA', files(own, [issuing], [root])),
    bundleCase('right below the root', files(below, [], [root])),
    bundleCase(
      'below two authorities',
      files(deep, [deepIssuing, policy], [root]),
    ),
    ...(await otherKeys(mesh)),
    bundleCase(
      'key of P-256 as SEC 1',
      changed({
        'ca-key.pem': key.export({ type: 'sec1', format: 'pem' }) as string,
      }),
    ),
    bundleCase(
      'old and new root',
      changed({ 'root-cert.pem': pemOf(otherRoot, root) }),
    ),
    bundleCase(
      'root in the chain too',
      changed({ 'cert-chain.pem': pemOf(own, issuing, root) }),
    ),
    bundleCase(
      'issuing CA cross-signed by the other root',
      {
        ...files(own, [issuing, cross], [root, otherRoot]),
      },
      { codes: ['chain-unrelated'] },
    ),
    bundleCase('lines end with CRLF', {
      'ca-cert.pem': crlf(own.certificate),
      'ca-key.pem': crlf(files(own, [], [])['ca-key.pem']),
      'cert-chain.pem': crlf(pemOf(own, issuing)),
      'root-cert.pem': crlf(root.certificate),
    }),
    bundleCase(
      'names before the blocks',
      changed({
        'cert-chain.pem': `subject=Istio CA\n${own.certificate}\nsubject=Issuing CA\n${issuing.certificate}`,
      }),
    ),
    bundleCase(
      'limited to server and client',
      files(extended, [issuing], [root]),
    ),
  ];
}
