import type { CertificateAuthority } from '@aws-sdk/client-acm-pca';
import {
  CaDescription,
  chainLimits,
} from '@meshport/backstage-plugin-mesh-node';
import { CertificateFacts, readCertificates } from '@meshport/certificates';
import { ToldCertificate } from './PcaCalls';
import { AwsPcaSettings } from './settings';
import { signingAlgorithm } from './signing';

const shortLived = 'SHORT_LIVED_CERTIFICATE';

/** Both answers about an authority. */
export interface ToldAuthority {
  authority: CertificateAuthority;
  own: ToldCertificate;
}

/** The authority's own certificate and those above it. */
export function certificatesOf({ own }: ToldAuthority): {
  issuing: CertificateFacts;
  /** From its issuer up to the root. */
  above: CertificateFacts[];
} {
  const [issuing] = readCertificates(own.certificate);
  return { issuing, above: own.chain ? readCertificates(own.chain) : [] };
}

function unableBecause(
  { authority, own }: ToldAuthority,
  limits: { notAfter: string; pathLengthRoom?: number },
  now: Date,
): string | undefined {
  const { Status: status, UsageMode: mode } = authority;
  const { KeyAlgorithm: key, SigningAlgorithm: algorithm } =
    authority.CertificateAuthorityConfiguration ?? {};
  if (status !== 'ACTIVE') {
    return `The authority is in the state ${status}; only an active one issues. Activate it in AWS Private CA.`;
  }
  if (mode === shortLived) {
    return 'The authority is for short-lived certificates and issues for seven days at most, which is too short for an intermediate. Name an authority of general purpose in aws.arn.';
  }
  if (!signingAlgorithm(key, algorithm)) {
    return `The authority has a key of kind ${key}, whose signatures istiod and Envoy cannot check. Name one with an RSA or EC key in aws.arn.`;
  }
  if (new Date(limits.notAfter) <= now) {
    return `The authority or one above it ended at ${limits.notAfter}. Renew it in AWS Private CA.`;
  }
  if (limits.pathLengthRoom === 0) {
    return `No authority may stand below this one: a path length of 0 is in its chain. Name one with a path length of 1 or more in aws.arn.`;
  }
  return readCertificates(own.certificate)[0].isCa
    ? undefined
    : 'The certificate of the authority is none of an authority. Install it anew in AWS Private CA.';
}

/** What it cannot do beside issuing. */
function limitsOf(
  { authority }: ToldAuthority,
  settings: AwsPcaSettings,
): string[] {
  const limits = [];
  if (!settings.auditReportBucket) {
    limits.push(
      'A certificate whose answer was lost cannot be found: AWS lists certificates in audit reports only, and aws.auditReportBucket is not set.',
    );
  }
  if (!authority.RevocationConfiguration?.CrlConfiguration?.Enabled) {
    limits.push(
      'It publishes no revocation list: revoking a certificate is told by no list. Enable it in AWS Private CA where it is wanted.',
    );
  }
  const { OwnerAccount: owner } = authority;
  if (owner && owner !== settings.authority.account) {
    limits.push(
      `It belongs to the account ${owner}: its share has to allow the templates of subordinate authorities.`,
    );
  }
  return limits;
}

/** What a person is told of the authority, and whether it can issue. */
export function describeAuthority(
  told: ToldAuthority,
  settings: AwsPcaSettings,
  now: Date,
): CaDescription {
  const { issuing, above } = certificatesOf(told);
  const { KeyAlgorithm: key, SigningAlgorithm: own } =
    told.authority.CertificateAuthorityConfiguration ?? {};
  const limits = chainLimits([issuing.pem, ...above.map(({ pem }) => pem)]);
  const unable = unableBecause(told, limits, now);
  return {
    id: settings.authority.arn,
    subject: issuing.subject,
    keyAlgorithm: issuing.keyAlgorithm,
    signatureAlgorithm: signingAlgorithm(key, own),
    certificate: issuing.pem,
    chain: above.map(({ pem }) => pem),
    ...limits,
    tier: told.authority.UsageMode ?? 'GENERAL_PURPOSE',
    ...(unable && { unable }),
    limits: limitsOf(told, settings),
  };
}
