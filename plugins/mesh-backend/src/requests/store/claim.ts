import { Knex } from 'knex';
import { WORK_STATUSES } from '../lifecycle';
import { Fence } from './RequestStore';

/**
 * Claims what is due. The candidates are only a guess; the conditional update
 * of each row decides who gets it, and raises its fencing token. Of requests
 * with one subject only one is worked on at a time.
 */
export async function claimDue(
  db: Knex,
  options: { owner: string; now: number; leaseMs: number; limit: number },
): Promise<Fence[]> {
  const { owner, now, leaseMs, limit } = options;
  const due = (query: Knex.QueryBuilder) =>
    query
      .whereIn('status', WORK_STATUSES as string[])
      .andWhere('next_attempt_at', '<=', now)
      .andWhere(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<=', now),
      );
  const candidates: { id: string }[] = await due(db('mesh_requests'))
    .orderBy('next_attempt_at')
    .limit(limit)
    .select('id');
  const claimed: Fence[] = [];
  for (const { id } of candidates) {
    const [row] = await due(db('mesh_requests').where({ id }))
      .whereNotExists(
        db('mesh_requests as other')
          .select(db.raw('1'))
          .whereRaw(
            'other.kind = mesh_requests.kind and other.subject = mesh_requests.subject and other.id <> mesh_requests.id',
          )
          .andWhere('other.lease_until', '>', now),
      )
      .update({
        lease_owner: owner,
        lease_until: now + leaseMs,
        attempt: db.raw('attempt + 1'),
      })
      .returning('attempt');
    if (row) {
      claimed.push({ id, owner, attempt: row.attempt });
    }
  }
  return claimed;
}
