import { X509Certificate } from 'crypto';
import { integer, sequence } from '../../asn1/write';
import { contextValue } from '../../asn1/write';
import { EXTENSION, extension } from '../../certificate/extensions';
import { BundleCase, bundleCase, refusedCase } from '../BundleCase';
import { TestMesh } from '../TestMesh';

const DAY_MS = 24 * 3600_000;
const DELTA = extension(EXTENSION.deltaCrlIndicator, integer(1), {
  critical: true,
});
/** For certificates of authorities alone. */
const SCOPED = extension(
  EXTENSION.issuingDistributionPoint,
  sequence(contextValue(2, Buffer.from([0xff]))),
  { critical: true },
);

/** Bundles with revocation lists. */
export function revocationCases(mesh: TestMesh): BundleCase[] {
  const { now, own, issuing, root, otherRoot, changed, files, issuingWith } =
    mesh;
  const at = (days: number) => new Date(now.getTime() + days * DAY_MS);
  const lists = (...pems: string[]) => changed({ 'ca-crl.pem': pems.join('') });
  const all = [own.list(), issuing.list(), root.list()];
  const [, ...above] = all;
  const silent = issuingWith({ keyUsage: ['keyCertSign'] });
  return [
    bundleCase('complete lists', lists(...all)),
    bundleCase('lists of strangers too', lists(...all, otherRoot.list()), {
      codes: ['crl-unrelated'],
    }),
    bundleCase('a list twice', lists(...all, root.list()), {
      codes: ['crl-duplicate'],
    }),
    refusedCase('no list of ours', lists(...above), ['crl-missing']),
    refusedCase('no list of the root', lists(own.list(), issuing.list()), [
      'crl-missing',
    ]),
    refusedCase(
      'list expired',
      lists(
        own.list(),
        issuing.list(),
        root.list({ now: at(-9), nextUpdate: at(-2) }),
      ),
      ['crl-expired'],
    ),
    refusedCase(
      'list not yet valid',
      lists(own.list(), issuing.list(), root.list({ now: at(2) })),
      ['crl-not-yet-valid'],
    ),
    refusedCase(
      'list without an end',
      lists(own.list(), issuing.list(), root.list({ nextUpdate: undefined })),
      ['crl-without-next-update'],
      { handshake: true },
    ),
    refusedCase(
      'delta list',
      lists(own.list(), issuing.list({ extensions: [DELTA] }), root.list()),
      ['crl-scoped'],
    ),
    refusedCase(
      'list with a scope',
      lists(own.list({ extensions: [SCOPED] }), ...above),
      ['crl-scoped'],
    ),
    refusedCase(
      'issuing CA revoked',
      lists(
        own.list(),
        issuing.list(),
        root.list({
          revoked: [
            {
              serial: new X509Certificate(issuing.certificate).serialNumber,
              at: at(-1),
            },
          ],
        }),
      ),
      ['crl-revokes-chain'],
    ),
    refusedCase(
      'our list ends before we do',
      lists(own.list({ nextUpdate: at(30) }), ...above),
      ['crl-ends-before-ca'],
      { handshake: true },
    ),
    refusedCase(
      'list of ours by another key',
      lists(own.list({ key: mesh.otherKey }), ...above),
      ['crl-missing', 'crl-unrelated'],
    ),
    refusedCase(
      'issuing CA may not sign lists',
      {
        ...files(silent.own, [silent.issuing], [root]),
        'ca-crl.pem': [
          silent.own.list(),
          silent.issuing.list(),
          root.list(),
        ].join(''),
      },
      ['crl-not-allowed'],
    ),
    refusedCase(
      'list damaged',
      lists(own.list().replace(/\n[A-Za-z0-9+/]{8}/, '\nAAAAAAAA'), ...above),
      ['unreadable'],
    ),
    refusedCase(
      'certificate among the lists',
      lists(...all, root.certificate),
      ['foreign-pem-block'],
    ),
  ];
}
