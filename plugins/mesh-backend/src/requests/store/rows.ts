import {
  RequestDelivery,
  RequestEventType,
  RequestPullRequest,
  RequestStatus,
  RequestTarget,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestRow, StoredEvent } from './RequestStore';

/** A row of `mesh_requests`; PostgreSQL gives large integers as text. */
export interface DbRequest {
  id: string;
  kind: string;
  subject: string;
  title: string;
  status: string;
  delivery: string;
  requester: string;
  last_editor: string;
  beneficiary: string | null;
  content_hash: string;
  input_hash: string;
  idempotency_key: string | null;
  pull_request_url: string | null;
  pull_request_state: string | null;
  created_at: number | string;
  updated_at: number | string;
  expires_at: number | string | null;
  sequence: number;
  attempt: number;
  lease_owner: string | null;
  lease_until: number | string | null;
  next_attempt_at: number | string;
  failures: number;
  problem: string | null;
  progress: string | null;
}

/** A row of `mesh_request_history`. */
export interface DbEvent {
  request_id: string;
  sequence: number;
  type: string;
  status: string;
  at: number | string;
  actor_type: string;
  actor_ref: string | null;
  actor_via: string | null;
  reason: string | null;
  mend: string | null;
  content_hash: string;
  policies: string | null;
  proof: string | null;
  attempt: number;
  to_send: number;
  event_sent_at: number | string | null;
  notified_at: number | string | null;
  send_after: number | string;
  send_attempts: number;
}

const optional = <K extends string, V>(key: K, value: V | null) =>
  (value === null ? {} : { [key]: value }) as { [k in K]?: V };

const time = (value: number | string | null) =>
  value === null ? null : Number(value);

/** A row and its targets as a request. */
export function toRequestRow(
  row: DbRequest,
  targets: RequestTarget[],
): RequestRow {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    title: row.title,
    status: row.status as RequestStatus,
    delivery: row.delivery as RequestDelivery,
    targets,
    requester: row.requester,
    lastEditor: row.last_editor,
    ...optional('beneficiary', row.beneficiary),
    contentHash: row.content_hash,
    inputHash: row.input_hash,
    ...optional('idempotencyKey', row.idempotency_key),
    ...(row.pull_request_url === null
      ? {}
      : {
          pullRequest: {
            url: row.pull_request_url,
            state: row.pull_request_state as RequestPullRequest['state'],
          },
        }),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    ...optional('expiresAt', time(row.expires_at)),
    sequence: row.sequence,
    attempt: row.attempt,
    ...optional('leaseOwner', row.lease_owner),
    ...optional('leaseUntil', time(row.lease_until)),
    nextAttemptAt: Number(row.next_attempt_at),
    failures: row.failures,
    ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) }),
    ...optional('progress', row.progress),
  };
}

/** A row of the history. */
export function toStoredEvent(row: DbEvent): StoredEvent {
  return {
    sequence: row.sequence,
    type: row.type as RequestEventType,
    status: row.status as RequestStatus,
    at: Number(row.at),
    actor: {
      type: row.actor_type as 'user' | 'system',
      ...optional('entityRef', row.actor_ref),
      ...optional('via', row.actor_via),
    },
    ...optional('reason', row.reason),
    ...optional('mend', row.mend),
    contentHash: row.content_hash,
    ...(row.policies === null ? {} : { policies: JSON.parse(row.policies) }),
    ...(row.proof === null ? {} : { proof: JSON.parse(row.proof) }),
    attempt: row.attempt,
  };
}
