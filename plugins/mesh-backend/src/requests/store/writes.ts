import { Knex } from 'knex';
import { NewEvent, NewPlan, RowChange } from './RequestStore';

/** Stores a plan with its targets; a plan of the same content is kept once, with the newest facts. */
export async function insertPlan(
  tx: Knex.Transaction,
  id: string,
  planned: NewPlan,
): Promise<void> {
  await tx('mesh_request_plans')
    .insert({
      request_id: id,
      content_hash: planned.contentHash,
      plan: planned.text,
      facts: JSON.stringify(planned.facts),
    })
    .onConflict(['request_id', 'content_hash'])
    .merge(['facts']);
  await tx('mesh_request_owners').where({ request_id: id }).delete();
  await tx('mesh_request_targets').where({ request_id: id }).delete();
  const targets = planned.targets.map((target, position) => ({
    request_id: id,
    position,
    cluster: target.cluster,
    namespace: target.namespace ?? '',
  }));
  const owners = planned.targets.flatMap((target, position) =>
    [...new Set(target.owners)].map(owner => ({
      request_id: id,
      position,
      owner,
    })),
  );
  if (targets.length) {
    await tx('mesh_request_targets').insert(targets);
  }
  if (owners.length) {
    await tx('mesh_request_owners').insert(owners);
  }
}

/** Names the groups that a request waits for. */
export async function replaceApprovers(
  tx: Knex.Transaction,
  id: string,
  groups: string[],
): Promise<void> {
  await tx('mesh_request_approvers').where({ request_id: id }).delete();
  const rows = [...new Set(groups)].map(group_ref => ({
    request_id: id,
    group_ref,
  }));
  if (rows.length) {
    await tx('mesh_request_approvers').insert(rows);
  }
}

/** Appends steps whose last has the number `lastSequence`. */
export async function appendHistory(
  tx: Knex.Transaction,
  options: {
    id: string;
    lastSequence: number;
    attempt: number;
    contentHash: string;
    events: NewEvent[];
    now: number;
  },
): Promise<void> {
  const { id, lastSequence, attempt, contentHash, events, now } = options;
  if (!events.length) {
    return;
  }
  await tx('mesh_request_history').insert(
    events.map((event, index) => ({
      request_id: id,
      sequence: lastSequence - events.length + 1 + index,
      type: event.type,
      status: event.status,
      at: now,
      actor_type: event.actor.type,
      actor_ref: event.actor.entityRef ?? null,
      actor_via: event.actor.via ?? null,
      reason: event.reason ?? null,
      mend: event.mend ?? null,
      content_hash: contentHash,
      policies: event.policies ? JSON.stringify(event.policies) : null,
      proof: event.proof ? JSON.stringify(event.proof) : null,
      attempt,
      to_send: 1,
      send_after: now,
      send_attempts: 0,
    })),
  );
}

/** The columns that a change sets. */
export function rowPatch(
  change: RowChange,
  tx: Knex.Transaction,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {
    expires_at: change.expiresAt,
    last_editor: change.lastEditor,
    next_attempt_at: change.nextAttemptAt,
    failures: change.failures,
    progress: change.progress,
    pull_request_url: change.pullRequest?.url,
    pull_request_state: change.pullRequest?.state,
    subject: change.planned?.subject,
    title: change.planned?.plan.title,
    content_hash: change.planned?.contentHash,
  };
  if (change.problem !== undefined) {
    patch.problem = change.problem && JSON.stringify(change.problem);
  }
  if (change.fenceOff) {
    patch.attempt = tx.raw('attempt + 1');
  }
  if (change.fenceOff || change.release) {
    patch.lease_owner = null;
    patch.lease_until = null;
  }
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  );
}
