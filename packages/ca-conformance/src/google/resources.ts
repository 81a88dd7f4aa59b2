import { Authority } from '../core';

/** `CaPool.Tier`. */
export const TIER = { ENTERPRISE: 1, DEVOPS: 2 } as const;

/** `CertificateAuthority.State`. */
export const AUTHORITY_STATE = {
  ENABLED: 1,
  DISABLED: 2,
  STAGED: 3,
  AWAITING_USER_ACTIVATION: 4,
  DELETED: 5,
} as const;

/** `CertificateAuthority.SignHashAlgorithm` of the keys that are made here. */
export const SIGN_HASH_ALGORITHM = {
  'RSA-2048': 6,
  'RSA-4096': 8,
  'P-256': 4,
  'P-384': 5,
} as const;

/** What of `X509Parameters` is kept to. */
export interface X509Values {
  caOptions?: { isCa?: boolean; maxIssuerPathLength?: number };
  keyUsage?: { baseKeyUsage?: { certSign?: boolean; crlSign?: boolean } };
}

/** `CertificateExtensionConstraints.KnownCertificateExtension`. */
export const KNOWN_EXTENSION = {
  BASE_KEY_USAGE: 1,
  EXTENDED_KEY_USAGE: 2,
  CA_OPTIONS: 3,
} as const;

/** Which of the request's extensions get into the certificate. */
export interface PassthroughExtensions {
  knownExtensions: (keyof typeof KNOWN_EXTENSION)[];
}

/** `CaPool.IssuancePolicy`, as far as it bears on intermediates. */
export interface IssuancePolicy {
  allowedKeyTypes?: (
    | { rsa: { minModulusSize?: number; maxModulusSize?: number } }
    | { ellipticCurve: 'ECDSA_P256' | 'ECDSA_P384' }
  )[];
  /** Seconds. */
  maximumLifetime?: number;
  /** Seconds. */
  backdateDuration?: number;
  allowedIssuanceModes?: {
    allowCsrBasedIssuance?: boolean;
    allowConfigBasedIssuance?: boolean;
  };
  baselineValues?: X509Values;
  passthroughExtensions?: PassthroughExtensions;
}

/** One authority of a pool. */
export interface GoogleAuthority {
  id: string;
  /** What signs. */
  authority: Authority;
  /** `ENABLED` where it is missing. */
  state?: keyof typeof AUTHORITY_STATE;
  /** Resource name of the authority above it, where that is of the service too. */
  subordinateTo?: string;
}

/** A pool of authorities. */
export interface GooglePool {
  /** `projects/…/locations/…/caPools/…`. */
  name: string;
  /** `ENTERPRISE` where it is missing. */
  tier?: keyof typeof TIER;
  authorities: GoogleAuthority[];
  issuancePolicy?: IssuancePolicy;
  publishCrl?: boolean;
}

/** `CertificateTemplate`. */
export interface GoogleTemplate {
  /** `projects/…/locations/…/certificateTemplates/…`. */
  name: string;
  /** Seconds. */
  maximumLifetime?: number;
  predefinedValues?: X509Values;
  passthroughExtensions?: PassthroughExtensions;
}

/** What of `Certificate` a caller may send, in proto3 JSON. */
export interface CertificateBody {
  pemCsr?: string;
  config?: object;
  lifetime?: string;
  certificateTemplate?: string;
  subjectMode?: number | string;
  labels?: Record<string, string>;
}
