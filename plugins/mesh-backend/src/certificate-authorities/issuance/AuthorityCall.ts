import {
  InputError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { readCertificates } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { shortenedLife } from './beyondApproval';
import type { IssueWork } from './IntermediateIssuer';
import { Issuance, IssuanceEvent, lastOf } from './Issuance';
import { KeptKeys } from './KeptKeys';

/** As long as a key is kept for a Secret that cannot be written yet; milliseconds. */
export const KEEP_KEY_MS = 15 * 60_000;

/** The call by which an authority issues, and what follows from its answer or from none. */
export class AuthorityCall {
  readonly #authorities: CertificateAuthorities;
  readonly #keys: KeptKeys;
  readonly #now: () => number;
  readonly #append: (
    issuance: Issuance,
    event: IssuanceEvent,
  ) => Promise<Issuance>;
  readonly #giveUp: (operation: string) => Promise<void>;

  constructor(options: {
    authorities: CertificateAuthorities;
    keys: KeptKeys;
    now: () => number;
    append: (issuance: Issuance, event: IssuanceEvent) => Promise<Issuance>;
    /** Records that the try of an operation left something behind. */
    giveUp: (operation: string) => Promise<void>;
  }) {
    this.#authorities = options.authorities;
    this.#keys = options.keys;
    this.#now = options.now;
    this.#append = options.append;
    this.#giveUp = options.giveUp;
  }

  /** The issuance with the authority's answer; asked for unless it is there. */
  async answered(
    issuance: Issuance,
    key: KeyObject,
    work: IssueWork,
  ): Promise<Issuance> {
    if (lastOf(issuance, 'issued')) {
      return issuance;
    }
    const { authority: name } = issuance;
    const authority = this.#authorities.get(name);
    const keyed = lastOf(issuance, 'keyed')!;
    await work.keepLease();
    try {
      const issued =
        'provider' in authority
          ? await authority.provider.issueIntermediate({
              csr: keyed.csr,
              notAfter: new Date(keyed.notAfter),
              pathLength: authority.settings.pathLength,
              idempotencyKey: keyed.idempotencyKey,
              signal: work.signal,
            })
          : {
              ...(await authority.reference.take()),
              reference: authority.reference.words,
              notes: [],
            };
      const { certificate, chain, reference, notes } = issued;
      const { serial, notAfter } = answeredCertificate(
        issued,
        keyed.publicKey,
        name,
      );
      // A bundle of the adopter's own has the life that it has.
      const shortened =
        'provider' in authority && !notes.length
          ? shortenedLife(notAfter, keyed.notAfter)
          : undefined;
      const noted = await this.#append(issuance, {
        type: 'issued',
        text: [`Issued with serial ${serial}.`, ...notes, shortened ?? '']
          .join(' ')
          .trim(),
        certificate,
        chain,
        reference,
      });
      // From here on nothing is asked of the authority again.
      this.#keys.keep(issuance.id, key, this.#now() + KEEP_KEY_MS);
      return noted;
    } catch (error) {
      throw await this.#unanswered(issuance, error);
    }
  }

  /** What follows from a call that failed: a refusal ends the try, anything else leaves it open. */
  async #unanswered(issuance: Issuance, error: unknown): Promise<unknown> {
    const isRefusal =
      error instanceof InputError || error instanceof NotAllowedError;
    const words = isError(error) && isSpeaking(error) ? error.message : '';
    if (isRefusal && !lastOf(issuance, 'unanswered')) {
      this.#keys.forget(issuance.id);
      await this.#append(issuance, {
        type: 'failed',
        text: words,
        mend: 'Nothing was issued. Ask anew with what is told mended.',
      });
      return error;
    }
    if (isError(error) && error.name === 'LeaseLostError') {
      return error;
    }
    await this.#append(issuance, {
      type: 'unanswered',
      text:
        words || `The call failed (${isError(error) ? error.name : 'Error'}).`,
    });
    if (isRefusal) {
      // An earlier call of this try may have been heard all the same.
      await this.#giveUp(issuance.operation);
      return error;
    }
    return error instanceof ServiceUnavailableError
      ? error
      : new ServiceUnavailableError(
          `authority: ${issuance.authority} gave an answer that cannot be used; it is asked again`,
        );
  }
}

/** Throws `ServiceUnavailableError` when an answer is none to what was asked; it may be one certificate of ours all the same. */
function answeredCertificate(
  { certificate, reference }: { certificate: string; reference: string },
  publicKey: string,
  authority: string,
): { serial: string; notAfter: string } {
  let facts: ReturnType<typeof readCertificates>[number];
  try {
    [facts] = readCertificates(certificate);
  } catch (error) {
    throw new ServiceUnavailableError(
      `authority: ${authority} answered with what is no certificate (${reference}); it is asked again`,
      error,
    );
  }
  if (facts.publicKey !== publicKey) {
    throw new ServiceUnavailableError(
      `authority: ${authority} answered with a certificate of another key (serial ${facts.serial}, ${reference}); it is asked again`,
    );
  }
  return facts;
}

/** Errors whose message is written for people and holds nothing secret. */
function isSpeaking({ name }: Error): boolean {
  return [
    'InputError',
    'NotAllowedError',
    'NotFoundError',
    'ConflictError',
    'ServiceUnavailableError',
  ].includes(name);
}
