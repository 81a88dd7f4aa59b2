import { Knex } from 'knex';
import { Fence, LeaseLostError } from '../../requests/store';
import { ListTimes } from './listLives';

const TABLE = 'mesh_ca_revocation_lists';

/** What is known of the lists of one control plane, and of fetching them. */
export interface ListRecord extends Partial<ListTimes> {
  /** Tries in a row that failed. */
  failures: number;
  /** Not tried before; milliseconds since 1970. */
  tryAt: number;
  /** Why the last try failed. */
  problem?: string;
}

/** Keeps when lists are due, and who fetches them. */
export class RevocationListStore {
  constructor(private readonly knex: Knex) {}

  async find(id: string): Promise<ListRecord | undefined> {
    const row = await this.knex(TABLE).where({ id }).first();
    return row && recordOf(row);
  }

  /** Takes the lease of a control plane's lists, if nobody else has it. */
  async claim(
    id: string,
    options: { owner: string; now: number; leaseMs: number },
  ): Promise<Fence | undefined> {
    const { owner, now, leaseMs } = options;
    await this.knex(TABLE).insert({ id }).onConflict(['id']).ignore();
    const [row] = await this.knex(TABLE)
      .where({ id })
      .andWhere(free =>
        free
          .whereNull('lease_until')
          .orWhere('lease_until', '<=', now)
          .orWhere('lease_owner', owner),
      )
      .update({
        lease_owner: owner,
        lease_until: now + leaseMs,
        attempt: this.knex.raw('attempt + 1'),
      })
      .returning('attempt');
    return row && { id, owner, attempt: row.attempt };
  }

  /** Throws `LeaseLostError` when somebody else holds the lease now. */
  async renew(fence: Fence, leaseUntil: number, now: number): Promise<void> {
    const renewed = await this.#held(fence)
      .andWhere('lease_until', '>', now)
      .update({ lease_until: leaseUntil });
    refuseLost(renewed, fence);
  }

  async save(fence: Fence, record: ListRecord): Promise<void> {
    const saved = await this.#held(fence).update({
      due_at: record.dueAt ?? null,
      late_at: record.lateAt ?? null,
      ends_at: record.endsAt ?? null,
      failures: record.failures,
      try_at: record.tryAt,
      problem: record.problem ?? null,
    });
    refuseLost(saved, fence);
  }

  async release(fence: Fence): Promise<void> {
    await this.#held(fence).update({ lease_until: null, lease_owner: null });
  }

  #held({ id, owner, attempt }: Fence) {
    return this.knex(TABLE).where({ id, lease_owner: owner, attempt });
  }
}

function refuseLost(count: number, { id, attempt }: Fence): void {
  if (count !== 1) {
    throw new LeaseLostError(
      `attempt ${attempt} at the revocation lists of ${id} was overtaken`,
    );
  }
}

function recordOf(row: any): ListRecord {
  return {
    ...numberOf('dueAt', row.due_at),
    ...numberOf('lateAt', row.late_at),
    ...numberOf('endsAt', row.ends_at),
    failures: row.failures,
    tryAt: Number(row.try_at),
    ...(row.problem === null ? {} : { problem: row.problem }),
  };
}

function numberOf(name: string, value: unknown): object {
  return value === null ? {} : { [name]: Number(value) };
}
