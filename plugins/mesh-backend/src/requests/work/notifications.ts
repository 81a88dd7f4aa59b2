import {
  MESH_PORTAL_REF,
  MESH_REQUEST_EVENT_TOPIC,
  MeshRequestEventPayload,
  RequestEventType,
} from '@meshport/backstage-plugin-mesh-common';
import { OutgoingEvent } from '../store';

/** A notification to send. */
export interface RequestNotification {
  recipients: string[];
  /** Who did it and so need not be told. */
  except?: string;
  title: string;
  /** What the requester may read anyway. */
  description?: string;
  link: string;
  severity: 'high' | 'normal' | 'low';
}

const TO_APPROVERS: Partial<Record<RequestEventType, string>> = {
  requested: 'To approve',
  edited: 'Changed, to approve',
  sentBack: 'To approve again',
};

const TO_REQUESTER: Partial<Record<RequestEventType, string>> = {
  approved: 'Approved',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  expired: 'Expired',
  sentBack: 'Needs approval again',
  ready: 'Ready',
  failed: 'Failed',
  retired: 'Retired',
  downloaded: 'Bundle downloaded',
  redeemed: 'Code redeemed',
};

/** Steps whose requester is told at once what happened. */
const TOLD_WHOLE: readonly RequestEventType[] = ['downloaded', 'redeemed'];

/**
 * Whom a step concerns. Only the title, which is part of the plan, goes out,
 * and to the requester who was given a bundle; other causes and reasons are
 * read on the page, behind its permission.
 */
export function notificationsOf(of: OutgoingEvent): RequestNotification[] {
  const { request, event, approverGroups } = of;
  const link = `/mesh/requests/${request.id}`;
  const except = event.actor.entityRef;
  const notifications: RequestNotification[] = [];
  const toApprovers = TO_APPROVERS[event.type];
  if (toApprovers && request.status === 'requested' && approverGroups.length) {
    notifications.push({
      recipients: approverGroups,
      ...(request.requester === MESH_PORTAL_REF
        ? {}
        : { except: request.requester }),
      title: `${toApprovers}: ${request.title}`,
      link,
      severity: 'normal',
    });
  }
  const toRequester = TO_REQUESTER[event.type];
  if (
    toRequester &&
    request.requester !== event.actor.entityRef &&
    // Whoever waits for what the portal asked for is told by what asked for it.
    request.requester !== MESH_PORTAL_REF
  ) {
    notifications.push({
      recipients: [request.requester],
      except,
      title: `${toRequester}: ${request.title}`,
      ...(event.reason && TOLD_WHOLE.includes(event.type)
        ? { description: event.reason }
        : {}),
      link,
      severity: event.type === 'failed' ? 'high' : 'normal',
    });
  }
  return notifications;
}

/** The event that leaves for a step. */
export function eventOf({ request, event }: OutgoingEvent) {
  const eventPayload: MeshRequestEventPayload = {
    requestId: request.id,
    sequence: event.sequence,
    type: event.type,
    status: event.status,
    at: new Date(event.at).toISOString(),
    kind: request.kind,
    title: request.title,
    contentHash: event.contentHash,
    requester: request.requester,
    actor: event.actor,
    targets: request.targets.map(({ cluster, namespace }) => ({
      cluster,
      ...(namespace === undefined ? {} : { namespace }),
    })),
  };
  return { topic: MESH_REQUEST_EVENT_TOPIC, eventPayload };
}
