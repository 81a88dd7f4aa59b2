import { randomUUID } from 'crypto';
import { Authority, AuthorityKey, Hierarchy } from '../core';

/** How an authority of AWS Private CA is set up. */
export interface PrivateAuthorityOptions {
  /** Its issuing authority is the one behind the ARN. */
  hierarchy: Hierarchy;
  id?: string;
  account?: string;
  region?: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition?: string;
  status?:
    | 'ACTIVE'
    | 'DISABLED'
    | 'EXPIRED'
    | 'PENDING_CERTIFICATE'
    | 'DELETED';
  usageMode?: 'GENERAL_PURPOSE' | 'SHORT_LIVED_CERTIFICATE';
  crl?: {
    bucket: string;
    customCname?: string;
    type?: 'COMPLETE' | 'PARTITIONED';
    acl?: 'PUBLIC_READ' | 'BUCKET_OWNER_FULL_CONTROL';
  };
  /** Templates that its share allows to other accounts. */
  sharedTemplates?: string[];
}

/** An authority as the service knows it. */
export interface PrivateAuthority
  extends Required<
    Omit<PrivateAuthorityOptions, 'hierarchy' | 'crl' | 'sharedTemplates'>
  > {
  arn: string;
  authority: Authority;
  crl?: PrivateAuthorityOptions['crl'];
  sharedTemplates: string[];
  createdAt: Date;
}

export function privateAuthority(
  options: PrivateAuthorityOptions,
): PrivateAuthority {
  const {
    id = randomUUID(),
    account = '123456789012',
    region = 'eu-west-1',
    partition = 'aws',
  } = options;
  return {
    id,
    account,
    region,
    partition,
    status: options.status ?? 'ACTIVE',
    usageMode: options.usageMode ?? 'GENERAL_PURPOSE',
    crl: options.crl,
    sharedTemplates: options.sharedTemplates ?? [],
    arn: `arn:${partition}:acm-pca:${region}:${account}:certificate-authority/${id}`,
    authority: options.hierarchy.issuing,
    createdAt: options.hierarchy.issuing.certificate.notBefore,
  };
}

/** The service's words for kinds of key. */
export const keyAlgorithms: Record<AuthorityKey, string> = {
  'P-256': 'EC_prime256v1',
  'P-384': 'EC_secp384r1',
  'RSA-2048': 'RSA_2048',
  'RSA-4096': 'RSA_4096',
};

/** How the authority signs its own request and lists. */
export function ownSigningAlgorithm(key: AuthorityKey): string {
  if (key.startsWith('RSA')) return 'SHA256WITHRSA';
  return key === 'P-384' ? 'SHA384WITHECDSA' : 'SHA256WITHECDSA';
}
