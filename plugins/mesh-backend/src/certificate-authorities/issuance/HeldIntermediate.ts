import {
  CaBundle,
  privateKeyPem,
  readCertificates,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { Issuance, IssuanceEvent } from './Issuance';

/** An intermediate that was issued, with its key, on the way to its Secret. */
export class HeldIntermediate {
  readonly bundle: CaBundle;
  readonly key: KeyObject;
  #issuance: Issuance;
  readonly #append: (
    issuance: Issuance,
    event: IssuanceEvent,
  ) => Promise<Issuance>;
  readonly #forget: () => void;

  constructor(options: {
    bundle: CaBundle;
    key: KeyObject;
    issuance: Issuance;
    append: (issuance: Issuance, event: IssuanceEvent) => Promise<Issuance>;
    forget: () => void;
  }) {
    this.bundle = options.bundle;
    this.key = options.key;
    this.#issuance = options.issuance;
    this.#append = options.append;
    this.#forget = options.forget;
  }

  get issuance(): Issuance {
    return this.#issuance;
  }

  /** PKCS#8 in PEM for `ca-key.pem`; wipe it (`fill(0)`) once it is written. */
  keyPem(): Buffer {
    return privateKeyPem(this.key);
  }

  /**
   * The preflight found nothing in the way.
   *
   * @param options - `restart`: every istiod has to be restarted to take it;
   * `istiods`: UIDs of those that run before it is written
   */
  async checked(
    text: string,
    options: { restart?: boolean; istiods?: string[] } = {},
  ): Promise<void> {
    await this.#note({ type: 'checked', text, ...options });
  }

  /**
   * It must not be used, although it was issued: it is left behind, and the key
   * let go of.
   */
  async refuse(text: string): Promise<void> {
    await this.#note({
      type: 'orphaned',
      text,
      mend: 'Have it revoked where the authority can, by a request of kind certificate-authority-revoke.',
    });
    this.#forget();
  }

  /** It is in the Secret: the key is let go of. */
  async written(bundle: CaBundle = this.bundle): Promise<void> {
    await this.#note(writtenEvent(bundle));
    this.#forget();
  }

  async #note(event: IssuanceEvent): Promise<void> {
    this.#issuance = await this.#append(this.#issuance, event);
  }
}

/** That a bundle is in the Secret. */
export function writtenEvent(
  bundle: CaBundle,
): IssuanceEvent & { type: 'written' } {
  const [{ fingerprint }] = readCertificates(bundle.certificate);
  return {
    type: 'written',
    text: 'It is in the Secret cacerts.',
    fingerprint,
    roots: readCertificates(bundle.root).map(one => one.fingerprint),
  };
}
