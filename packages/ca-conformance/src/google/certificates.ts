import { randomBytes } from 'crypto';
import {
  AnswerFault,
  IdempotencyMemory,
  IssuedLedger,
  MovableClock,
} from '../core';
import { certificateView, Kept } from './certificateView';
import { GoogleError } from './googleError';
import { checkPathLength, demandEnterprise, IssuerChoice } from './poolRules';
import { PoolQuotas } from './PoolQuotas';
import {
  endOf,
  readRequested,
  RequestedCertificate,
} from './requestedCertificate';
import {
  CertificateBody,
  GoogleAuthority,
  GooglePool,
  GoogleTemplate,
} from './resources';
import { subjectOf } from './subjectNames';

/** Query parameters of `CreateCertificate`. */
export interface CreateOptions {
  certificateId?: string;
  requestId?: string;
  issuingCertificateAuthorityId?: string;
  validateOnly: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MEMORY_SECONDS = 3600;
const refuse = (message: string) =>
  new GoogleError('INVALID_ARGUMENT', message);

/** The certificates of the pools. */
export class Certificates {
  readonly #clock: MovableClock;
  readonly #ledger: IssuedLedger;
  readonly #memory: IdempotencyMemory<Kept>;
  readonly #quotas: PoolQuotas;
  readonly #repeats: 'answer' | 'already-exists';
  readonly #kept = new Map<string, Kept>();
  readonly #seen = new Set<string>();
  readonly #issuers = new IssuerChoice();

  /**
   * @param options.repeats - what a repeated request is answered with: the
   * protocol says only that it is ignored
   */
  constructor(options: {
    clock: MovableClock;
    ledger: IssuedLedger;
    repeats: 'answer' | 'already-exists';
  }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#repeats = options.repeats;
    this.#memory = new IdempotencyMemory(options.clock, MEMORY_SECONDS);
    this.#quotas = new PoolQuotas(options.clock);
  }

  /** Issues one, once for a request ID. */
  async create(
    pool: GooglePool,
    body: CertificateBody,
    options: CreateOptions & { template?: GoogleTemplate },
    distortion?: AnswerFault,
  ) {
    const { requestId, certificateId } = options;
    const enterprise = pool.tier !== 'DEVOPS';
    if (
      requestId !== undefined &&
      (!UUID.test(requestId) || /^[0-]+$/.test(requestId))
    ) {
      throw refuse('request_id must be a valid UUID that is not zero.');
    }
    if (enterprise && !/^[a-zA-Z0-9_-]{1,63}$/.test(certificateId ?? '')) {
      throw refuse(
        'certificate_id is required in the Enterprise tier and must match [a-zA-Z0-9_-]{1,63}.',
      );
    }
    const requested = await readRequested(body, pool, options.template);
    const entry = this.#issuers.of(pool, options.issuingCertificateAuthorityId);
    checkPathLength(requested, entry);
    if (options.validateOnly) {
      return { lifetime: body.lifetime, pemCsr: body.pemCsr };
    }
    const key = requestId && `${pool.name} ${requestId}`;
    let made = false;
    const kept = await this.#memory.once(key, async () => {
      made = true;
      const name = `${pool.name}/certificates/${
        enterprise ? certificateId : randomBytes(8).toString('hex')
      }`;
      if (this.#kept.has(name) || this.#seen.has(name)) {
        throw new GoogleError(
          'ALREADY_EXISTS',
          `Resource '${name}' already exists`,
        );
      }
      this.#quotas.take(pool, entry.id);
      this.#seen.add(name);
      return this.#issue(pool, name, requested, entry, body);
    });
    if (!made && enterprise && this.#repeats === 'already-exists') {
      throw new GoogleError(
        'ALREADY_EXISTS',
        `Resource '${kept.record.reference}' already exists`,
      );
    }
    return certificateView(pool, kept, distortion);
  }

  /** One of the Enterprise tier. */
  async get(pool: GooglePool, name: string, distortion?: AnswerFault) {
    return certificateView(pool, this.#known(pool, name), distortion);
  }

  /** A page of those of the Enterprise tier, the newest first. */
  async list(
    pool: GooglePool,
    options: { filter?: string; pageSize?: number; pageToken?: string },
  ) {
    demandEnterprise(pool);
    const since = sinceOf(options.filter);
    const all = [...this.#kept.values()]
      .filter(
        ({ record }) =>
          record.reference.startsWith(`${pool.name}/`) &&
          +record.issuedAt >= since,
      )
      .reverse();
    const start = Number(options.pageToken ?? 0);
    const size = Math.min(options.pageSize || 100, 1000);
    const next = start + size;
    return {
      certificates: await Promise.all(
        all.slice(start, next).map(kept => certificateView(pool, kept)),
      ),
      nextPageToken: next < all.length ? String(next) : '',
    };
  }

  /** Revokes one of the Enterprise tier. */
  async revoke(pool: GooglePool, name: string, reason: number) {
    const kept = this.#known(pool, name);
    if (!Number.isInteger(reason) || reason < 1 || reason > 8) {
      throw refuse('reason must be set.');
    }
    if (kept.revocation) {
      throw new GoogleError(
        'FAILED_PRECONDITION',
        `Certificate '${name}' is already revoked.`,
      );
    }
    kept.revocation = { reason, at: this.#clock.now() };
    kept.entry.authority.revoke(kept.record.serial, kept.revocation.at);
    return certificateView(pool, kept);
  }

  #known(pool: GooglePool, name: string): Kept {
    demandEnterprise(pool);
    const kept = this.#kept.get(name);
    if (!kept) {
      throw new GoogleError('NOT_FOUND', `Resource '${name}' was not found`);
    }
    return kept;
  }

  async #issue(
    pool: GooglePool,
    name: string,
    requested: RequestedCertificate,
    entry: GoogleAuthority,
    body: CertificateBody,
  ): Promise<Kept> {
    const { authority } = entry;
    const now = this.#clock.now();
    const backdate = (pool.issuancePolicy?.backdateDuration ?? 0) * 1000;
    const end = +endOf([authority.pem, ...authority.chain]);
    const certificate = await authority.sign({
      publicKey: requested.csr.publicKey,
      subject: subjectOf(requested.csr, body.subjectMode),
      notBefore: new Date(+now - backdate),
      notAfter: new Date(
        Math.min(+now - backdate + requested.lifetime * 1000, end),
      ),
      extensions: requested.extensions,
    });
    const kept = {
      record: this.#ledger.add(name, certificate, authority, now),
      entry,
      body,
    };
    if (pool.tier !== 'DEVOPS') {
      this.#kept.set(name, kept);
    }
    return kept;
  }
}

function sinceOf(filter: string | undefined): number {
  if (!filter) {
    return -Infinity;
  }
  const at = Date.parse(/^create_time ?>= ?"([^"]+)"$/.exec(filter)?.[1] ?? '');
  if (Number.isNaN(at)) {
    throw refuse(
      `This conformance server knows no filter but create_time >= "…"; it got ${filter}.`,
    );
  }
  return at;
}
