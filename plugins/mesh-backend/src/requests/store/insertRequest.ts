import { Knex } from 'knex';
import { NewEvent, NewRequest } from './RequestStore';
import { DbRequest } from './rows';
import { appendHistory, insertPlan, replaceApprovers } from './writes';

/**
 * Stores a request with its plan and first steps. Of two with one idempotency
 * key the unique index lets one through; the other gets that one's ID.
 */
export async function insertRequest(
  tx: Knex.Transaction,
  request: NewRequest,
  events: NewEvent[],
  now: number,
): Promise<{ id: string; created: boolean }> {
  const { planned } = request;
  const inserted = await tx<DbRequest>('mesh_requests')
    .insert({
      id: request.id,
      kind: planned.plan.kind,
      subject: planned.subject,
      title: planned.plan.title,
      status: events.at(-1)!.status,
      delivery: planned.plan.delivery,
      requester: request.requester,
      last_editor: request.requester,
      beneficiary: planned.plan.beneficiary ?? null,
      content_hash: planned.contentHash,
      input_hash: request.inputHash,
      idempotency_key: request.idempotencyKey ?? null,
      pull_request_url: request.pullRequest?.url ?? null,
      pull_request_state: request.pullRequest?.state ?? null,
      created_at: now,
      updated_at: now,
      expires_at: request.expiresAt ?? null,
      sequence: events.length,
      attempt: 0,
      next_attempt_at: now,
      failures: 0,
    })
    .onConflict(['requester', 'idempotency_key'])
    .ignore()
    .returning('id');
  if (!inserted.length) {
    const earlier = await tx<DbRequest>('mesh_requests')
      .where({
        requester: request.requester,
        idempotency_key: request.idempotencyKey,
      })
      .first('id');
    return { id: earlier!.id, created: false };
  }
  await insertPlan(tx, request.id, planned);
  await replaceApprovers(tx, request.id, request.approverGroups);
  await appendHistory(tx, {
    id: request.id,
    lastSequence: events.length,
    attempt: 0,
    contentHash: planned.contentHash,
    events,
    now,
  });
  return { id: request.id, created: true };
}
