import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import {
  assembleBundle,
  createIntermediateCsr,
  generateCaKey,
  readCertificates,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { DAY_MS } from '../config/validity';
import { AuthorityCall, KEEP_KEY_MS } from './AuthorityCall';
import { HeldIntermediate, writtenEvent } from './HeldIntermediate';
import {
  Issuance,
  IssuanceEvent,
  IssuanceOrder,
  isUnderWay,
  lastOf,
  stateOf,
} from './Issuance';
import { IssuanceStore } from './IssuanceStore';
import { KeptKeys } from './KeptKeys';
import { Orphans } from './Orphans';
import { listsAbove, listsFor } from './revocationLists';
import { operationOf, publicKeyOf, refuseTooMany, sha256 } from './tries';

export { operationOf } from './tries';

/** Subtracted from how long an authority remembers: clocks differ, and answers take time. */
const MEMORY_MARGIN_MS = 30_000;

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
    issuance ??= await this.#begin(options, operation);
    const key = this.#keys.find(issuance.id)!;
    const answered = await this.#call.answered(issuance, key, work);
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

  async #begin(
    { work, order }: IssueOptions,
    operation: string,
  ): Promise<Issuance> {
    const tries = await this.store.tries(operation);
    refuseTooMany(tries, this.#now());
    const { authority: name, cluster, keyType, validityDays } = order;
    const authority = this.#authorities.get(name);
    this.#authorities.refuseOutOfBounds(name, {
      cluster,
      keyType,
      validityDays,
    });
    const { id, unable } = await this.#authorities.describe(name, work);
    if (unable) {
      throw new InputError(`authority: ${unable}`);
    }
    await this.#refuseBusy(operation, order);
    // What cannot be written whole is not begun.
    await listsAbove(authority, work.signal);
    const { provider } = authority.settings;
    await work.keepLease();
    let issuance = await this.store.begin(
      { ...order, operation, requestId: work.requestId, provider },
      {
        number: tries.length + 1,
        now: this.#now(),
        events: [
          { type: 'requested', text: `Asked for by ${operation}.` },
          { type: 'approved', text: `The request was approved.` },
        ],
      },
    );
    const { key, csr } =
      'provider' in authority
        ? await this.#newKey(order, authority.settings.pathLength)
        : { key: (await authority.reference.take()).key, csr: '' };
    const idempotencyKey = sha256(
      `${issuance.id}\n${id}\n${sha256(csr)}`,
    ).slice(0, 32);
    // Whole seconds, as certificates have them.
    const ends = Math.floor(this.#now() / 1000) * 1000 + validityDays * DAY_MS;
    await work.keepLease();
    issuance = await this.#append(issuance, {
      type: 'keyed',
      text: csr
        ? 'Key and signing request are made.'
        : 'The key is taken from where the bundle lies.',
      idempotencyKey,
      publicKey: publicKeyOf(key),
      csr,
      notAfter: new Date(ends).toISOString(),
    });
    this.#keys.keep(issuance.id, key, this.#now() + this.#remembersMs(name));
    return issuance;
  }

  async #newKey(
    { keyType, subject }: IssueOptions['order'],
    pathLength: number,
  ): Promise<{ key: KeyObject; csr: string }> {
    const key = await generateCaKey(keyType);
    const csr = createIntermediateCsr({
      key,
      subject: {
        commonName: subject.commonName,
        organization: [subject.organization],
        locality: [subject.locality],
      },
      pathLength,
    });
    return { key, csr };
  }

  /** As long as the same call is answered by the same certificate. */
  #remembersMs(name: string): number {
    const authority = this.#authorities.get(name);
    return 'provider' in authority
      ? Math.min(
          authority.provider.remembersSeconds * 1000 - MEMORY_MARGIN_MS,
          KEEP_KEY_MS,
        )
      : KEEP_KEY_MS;
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
    try {
      const crls = await listsFor(this.#authorities.get(issuance.authority), {
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
        const bundle = { certificate, chain: certificate, root: '' };
        await held(bundle).refuse(error.message);
        throw new InputError(`authority: ${error.message}`);
      }
      throw error;
    }
  }

  /** Two requests must not have intermediates issued for one control plane at once. */
  async #refuseBusy(
    operation: string,
    { cluster, namespace }: IssueOptions['order'],
  ): Promise<void> {
    const others = await this.store.list({ cluster });
    const busy = others.find(
      one =>
        one.namespace === namespace &&
        one.operation !== operation &&
        isUnderWay(one) &&
        this.#now() - one.createdAt < KEEP_KEY_MS,
    );
    if (busy) {
      throw new ServiceUnavailableError(
        `cluster: request ${busy.requestId} has an intermediate issued for ${namespace} in ${cluster} just now; it is tried again afterwards`,
      );
    }
  }

  #append(issuance: Issuance, event: IssuanceEvent): Promise<Issuance> {
    return this.store.append(issuance, event, this.#now());
  }
}
