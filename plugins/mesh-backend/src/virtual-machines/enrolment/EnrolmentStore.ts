import { randomUUID } from 'crypto';
import {
  EnrolmentCode,
  EnrolmentForm,
  EnrolmentRedemption,
} from '@meshport/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { BundleInput } from '../bundleInput';

/** A code to keep: its hash, never itself. Times are milliseconds since 1970. */
export interface NewCode {
  id: string;
  requestId: string;
  codeHash: string;
  form: EnrolmentForm;
  /** Entity reference. */
  madeBy: string;
  madeAt: number;
  expiresAt: number;
  cidr?: string;
  uses: number;
  input: BundleInput;
}

/** A code as it is kept. */
export interface StoredCode extends NewCode {
  usesLeft: number;
  revokedAt?: number;
  revokedBy?: string;
}

/** Who redeems. */
export type Redeemer = Omit<EnrolmentRedemption, 'at' | 'outcome'>;

/** Redemptions of one code that are shown: a scaling group makes thousands. */
const MOST_SHOWN = 200;

/** Keeps codes and who redeemed them, in SQLite or PostgreSQL. */
export class EnrolmentStore {
  constructor(private readonly knex: Knex) {}

  async keep(code: NewCode): Promise<void> {
    await this.knex('mesh_enrolment_codes').insert({
      id: code.id,
      request_id: code.requestId,
      code_hash: code.codeHash,
      form: code.form,
      made_by: code.madeBy,
      made_at: code.madeAt,
      expires_at: code.expiresAt,
      cidr: code.cidr ?? null,
      uses: code.uses,
      uses_left: code.uses,
      input: JSON.stringify(code.input),
    });
  }

  /** By its hash, whatever its state. */
  async findByHash(codeHash: string): Promise<StoredCode | undefined> {
    const row = await this.knex('mesh_enrolment_codes')
      .where({ code_hash: codeHash })
      .first();
    return row && toStored(row);
  }

  /**
   * Takes one use by one conditional update: of many who try at once as many
   * get one as there are. Undefined when there was none to take.
   *
   * @returns the ID of the redemption; `give` or `giveBack` ends it
   */
  async take(
    codeId: string,
    redeemer: Redeemer,
    now: number,
  ): Promise<string | undefined> {
    return this.knex.transaction(async tx => {
      const taken = await tx('mesh_enrolment_codes')
        .where({ id: codeId })
        .whereNull('revoked_at')
        .andWhere('expires_at', '>', now)
        .andWhere('uses_left', '>', 0)
        .update({ uses_left: tx.raw('uses_left - 1') });
      if (taken !== 1) {
        return undefined;
      }
      const id = randomUUID();
      const { source, hostname, address, format, arch } = redeemer;
      await tx('mesh_enrolment_redemptions').insert({
        id,
        code_id: codeId,
        at: now,
        source,
        hostname,
        address,
        format,
        arch,
        outcome: 'unfinished',
      });
      return id;
    });
  }

  /** Marks a redemption whose bundle is made. */
  async give(redemptionId: string): Promise<void> {
    await this.knex('mesh_enrolment_redemptions')
      .where({ id: redemptionId, outcome: 'unfinished' })
      .update({ outcome: 'given' });
  }

  /**
   * Gives the use of a redemption back, since no bundle was made of it. The
   * mark comes first and is made once: a use comes back once.
   */
  async giveBack(redemptionId: string): Promise<void> {
    await this.knex.transaction(async tx => {
      const [row] = await tx('mesh_enrolment_redemptions')
        .where({ id: redemptionId, outcome: 'unfinished' })
        .update({ outcome: 'failed' })
        .returning('code_id');
      if (row) {
        await tx('mesh_enrolment_codes')
          .where({ id: row.code_id })
          .update({ uses_left: tx.raw('uses_left + 1') });
      }
    });
  }

  /** Ends a code's life; false when the request has no such code. Again changes nothing. */
  async revoke(
    of: { requestId: string; codeId: string },
    by: string,
    now: number,
  ): Promise<boolean> {
    const code = { id: of.codeId, request_id: of.requestId };
    await this.knex('mesh_enrolment_codes')
      .where(code)
      .whereNull('revoked_at')
      .update({ revoked_at: now, revoked_by: by });
    return Boolean(
      await this.knex('mesh_enrolment_codes').where(code).first('id'),
    );
  }

  /** The codes of a request, newest first, as people see them. */
  async list(
    requestId: string,
    now: number = Date.now(),
  ): Promise<EnrolmentCode[]> {
    const rows = await this.knex('mesh_enrolment_codes')
      .where({ request_id: requestId })
      .orderBy('made_at', 'desc')
      .orderBy('id', 'desc');
    return Promise.all(
      rows.map(async row => {
        const redemptions = await this.knex('mesh_enrolment_redemptions')
          .where({ code_id: row.id })
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .limit(MOST_SHOWN);
        return toWire(toStored(row), redemptions.reverse(), now);
      }),
    );
  }
}

/** Whether a code may be redeemed at a time. */
export function stateOf(
  code: Pick<StoredCode, 'revokedAt' | 'usesLeft' | 'expiresAt'>,
  now: number,
): EnrolmentCode['state'] {
  if (code.revokedAt !== undefined) {
    return 'revoked';
  }
  if (code.usesLeft < 1) {
    return 'used';
  }
  return code.expiresAt <= now ? 'expired' : 'open';
}

function toStored(row: any): StoredCode {
  return {
    id: row.id,
    requestId: row.request_id,
    codeHash: row.code_hash,
    form: row.form,
    madeBy: row.made_by,
    // PostgreSQL hands 64-bit numbers over as text.
    madeAt: Number(row.made_at),
    expiresAt: Number(row.expires_at),
    ...(row.cidr ? { cidr: row.cidr } : {}),
    uses: row.uses,
    usesLeft: row.uses_left,
    input: JSON.parse(row.input),
    ...(row.revoked_at === null
      ? {}
      : { revokedAt: Number(row.revoked_at), revokedBy: row.revoked_by }),
  };
}

function toWire(
  code: StoredCode,
  redemptions: any[],
  now: number,
): EnrolmentCode {
  const iso = (ms: number) => new Date(ms).toISOString();
  const { machine } = code.input;
  return {
    id: code.id,
    form: code.form,
    state: stateOf(code, now),
    madeBy: code.madeBy,
    madeAt: iso(code.madeAt),
    expiresAt: iso(code.expiresAt),
    ...(code.cidr ? { cidr: code.cidr } : {}),
    uses: code.uses,
    usesLeft: code.usesLeft,
    ...(machine ? { machine } : {}),
    ...(code.revokedAt === undefined
      ? {}
      : { revokedBy: code.revokedBy, revokedAt: iso(code.revokedAt) }),
    redemptions: redemptions.map(
      ({ at, source, hostname, address, format, arch, outcome }) => ({
        at: iso(Number(at)),
        source,
        hostname,
        address,
        format,
        arch,
        outcome,
      }),
    ),
  };
}
