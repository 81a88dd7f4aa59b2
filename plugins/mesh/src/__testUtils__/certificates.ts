import {
  CertificateFleet,
  CertificateView,
  ClusterCertificates,
  ClusterCertificatesDetail,
  CaIssuance,
  RootChangeProgress,
} from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh } from './answers';

const DAY_MS = 24 * 3600 * 1000;

/** A time that many days from now (ISO 8601); an hour later, so that the day is full on a slow machine. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS + 3_600_000).toISOString();
}

export function certificate(
  subject: string,
  more: Partial<CertificateView> = {},
): CertificateView {
  return {
    subject,
    issuer: 'CN=Shop root',
    serial: 'a1b2c3',
    notBefore: inDays(-30),
    notAfter: inDays(60),
    publicKey: 'aa'.repeat(32),
    fingerprint: `fp-${subject}`,
    keyAlgorithm: 'P-256',
    signatureAlgorithm: 'ECDSA with SHA-256',
    isCa: true,
    pathLength: 0,
    selfSigned: false,
    pem: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
    ...more,
  };
}

export const shopRoot = certificate('CN=Shop root', {
  selfSigned: true,
  pathLength: undefined,
  notBefore: inDays(-365),
  notAfter: inDays(3650),
  serial: '1',
});

export function eastCertificates(
  more: Partial<ClusterCertificates> = {},
): ClusterCertificates {
  return {
    cluster: 'east',
    clusterId: 'east',
    trustDomain: 'shop.example',
    source: 'plugged',
    chain: [certificate('CN=Istio CA')],
    roots: [shopRoot],
    ends: inDays(60),
    alarms: [],
    ...more,
  };
}

export const westCertificates: ClusterCertificates = {
  cluster: 'west',
  clusterId: 'west',
  source: 'selfSigned',
  chainWhy: 'istiod signs with a root that it made itself.',
  roots: [certificate('CN=West root', { selfSigned: true })],
  ends: inDays(300),
  alarms: [],
};

export function certificateFleet(
  items: ClusterCertificates[],
  more: Partial<CertificateFleet> = {},
): CertificateFleet {
  return {
    ...answer(
      items,
      items.map(({ cluster }) => fresh(cluster)),
    ),
    authorities: [],
    commonRoots: { roots: [], pairs: [] },
    orphans: [],
    unknown: [],
    ...more,
  };
}

export function clusterDetail(
  item: ClusterCertificates,
  details: Partial<NonNullable<ClusterCertificatesDetail['details']>> = {},
): ClusterCertificatesDetail {
  return {
    ...answer([item], [fresh(item.cluster)]),
    details: {
      namespace: 'istio-system',
      revocationLists: {
        enabled: false,
        state: 'off',
        text: 'Proxies are given no revocation lists.',
      },
      machines: 2,
      history: [],
      unknown: [],
      ...details,
    },
  };
}

export function issuance(more: Partial<CaIssuance> = {}): CaIssuance {
  return {
    id: 'i-1',
    requestId: 'q-1',
    cluster: 'east',
    authority: 'shop',
    provider: 'aws-pca',
    keyType: 'P-256',
    state: 'live',
    serial: 'a1b2c3',
    notAfter: inDays(60),
    events: [
      { state: 'keyed', at: inDays(-1), text: 'A key was made.' },
      { state: 'live', at: inDays(-1), text: 'It was seen in use.' },
    ],
    ...more,
  };
}

export const rootChange: RootChangeProgress = {
  requestId: 'q-9',
  cluster: 'east',
  kind: 'first',
  authority: 'shop',
  state: 'running',
  steps: [
    {
      number: 1,
      title: 'Trust both roots',
      state: 'waiting',
      text: 'Both roots are written; every proxy has to take them over.',
      turned: { done: 3, total: 5, unknown: 1 },
      laggards: [
        {
          kind: 'pod',
          namespace: 'shop',
          name: 'web-1',
          workload: 'Deployment shop/web',
          turned: 'no',
          why: 'It trusts only the former root.',
        },
        {
          kind: 'machine',
          namespace: 'shop',
          name: 'vm-01',
          turned: 'unknown',
          why: 'Its certificate is renewed within 12 hours.',
        },
      ],
    },
    {
      number: 2,
      title: 'Sign by the new authority',
      state: 'pending',
      text: 'Not begun.',
      laggards: [],
    },
    {
      number: 3,
      title: 'Trust the new root only',
      state: 'pending',
      text: 'Not begun.',
      laggards: [],
    },
  ],
  allowedActions: ['pause', 'roll-back'],
};
