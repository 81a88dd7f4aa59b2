import { NULL } from '../../asn1/write';
import { extension } from '../../certificate/extensions';
import { BundleCase, bundleCase, refusedCase } from '../BundleCase';
import { nameConstraints } from '../nameConstraints';
import { TestAuthorityOptions } from '../TestAuthority';
import { pemOf, TestMesh } from '../TestMesh';

type Change = Partial<TestAuthorityOptions>;

const OWN: [
  string,
  Change,
  string[],
  { fit?: boolean; handshake?: boolean }?,
][] = [
  ['ours expired', { days: -0.5 }, ['expired']],
  ['ours not yet valid', { daysAgo: -1 }, ['not-yet-valid']],
  ['ours is no CA', { ca: false }, ['not-a-ca']],
  ['ours without basic constraints', { ca: null }, ['not-a-ca']],
  [
    'ours may not sign certificates',
    { keyUsage: ['digitalSignature', 'cRLSign'] },
    ['no-cert-sign'],
  ],
  [
    'ours without key usage',
    { keyUsage: null },
    ['no-key-usage'],
    { fit: true, handshake: true },
  ],
  [
    'ours for clients alone',
    { extendedKeyUsage: ['clientAuth'] },
    ['extended-key-usage'],
  ],
  [
    'ours for servers alone',
    { extendedKeyUsage: ['serverAuth'] },
    ['extended-key-usage'],
  ],
  [
    'ours outlives its issuer',
    { days: 4 * 365 },
    ['outlives-issuer'],
    { handshake: true },
  ],
  [
    'ours may sign authorities',
    { pathLength: undefined },
    ['path-length-open'],
    { fit: true, handshake: true },
  ],
  [
    'ours names another issuing key',
    { authorityKey: Buffer.alloc(20, 7) },
    ['key-id-mismatch'],
  ],
  [
    'ours has a critical extension nobody knows',
    {
      extensions: [extension('1.3.6.1.4.1.99999.1', NULL, { critical: true })],
    },
    ['critical-extension'],
  ],
  [
    'ours has a negative serial number',
    { serial: Buffer.from([0x80, 1]) },
    ['negative-serial'],
    { handshake: true },
  ],
  [
    'ours limited to another trust domain',
    { extensions: [nameConstraints({ uri: ['other.example'] })] },
    ['handshake-failed'],
  ],
];

const ISSUING: [
  string,
  Change,
  Change,
  string[],
  { fit?: boolean; handshake?: boolean }?,
][] = [
  ['issuing CA leaves no room', { pathLength: 0 }, {}, ['path-length']],
  [
    'issuing CA expired',
    { days: -0.5 },
    { days: -0.5 },
    ['expired', 'expired'],
  ],
  ['issuing CA is no CA', { ca: false }, {}, ['not-a-ca']],
  [
    'issuing CA may not sign certificates',
    { keyUsage: ['cRLSign'] },
    {},
    ['no-cert-sign'],
  ],
  [
    'issuing CA for clients alone',
    { extendedKeyUsage: ['clientAuth'] },
    {},
    ['extended-key-usage'],
  ],
];

/** Bundles with an authority that is wrong. */
export function certificateCases(mesh: TestMesh): BundleCase[] {
  const { files, issuing, root, ownWith, issuingWith } = mesh;
  return [
    ...OWN.map(([name, change, codes, expected = {}]) =>
      bundleCase(name, files(ownWith(change), [issuing], [root]), {
        fit: false,
        handshake: false,
        codes,
        ...expected,
      }),
    ),
    ...ISSUING.map(([name, change, below, codes, expected = {}]) => {
      const changed = issuingWith(change, below);
      return bundleCase(name, files(changed.own, [changed.issuing], [root]), {
        fit: false,
        handshake: false,
        codes,
        ...expected,
      });
    }),
    bundleCase('root signs workloads itself', files(root, [], [root]), {
      codes: ['root-signs'],
    }),
    bundleCase(
      'issuers in ca-cert.pem too',
      mesh.changed({ 'ca-cert.pem': pemOf(mesh.own, issuing) }),
      { codes: ['ca-cert-not-alone'] },
    ),
    refusedCase(
      'issuing CA in ca-cert.pem first',
      mesh.changed({ 'ca-cert.pem': pemOf(issuing, mesh.own) }),
      [
        'ca-cert-not-alone',
        'key-mismatch',
        'path-length-open',
        'chain-order',
        'chain-unrelated',
      ],
    ),
  ];
}
