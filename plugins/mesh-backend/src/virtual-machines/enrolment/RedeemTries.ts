import { createHash } from 'crypto';
import { Knex } from 'knex';

/** How long tries are counted together, in milliseconds. */
export const TRIES_WINDOW_MS = 5 * 60_000;

/** Whose tries are counted. */
export type TriedBy = { source: string } | { codeHash: string };

/**
 * Counts failed tries to redeem, in the database, so that they count whichever
 * backend is asked. A try counts as failed from its start, and is taken back
 * when it was none: many at once are no way round.
 */
export class RedeemTries {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Counts a try.
   *
   * @returns how many there are with it, and after how many seconds they are forgotten
   */
  async begin(
    by: TriedBy,
    now: number,
  ): Promise<{ tries: number; retryAfter: number }> {
    const table = 'mesh_enrolment_tries';
    await this.#knex(table)
      .where('began_at', '<=', now - TRIES_WINDOW_MS)
      .delete();
    const [row] = await this.#knex(table)
      .insert({ key: keyOf(by), began_at: now, tries: 1 })
      .onConflict('key')
      .merge({ tries: this.#knex.raw('?? + 1', [`${table}.tries`]) })
      .returning(['tries', 'began_at']);
    const left = Number(row.began_at) + TRIES_WINDOW_MS - now;
    return {
      tries: row.tries,
      retryAfter: Math.max(1, Math.ceil(left / 1000)),
    };
  }

  /** Takes a try back that did not fail. */
  async takeBack(by: TriedBy): Promise<void> {
    await this.#knex('mesh_enrolment_tries')
      .where({ key: keyOf(by) })
      .andWhere('tries', '>', 0)
      .update({ tries: this.#knex.raw('tries - 1') });
  }
}

function keyOf(by: TriedBy): string {
  const text = 'source' in by ? `source ${by.source}` : `code ${by.codeHash}`;
  return createHash('sha256').update(text).digest('hex');
}
