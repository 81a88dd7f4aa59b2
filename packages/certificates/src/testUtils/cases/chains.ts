import { BundleCase, bundleCase, refusedCase } from '../BundleCase';
import { keyFileOf, pemOf, TestMesh } from '../TestMesh';

/** Bundles whose chain is wrong. */
export function chainCases(mesh: TestMesh): BundleCase[] {
  const { own, issuing, root, otherRoot, key, otherKey, files, changed } = mesh;
  const chain = (pem: string | undefined) => changed({ 'cert-chain.pem': pem });
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
  return [
    refusedCase('no chain', chain(undefined), ['empty-file']),
    refusedCase('empty chain', chain(''), ['empty-file']),
    refusedCase('chain without ours', chain(issuing.certificate), [
      'chain-without-ours',
    ]),
    refusedCase('chain with ours alone', chain(own.certificate), [
      'chain-incomplete',
    ]),
    refusedCase(
      'chain begins with the root',
      chain(pemOf(root, issuing, own)),
      ['chain-order'],
      { handshake: true },
    ),
    refusedCase(
      'issuers in the wrong order',
      {
        ...files(deep, [], [root]),
        'cert-chain.pem': pemOf(deep, policy, deepIssuing),
      },
      ['chain-order'],
      { handshake: true },
    ),
    bundleCase('issuing CA twice', chain(pemOf(own, issuing, issuing)), {
      codes: ['chain-duplicate'],
    }),
    bundleCase(
      'a stranger in the chain',
      chain(pemOf(own, issuing, otherRoot)),
      { codes: ['chain-unrelated'] },
    ),
    refusedCase(
      'blocks glued together',
      chain(pemOf(own, issuing).replace('-----\n-----', '----------')),
      ['glued-pem'],
    ),
    refusedCase(
      'byte order mark',
      chain(`\ufeff${pemOf(own, issuing)}`),
      ['glued-pem'],
      { handshake: true },
    ),
    refusedCase(
      'trusted certificate',
      chain(pemOf(own, issuing).replace(/CERTIFICATE/g, 'TRUSTED CERTIFICATE')),
      ['foreign-pem-block', 'foreign-pem-block'],
    ),
    refusedCase(
      'header lines in a block',
      chain(
        own.certificate +
          issuing.certificate.replace('-----\n', '-----\nComment: issuing\n\n'),
      ),
      ['pem-headers'],
    ),
    refusedCase(
      'private key in the chain',
      chain(pemOf(own, issuing) + keyFileOf(otherKey)),
      ['private-key-in-public-file'],
      { handshake: true },
    ),
    refusedCase(
      'damaged certificate in the chain',
      chain(
        own.certificate +
          issuing.certificate.replace(/\n[A-Za-z0-9+/]{8}/, '\nAAAAAAAA'),
      ),
      ['unreadable'],
    ),
    refusedCase(
      'a block without its end',
      chain(own.certificate + issuing.certificate.replace(/-----END.*\n/, '')),
      ['damaged-pem'],
    ),
  ];
}
