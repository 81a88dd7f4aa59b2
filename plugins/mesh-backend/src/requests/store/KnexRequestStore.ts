import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import { addCondition } from './conditions';
import { LeaseLostError } from './LeaseLostError';
import { DbEvent, DbRequest, toRequestRow, toStoredEvent } from './rows';
import {
  Fence,
  NewEvent,
  NewRequest,
  OutgoingEvent,
  RequestCondition,
  RequestRow,
  RequestStore,
  RowChange,
  StoredRequest,
} from './RequestStore';
import { claimDue } from './claim';
import {
  appendHistory,
  insertPlan,
  replaceApprovers,
  rowPatch,
} from './writes';
import { insertRequest } from './insertRequest';
import { claimOutgoing, delaySending, markSent } from './outgoing';
import { findTargets } from './targets';
import { FINAL_STATUSES } from '../lifecycle';

const TABLES = [
  'mesh_request_history',
  'mesh_request_approvers',
  'mesh_request_owners',
  'mesh_request_targets',
  'mesh_request_plans',
];

/** Requests in SQLite or PostgreSQL. */
export class KnexRequestStore implements RequestStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  create(request: NewRequest, events: NewEvent[], now: number) {
    return this.#db.transaction(tx => insertRequest(tx, request, events, now));
  }

  async find(id: string): Promise<StoredRequest | undefined> {
    return this.#db.transaction(async tx => {
      const row = await tx<DbRequest>('mesh_requests').where({ id }).first();
      if (!row) {
        return undefined;
      }
      const plan = await tx('mesh_request_plans')
        .where({ request_id: id, content_hash: row.content_hash })
        .first('plan', 'facts');
      const history = await tx<DbEvent>('mesh_request_history')
        .where({ request_id: id })
        .orderBy('sequence');
      const targets = await findTargets(tx, [id]);
      return {
        ...toRequestRow(row, targets.get(id) ?? []),
        plan: JSON.parse(plan.plan),
        facts: JSON.parse(plan.facts),
        // Steps of a commit between the two reads are left for the next look.
        history: history
          .map(toStoredEvent)
          .filter(step => step.sequence <= row.sequence),
      };
    });
  }

  async findByKey(requester: string, idempotencyKey: string) {
    const row = await this.#db<DbRequest>('mesh_requests')
      .where({ requester, idempotency_key: idempotencyKey })
      .first('id', 'input_hash');
    return row && { id: row.id, inputHash: row.input_hash };
  }

  async list(options: {
    where: RequestCondition;
    limit: number;
    offset: number;
  }): Promise<{ items: RequestRow[]; total: number }> {
    const query = this.#db<DbRequest>('mesh_requests');
    addCondition(query, options.where, this.#db);
    const [{ total }] = await query.clone().count({ total: '*' } as any);
    const rows: DbRequest[] = await query
      .clone()
      .select('mesh_requests.*')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(options.limit)
      .offset(options.offset);
    const targets = await findTargets(
      this.#db,
      rows.map(row => row.id),
    );
    return {
      items: rows.map(row => toRequestRow(row, targets.get(row.id) ?? [])),
      total: Number(total),
    };
  }

  async append(
    id: string,
    sequence: number,
    events: NewEvent[],
    change: RowChange,
    now: number,
  ): Promise<void> {
    const written = await this.#append(
      id,
      query => query.where({ sequence }),
      events,
      change,
      now,
    );
    if (!written) {
      throw new ConflictError(
        'the request was changed meanwhile; load it again and decide anew',
      );
    }
  }

  async appendFenced(
    fence: Fence,
    events: NewEvent[],
    change: RowChange,
    now: number,
  ): Promise<void> {
    const written = await this.#append(
      fence.id,
      query =>
        query.where({ attempt: fence.attempt, lease_owner: fence.owner }),
      events,
      change,
      now,
    );
    if (!written) {
      throw leaseLost(fence);
    }
  }

  /** The update of the row comes first: it is the lock and the check in one. */
  async #append(
    id: string,
    guard: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
    events: NewEvent[],
    change: RowChange,
    now: number,
  ): Promise<boolean> {
    return this.#db.transaction(async tx => {
      const update = guard(tx('mesh_requests').where({ id }));
      const [row]: DbRequest[] = await update
        .update({
          ...rowPatch(change, tx),
          sequence: tx.raw('sequence + ?', [events.length]),
          ...(events.length
            ? {
                status: events.at(-1)!.status,
                updated_at: now,
              }
            : {}),
        })
        .returning(['sequence', 'attempt', 'content_hash']);
      if (!row) {
        return false;
      }
      if (change.planned) {
        await insertPlan(tx, id, change.planned);
      }
      if (change.facts) {
        await tx('mesh_request_plans')
          .where({ request_id: id, content_hash: row.content_hash })
          .update({ facts: JSON.stringify(change.facts) });
      }
      if (change.approverGroups) {
        await replaceApprovers(tx, id, change.approverGroups);
      }
      await appendHistory(tx, {
        id,
        lastSequence: row.sequence,
        attempt: row.attempt,
        contentHash: row.content_hash,
        events,
        now,
      });
      return true;
    });
  }

  claim(options: {
    owner: string;
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<Fence[]> {
    return claimDue(this.#db, options);
  }

  async renew(fence: Fence, leaseUntil: number, now: number): Promise<void> {
    const renewed = await this.#db('mesh_requests')
      .where({
        id: fence.id,
        attempt: fence.attempt,
        lease_owner: fence.owner,
      })
      // An end that has passed is not put off: somebody may be claiming it.
      .andWhere('lease_until', '>', now)
      .update({ lease_until: leaseUntil });
    if (renewed !== 1) {
      throw leaseLost(fence);
    }
  }

  claimOutgoing(options: {
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<OutgoingEvent[]> {
    return claimOutgoing(this.#db, options);
  }

  markSent(
    of: { requestId: string; sequence: number },
    what: { event?: boolean; notification?: boolean },
    now: number,
  ): Promise<void> {
    return markSent(this.#db, of, what, now);
  }

  delaySending(
    of: { requestId: string; sequence: number },
    until: number,
  ): Promise<void> {
    return delaySending(this.#db, of, until);
  }

  async expired(now: number, limit: number): Promise<string[]> {
    const rows = await this.#db('mesh_requests')
      .where({ status: 'requested' })
      .andWhere('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .select('id');
    return rows.map(row => row.id);
  }

  async purgeable(before: number, limit: number): Promise<RequestRow[]> {
    const rows: DbRequest[] = await this.#db<DbRequest>('mesh_requests')
      .whereIn('status', FINAL_STATUSES as string[])
      .andWhere('updated_at', '<', before)
      .whereNotIn(
        'id',
        this.#db('mesh_request_history')
          .where({ to_send: 1 })
          .select('request_id'),
      )
      .orderBy('updated_at')
      .limit(limit);
    const targets = await findTargets(
      this.#db,
      rows.map(row => row.id),
    );
    return rows.map(row => toRequestRow(row, targets.get(row.id) ?? []));
  }

  async purge(id: string): Promise<boolean> {
    return this.#db.transaction(async tx => {
      const deleted = await tx('mesh_requests').where({ id }).delete();
      for (const table of TABLES) {
        await tx(table).where({ request_id: id }).delete();
      }
      return deleted === 1;
    });
  }
}

function leaseLost(fence: Fence): LeaseLostError {
  return new LeaseLostError(
    `attempt ${fence.attempt} no longer holds request ${fence.id}`,
  );
}
