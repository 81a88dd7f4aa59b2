import { Knex } from 'knex';
import { DbEvent, DbRequest, toRequestRow, toStoredEvent } from './rows';
import { OutgoingEvent } from './RequestStore';
import { findTargets } from './targets';

type Of = { requestId: string; sequence: number };

const rowOf = (db: Knex, { requestId, sequence }: Of) =>
  db('mesh_request_history').where({ request_id: requestId, sequence });

/**
 * Takes what has not been sent, oldest first, and puts it out of the way of
 * other instances for a while; when this one dies it is sent by another.
 */
export async function claimOutgoing(
  db: Knex,
  options: { now: number; leaseMs: number; limit: number },
): Promise<OutgoingEvent[]> {
  const { now, leaseMs, limit } = options;
  const due = (query: Knex.QueryBuilder) =>
    query.where({ to_send: 1 }).andWhere('send_after', '<=', now);
  const candidates: DbEvent[] = await due(db('mesh_request_history'))
    .orderBy([
      { column: 'at' },
      { column: 'request_id' },
      { column: 'sequence' },
    ])
    .limit(limit);
  const claimed: OutgoingEvent[] = [];
  for (const candidate of candidates) {
    const of = {
      requestId: candidate.request_id,
      sequence: candidate.sequence,
    };
    const taken = await due(rowOf(db, of)).update({
      send_after: now + leaseMs,
      send_attempts: db.raw('send_attempts + 1'),
    });
    const request =
      taken === 1 &&
      (await db<DbRequest>('mesh_requests')
        .where({ id: of.requestId })
        .first());
    if (!request) {
      continue;
    }
    const targets = await findTargets(db, [of.requestId]);
    const approvers = await db('mesh_request_approvers')
      .where({ request_id: of.requestId })
      .orderBy('group_ref')
      .select('group_ref');
    claimed.push({
      request: toRequestRow(request, targets.get(of.requestId) ?? []),
      event: toStoredEvent(candidate),
      approverGroups: approvers.map(row => row.group_ref),
      eventSent: candidate.event_sent_at !== null,
      notified: candidate.notified_at !== null,
      sendAttempts: candidate.send_attempts + 1,
    });
  }
  return claimed;
}

/** Marks the history row; when both have left there is nothing more to send. */
export async function markSent(
  db: Knex,
  of: Of,
  what: { event?: boolean; notification?: boolean },
  now: number,
): Promise<void> {
  await rowOf(db, of).update({
    ...(what.event ? { event_sent_at: now } : {}),
    ...(what.notification ? { notified_at: now } : {}),
  });
  await rowOf(db, of)
    .whereNotNull('event_sent_at')
    .whereNotNull('notified_at')
    .update({ to_send: 0 });
}

export async function delaySending(
  db: Knex,
  of: Of,
  until: number,
): Promise<void> {
  await rowOf(db, of).update({ send_after: until });
}
