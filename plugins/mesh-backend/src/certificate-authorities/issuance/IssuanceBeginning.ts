import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { createIntermediateCsr, generateCaKey } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { DAY_MS } from '../config/validity';
import { KEEP_KEY_MS } from './AuthorityCall';
import type { IssueOptions } from './IntermediateIssuer';
import { Issuance, isUnderWay } from './Issuance';
import { IssuanceStore } from './IssuanceStore';
import { KeptKeys } from './KeptKeys';
import { listsAbove } from './revocationLists';
import { publicKeyOf, refuseTooMany, sha256 } from './tries';

/** Subtracted from how long an authority remembers: clocks differ, and answers take time. */
const MEMORY_MARGIN_MS = 30_000;

/** Begins tries to have an intermediate: all up to the call to the authority. */
export class IssuanceBeginning {
  readonly #authorities: CertificateAuthorities;
  readonly #keys: KeptKeys;
  readonly #store: IssuanceStore;
  readonly #now: () => number;

  constructor(options: {
    authorities: CertificateAuthorities;
    keys: KeptKeys;
    store: IssuanceStore;
    now: () => number;
  }) {
    this.#authorities = options.authorities;
    this.#keys = options.keys;
    this.#store = options.store;
    this.#now = options.now;
  }

  /**
   * A try whose key is kept and whose idempotency key is stored.
   *
   * @throws `InputError` and `NotAllowedError` when the authority would refuse,
   * `ServiceUnavailableError` while another request has one issued for the same
   * control plane, `LeaseLostError` when another works on it
   */
  async begin(
    { work, order }: Pick<IssueOptions, 'work' | 'order'>,
    operation: string,
  ): Promise<Issuance> {
    const tries = await this.#store.tries(operation);
    refuseTooMany(tries, this.#now());
    const { authority: name } = order;
    const authority = this.#authorities.get(name);
    this.#authorities.refuseOutOfBounds(name, order);
    const { id, unable } = await this.#authorities.describe(name, work);
    if (unable) {
      throw new InputError(`authority: ${unable}`);
    }
    await this.#refuseBusy(operation, order);
    // What cannot be written whole is not begun.
    await listsAbove(authority, work.signal);
    const { provider } = authority.settings;
    await work.keepLease();
    const issuance = await this.#store.begin(
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
        ? await newKey(order, authority.settings.pathLength)
        : { key: (await authority.reference.take()).key, csr: '' };
    await work.keepLease();
    const keyed = await this.#store.append(
      issuance,
      {
        type: 'keyed',
        text: csr
          ? 'Key and signing request are made.'
          : 'The key is taken from where the bundle lies.',
        idempotencyKey: sha256(`${issuance.id}\n${id}\n${sha256(csr)}`).slice(
          0,
          32,
        ),
        publicKey: publicKeyOf(key),
        csr,
        notAfter: this.#endOf(order).toISOString(),
      },
      this.#now(),
    );
    this.#keys.keep(keyed.id, key, this.#now() + this.#remembersMs(name));
    return keyed;
  }

  /** Whole seconds, as certificates have them. */
  #endOf({ validityDays }: IssueOptions['order']): Date {
    const now = Math.floor(this.#now() / 1000) * 1000;
    return new Date(now + validityDays * DAY_MS);
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

  /** Two requests must not have intermediates issued for one control plane at once. */
  async #refuseBusy(
    operation: string,
    { cluster, namespace }: IssueOptions['order'],
  ): Promise<void> {
    const others = await this.#store.list({ cluster });
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
}

async function newKey(
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
