import { isError } from '@backstage/errors';
import { readCertificates } from '@meshport/certificates';
import { LeaseLostError } from '../../requests/store';
import { CertificateAuthorities } from '../CertificateAuthorities';
import {
  certificateOf,
  Issuance,
  IssuanceEvent,
  isUnderWay,
  lastOf,
  stateOf,
} from './Issuance';
import { IssuanceStore } from './IssuanceStore';

/** After this time without its process an issuance is not gone on with; milliseconds. */
const ABANDONED_MS = 20 * 60_000;
/** How often an orphan is sought again that was not found; milliseconds. */
const SEEK_AGAIN_MS = 60 * 60_000;
/** An authority that lists none by then has issued none; milliseconds. */
const SURELY_LISTED_MS = 60 * 60_000;
const SEEK_TIMEOUT_MS = 30_000;

const MEND =
  'Have it revoked where the authority can, by a request of kind certificate-authority-revoke.';

/** Certificates that were, or may have been, issued and whose keys are gone. */
export class Orphans {
  readonly #authorities: CertificateAuthorities;
  readonly #store: IssuanceStore;
  readonly #now: () => number;
  readonly #isHeld: (id: string) => boolean;

  constructor(options: {
    authorities: CertificateAuthorities;
    store: IssuanceStore;
    now: () => number;
    /** Whether this process holds the key of an issuance. */
    isHeld: (id: string) => boolean;
  }) {
    this.#authorities = options.authorities;
    this.#store = options.store;
    this.#now = options.now;
    this.#isHeld = options.isHeld;
  }

  /** Records that nobody has the key any more, and seeks the certificate. */
  async record(issuance: Issuance, signal: AbortSignal): Promise<Issuance> {
    const authority = this.#authorities.find(issuance.authority);
    if (authority && 'reference' in authority) {
      return this.#append(issuance, {
        type: 'failed',
        text: 'The backend ended before the bundle was written.',
        mend: 'Nothing was issued; it is taken again.',
      });
    }
    const issued = lastOf(issuance, 'issued');
    const orphaned = await this.#append(issuance, {
      type: 'orphaned',
      text: issued
        ? `The certificate with serial ${
            readCertificates(issued.certificate)[0].serial
          } was issued and never written: its key was in the memory of a backend, and is gone.`
        : 'The backend ended, or the authority forgot the call, before an answer came: a certificate may have been issued. Its key is gone.',
      mend: MEND,
    });
    return issued ? orphaned : this.seek(orphaned, signal);
  }

  /** Asks the authority for the certificate of an orphan. */
  async seek(issuance: Issuance, signal: AbortSignal): Promise<Issuance> {
    const authority = this.#authorities.find(issuance.authority);
    const keyed = lastOf(issuance, 'keyed');
    if (!keyed) {
      return issuance;
    }
    const provider =
      authority && 'provider' in authority ? authority.provider : undefined;
    if (!provider?.find) {
      return this.#append(issuance, {
        type: 'sought',
        text: provider
          ? 'This authority cannot be asked what it issued.'
          : 'The authority is not configured any more.',
      });
    }
    try {
      const found = await provider.find({
        publicKey: keyed.publicKey,
        since: new Date(issuance.createdAt - 60_000).toISOString(),
        idempotencyKey: keyed.idempotencyKey,
        signal: AbortSignal.any([signal, AbortSignal.timeout(SEEK_TIMEOUT_MS)]),
      });
      return await this.#append(issuance, soughtEvent(found));
    } catch (error) {
      if (error instanceof LeaseLostError || signal.aborted) {
        throw error;
      }
      return this.#append(issuance, {
        type: 'sought',
        text: `The authority could not be asked for it: ${
          isError(error) ? error.message : 'no answer'
        }`,
      });
    }
  }

  /**
   * Looks after what no request goes on with: records what was abandoned, and
   * seeks again what was not found. Another instance may do the same.
   */
  async sweep(signal: AbortSignal): Promise<void> {
    for (const issuance of await this.#store.list()) {
      try {
        await this.#lookAfter(issuance, signal);
      } catch (error) {
        if (!(error instanceof LeaseLostError)) {
          throw error;
        }
      }
    }
  }

  async #lookAfter(issuance: Issuance, signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const quietMs = now - (issuance.events.at(-1)?.at ?? issuance.createdAt);
    if (!lastOf(issuance, 'keyed')) {
      if (quietMs > ABANDONED_MS && stateOf(issuance) === 'approved') {
        await this.#append(issuance, {
          type: 'failed',
          text: 'The backend ended before there was a key: nothing was asked of the authority.',
          mend: 'Nothing is to be done; another try follows.',
        });
      }
      return;
    }
    if (isUnderWay(issuance)) {
      if (quietMs > ABANDONED_MS && !this.#isHeld(issuance.id)) {
        await this.record(issuance, signal);
      }
      return;
    }
    if (stateOf(issuance) !== 'orphaned' || certificateOf(issuance)) {
      return;
    }
    const looks = issuance.events.filter(({ type }) => type === 'sought');
    const last = lastOf(issuance, 'sought');
    if (!last || quietMs < SEEK_AGAIN_MS || looks.length > 24) {
      return;
    }
    const sought = await this.seek(issuance, signal);
    const found = lastOf(sought, 'sought')?.found;
    if (found?.length === 0 && now - issuance.createdAt > SURELY_LISTED_MS) {
      await this.#append(sought, {
        type: 'failed',
        text: 'The authority lists no certificate for its key: nothing was issued.',
        mend: 'Nothing is to be done.',
      });
    }
  }

  #append(issuance: Issuance, event: IssuanceEvent): Promise<Issuance> {
    return this.#store.append(issuance, event, this.#now());
  }
}

function soughtEvent(
  found:
    | { certificate: string; reference: string; revoked: boolean }[]
    | undefined,
): IssuanceEvent {
  if (!found) {
    return {
      type: 'sought',
      text: 'The authority does not tell what it issued.',
    };
  }
  const serials = found.map(
    ({ certificate }) => readCertificates(certificate)[0].serial,
  );
  return {
    type: 'sought',
    text: found.length
      ? `The authority issued it with serial ${serials.join(', ')}.`
      : 'The authority lists no certificate for its key so far.',
    found: found.map(({ certificate, reference, revoked }) => ({
      certificate,
      reference,
      revoked,
    })),
  };
}
