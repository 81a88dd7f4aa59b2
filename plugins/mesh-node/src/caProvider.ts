import {
  createExtensionPoint,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';

export type { CaKeyType } from '@meshport/backstage-plugin-mesh-common';

/** What a provider says of the authority that signs. */
export interface CaDescription {
  /** What the provider calls it, e.g. its ARN. */
  id: string;
  /** Subject of its certificate, in one line. */
  subject: string;
  /** E.g. `EC P-256` or `RSA 2048`. */
  keyAlgorithm: string;
  /** How it signs, in the provider's words. */
  signatureAlgorithm?: string;
  /** The authority's own certificate in PEM. */
  certificate: string;
  /** From its issuer up to the root, each in PEM; empty for a root. */
  chain: string[];
  /** When the authority ends, ISO 8601; the earliest end of its chain. */
  notAfter: string;
  /** How many authorities may stand below it; undefined where it is not limited. */
  pathLengthRoom?: number;
  /** E.g. `ENTERPRISE`, `DEVOPS`, `GENERAL_PURPOSE`. */
  tier?: string;
  /** Why it cannot issue now, as a sentence that says what to do. */
  unable?: string;
  /** Why it is unfit for production, as a sentence. */
  unfit?: string;
  /** What it cannot do beside issuing, e.g. `revoke`; each as a sentence. */
  limits: string[];
}

/** What is asked of a provider. */
export interface IntermediateRequest {
  /** PEM; CA:TRUE, the path length and keyCertSign are in it as extensions. */
  csr: string;
  /** When it shall end. A provider that would shorten it says so in `IssuedIntermediate`. */
  notAfter: Date;
  /** Authorities below the new one; Istio needs 0. */
  pathLength: number;
  /**
   * The same for every try of one issuance; stored before the first. 32 hex
   * digits, from the attempt, the authority and the request's hash.
   */
  idempotencyKey: string;
  signal: AbortSignal;
}

/** A certificate as a provider issued it. */
export interface IssuedIntermediate {
  /** PEM of the new intermediate alone. */
  certificate: string;
  /** From its issuer up to and including the root, each in PEM. */
  chain: string[];
  /** What the provider calls it, e.g. its ARN or resource name; needed to revoke. */
  reference: string;
  /** Where the provider gave other than was asked, as sentences (a shorter life). */
  notes: string[];
}

/** A certificate that the provider remembers. */
export interface FoundIntermediate {
  certificate: string;
  reference: string;
  revoked: boolean;
}

/** A revocation list as it is published. */
export interface CaRevocationList {
  /** PEM. */
  crl: string;
  /** Where it was had. */
  source: string;
}

/**
 * One configured authority. All methods throw errors of `@backstage/errors`:
 * `ServiceUnavailableError` where the answer is not known or another try may
 * help, `NotAllowedError` for missing rights, `InputError` where the provider
 * refuses what is asked. No message holds a credential. The SDK is loaded at
 * the first call.
 */
export interface CaProvider {
  describe(options: { signal: AbortSignal }): Promise<CaDescription>;
  /**
   * Issues at most once for one idempotency key as long as the provider
   * remembers it (`remembersSeconds`); tries again by itself where that is safe.
   */
  issueIntermediate(request: IntermediateRequest): Promise<IssuedIntermediate>;
  /** How long an idempotency key holds, in seconds: AWS 300, CAS 3600. */
  readonly remembersSeconds: number;
  /**
   * Certificates that were issued for a public key; undefined where the
   * provider cannot tell, with the reason in `limits` of the description.
   */
  find?(options: {
    /** SHA-256 of the public key (SPKI, DER) in lower-case hex. */
    publicKey: string;
    /** ISO 8601: nothing older is looked at. */
    since: string;
    idempotencyKey: string;
    signal: AbortSignal;
  }): Promise<FoundIntermediate[] | undefined>;
  /** Revokes; it being revoked already is no error. */
  revoke?(options: {
    certificate: string;
    reference: string;
    reason: 'superseded' | 'keyCompromise' | 'cessationOfOperation';
    signal: AbortSignal;
  }): Promise<void>;
  /**
   * The complete lists of every authority from the issuer up to the root.
   * Throws `InputError` where one is partitioned or scoped.
   */
  revocationLists?(options: {
    signal: AbortSignal;
  }): Promise<CaRevocationList[]>;
}

/** Makes providers of one type out of their configuration. */
export interface CaProviderFactory {
  /** As in `mesh.certificateAuthorities[].provider`, e.g. `aws-pca`. */
  readonly type: string;
  /**
   * @param config - the authority's entry under `mesh.certificateAuthorities`
   * @throws Error that names the field when the entry is wrong
   */
  create(config: Config, options: { logger: LoggerService }): CaProvider;
}

/** Where modules add providers. */
export interface MeshCaProviderExtensionPoint {
  /** Throws when there is one of this type. */
  addProvider(factory: CaProviderFactory): void;
}

/** @see MeshCaProviderExtensionPoint */
export const meshCaProviderExtensionPoint =
  createExtensionPoint<MeshCaProviderExtensionPoint>({
    id: 'mesh.ca-provider',
  });
