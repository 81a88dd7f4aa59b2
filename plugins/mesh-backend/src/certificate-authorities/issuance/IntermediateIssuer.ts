import { ConflictError, InputError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { assembleBundle, readCertificates } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { AuthorityCall } from './AuthorityCall';
import { beyondApproval } from './beyondApproval';
import { HeldIntermediate, writtenEvent } from './HeldIntermediate';
import {
  Issuance,
  IssuanceEvent,
  IssuanceOrder,
  isUnderWay,
  lastOf,
  stateOf,
} from './Issuance';
import { IssuanceBeginning } from './IssuanceBeginning';
import { IssuanceStore } from './IssuanceStore';
import { KeptKeys } from './KeptKeys';
import { Orphans } from './Orphans';
import { listsFor } from './revocationLists';
import { operationOf } from './tries';
import { untilItHolds } from './untilItHolds';

export { operationOf } from './tries';

/** What an issuance needs of the request that works on it. */
export type IssueWork = Pick<
  RequestWork,
  'requestId' | 'keepLease' | 'signal' | 'hide'
>;

/** What is asked for. */
export interface IssueOptions {
  work: IssueWork;
  order: Omit<IssuanceOrder, 'operation' | 'requestId' | 'provider'>;
  /** Tells several issuances of one request apart, e.g. `step-2`. */
  step?: string;
  /** `root-cert.pem` as it stands, kept byte for byte; the new root is appended where it is not in it. */
  presentRoots?: string;
}

/**
 * Has intermediates issued, each by a state machine that is stored before and
 * after whatever cannot be undone.
 *
 * The key exists in this process only. A call whose answer was lost is
 * repeated with the same key, request and idempotency key while the authority
 * remembers them. Later, or in another process, the try is recorded as
 * orphaned (a certificate may have been issued, nobody has its key), its
 * certificate is sought at the authority, and only then another try begins.
 */
export class IntermediateIssuer {
  readonly store: IssuanceStore;
  readonly orphans: Orphans;
  readonly #authorities: CertificateAuthorities;
  readonly #keys: KeptKeys;
  readonly #beginning: IssuanceBeginning;
  readonly #call: AuthorityCall;
  readonly #now: () => number;

  constructor(options: {
    authorities: CertificateAuthorities;
    store: IssuanceStore;
    now?: () => number;
  }) {
    const { authorities, store, now = Date.now } = options;
    this.#authorities = authorities;
    this.store = store;
    this.#now = now;
    this.#keys = new KeptKeys({ now });
    this.orphans = new Orphans({
      authorities,
      store,
      now,
      isHeld: id => this.#keys.find(id) !== undefined,
    });
    this.#beginning = new IssuanceBeginning({
      authorities,
      keys: this.#keys,
      store,
      now,
    });
    this.#call = new AuthorityCall({
      authorities,
      keys: this.#keys,
      now,
      append: (issuance, event) => this.#append(issuance, event),
      giveUp: operation => this.giveUp(operation, new AbortController().signal),
    });
  }

  /**
   * The intermediate of an operation, issued now unless this process has it.
   *
   * @throws `ServiceUnavailableError` when it is worth another try,
   * `InputError` and `NotAllowedError` when the authority refuses,
   * `ConflictError` when it issued more than was approved,
   * `LeaseLostError` when another works on it
   */
  async issue(options: IssueOptions): Promise<HeldIntermediate> {
    const { work } = options;
    const operation = operationOf(work.requestId, options.step);
    const last = (await this.store.tries(operation)).at(-1);
    let issuance: Issuance | undefined;
    if (last && isUnderWay(last)) {
      if (this.#keys.find(last.id)) {
        issuance = last;
      } else {
        await this.orphans.record(last, work.signal);
      }
    }
    issuance ??= await this.#beginning.begin(options, operation);
    const key = this.#keys.find(issuance.id)!;
    const answered = await this.#call.answered(issuance, key, work);
    const { certificate } = lastOf(answered, 'issued')!;
    await untilItHolds(certificate, { now: this.#now, work });
    return this.#hold(answered, key, options);
  }

  /**
   * The try of an operation whose certificate is in the Secret, as `present`
   * says; noted as written where a crash kept it from being noted.
   */
  async adopt(
    operation: string,
    present: { certificate: string; chain: string; root: string } | undefined,
  ): Promise<Issuance | undefined> {
    const last = (await this.store.tries(operation)).at(-1);
    if (!last || ['written', 'live'].includes(stateOf(last))) {
      return last;
    }
    const issued = lastOf(last, 'issued');
    if (!issued || !present || !isUnderWay(last)) {
      return undefined;
    }
    const [inUse] = present.certificate
      ? readCertificates(present.certificate)
      : [];
    const [ours] = readCertificates(issued.certificate);
    if (inUse?.fingerprint !== ours.fingerprint) {
      return undefined;
    }
    this.#keys.forget(last.id);
    return this.#append(last, writtenEvent(present));
  }

  /** Notes that it was seen in use. */
  async live(issuance: Issuance, text: string): Promise<Issuance> {
    return stateOf(issuance) === 'live'
      ? issuance
      : this.#append(issuance, { type: 'live', text });
  }

  /** Ends what can go on no more: for a request that failed for good. */
  async giveUp(operation: string, signal: AbortSignal): Promise<void> {
    const last = (await this.store.tries(operation)).at(-1);
    if (last && isUnderWay(last)) {
      this.#keys.forget(last.id);
      await this.orphans.record(last, signal);
    }
  }

  async #hold(
    issuance: Issuance,
    key: KeyObject,
    { work, presentRoots }: IssueOptions,
  ): Promise<HeldIntermediate> {
    const { certificate, chain } = lastOf(issuance, 'issued')!;
    const held = (bundle: HeldIntermediate['bundle']) =>
      new HeldIntermediate({
        bundle,
        key,
        issuance,
        append: (to, event) => this.#append(to, event),
        forget: () => this.#keys.forget(issuance.id),
      });
    const refuse = (text: string) =>
      held({ certificate, chain: certificate, root: '' }).refuse(text);
    const authority = this.#authorities.get(issuance.authority);
    const beyond =
      'provider' in authority
        ? beyondApproval(issuance, authority.settings.pathLength)
        : undefined;
    if (beyond) {
      await refuse(beyond);
      throw new ConflictError(
        `authority: ${issuance.authority} issued otherwise than approved, and nothing was written. ${beyond} Have its policy or template mended, then ask anew`,
      );
    }
    try {
      const crls = await listsFor(authority, {
        certificate,
        key,
        now: this.#now(),
        signal: work.signal,
      });
      return held(
        assembleBundle({ certificate, issuers: chain, presentRoots, crls }),
      );
    } catch (error) {
      if (error instanceof InputError) {
        await refuse(error.message);
        throw new InputError(`authority: ${error.message}`);
      }
      throw error;
    }
  }

  #append(issuance: Issuance, event: IssuanceEvent): Promise<Issuance> {
    return this.store.append(issuance, event, this.#now());
  }
}
