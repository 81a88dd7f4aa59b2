import {
  CertificateView,
  ClusterCertificates,
} from '@meshport/backstage-plugin-mesh-common';
import { certificateAlarms } from './certificateAlarms';

const NOW = new Date('2026-11-22T00:00:00.000Z');
const inDays = (days: number) =>
  new Date(NOW.getTime() + days * 24 * 3600 * 1000).toISOString();

const certificate = (
  subject: string,
  days: number,
  more: Partial<CertificateView> = {},
): CertificateView => ({
  subject,
  issuer: 'CN=Root',
  serial: '1',
  notBefore: inDays(-10),
  notAfter: inDays(days),
  publicKey: subject,
  fingerprint: subject,
  keyAlgorithm: 'P-256',
  signatureAlgorithm: 'ECDSA with SHA-256',
  isCa: true,
  selfSigned: false,
  pem: '',
  ...more,
});
const root = certificate('CN=Root', 3650, { selfSigned: true });

const alarms = (
  more: Partial<ClusterCertificates>,
  rootsInSecret?: CertificateView[],
) =>
  certificateAlarms(
    {
      cluster: 'east',
      clusterId: 'east',
      source: 'plugged',
      chain: [certificate('CN=Signer', 100)],
      roots: [root],
      ...more,
    },
    { rootsInSecret, now: NOW },
  ).map(({ severity, code, message }) => [severity, code, message] as const);

describe('certificateAlarms', () => {
  it.each([
    [31, undefined, ''],
    [30, 'warning', 'intermediate-ends'],
    [8, 'warning', 'intermediate-ends'],
    [7, 'error', 'intermediate-ends'],
    [0.5, 'error', 'intermediate-ends'],
    [-1, 'error', 'intermediate-ended'],
  ])('with %s days left', (days, severity, code) => {
    const found = alarms({ chain: [certificate('CN=Signer', days)] });
    expect(found.map(([one, other]) => [one, other])).toEqual(
      severity ? [[severity, code]] : [],
    );
  });

  it('tells a time in hours when a day is not left', () => {
    expect(alarms({ chain: [certificate('CN=Signer', 0.5)] })[0][2]).toBe(
      'The certificate authority of east ends in 12 hours.',
    );
  });

  it('leaves the signer to its primary, and looks at the roots of a remote', () => {
    expect(
      alarms({
        source: 'primary',
        chain: [certificate('CN=Signer', 3)],
        roots: [certificate('CN=Root', 3)],
      }).map(([, code]) => code),
    ).toEqual(['root-ends']);
  });

  it('tells of an authority that is to outlive the one above it', () => {
    expect(
      alarms({
        chain: [certificate('CN=Signer', 100), certificate('CN=Above', 50)],
      }).map(([, code]) => code),
    ).toEqual(['outlives-issuer']);
  });

  it('tells of roots that istiod did not take over, in whatever order', () => {
    const other = certificate('CN=Other', 3650);
    expect(alarms({ roots: [root, other] }, [other, root])).toEqual([]);
    expect(alarms({}, [root, other]).map(([, code]) => code)).toEqual([
      'roots-differ',
    ]);
  });

  it('concludes nothing from what is not known', () => {
    expect(
      alarms({ source: 'unknown', chain: undefined, roots: undefined }, [root]),
    ).toEqual([]);
  });
});
