import { AuditorService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Request } from 'express';
import { isDnsLabel } from '../manifests/objects';

/** What the audit log learns while something goes on; names only. */
export interface EgressAudit {
  note(meta: JsonObject): void;
}

/**
 * Runs something about gateways inside one audit event. Neither bodies nor an
 * error's message go in, since a message may quote them.
 */
export async function auditEgress<T>(
  options: {
    auditor: AuditorService;
    eventId: string;
    severityLevel: 'low' | 'medium';
    req: Request;
    meta?: JsonObject;
  },
  run: (audit: EgressAudit) => Promise<T>,
): Promise<T> {
  const { auditor, eventId, severityLevel, req, meta = {} } = options;
  const event = await auditor.createEvent({
    eventId,
    request: req,
    severityLevel,
    meta: { ...meta, ...placeOf(req) },
  });
  const told: JsonObject = {};
  const audit = { note: (more: JsonObject) => Object.assign(told, more) };
  try {
    const result = await run(audit);
    await event.success({ meta: told });
    return result;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    await event.fail({ meta: told, error: new Error(name) });
    throw error;
  }
}

/** The gateway of the path or the cluster of the body, where they are names at all. */
function placeOf({ params, body }: Request): JsonObject {
  const named = {
    cluster: params.cluster ?? body?.cluster,
    namespace: params.namespace,
    gateway: params.cluster ? params.name : undefined,
  };
  return Object.fromEntries(
    Object.entries(named).filter(
      ([, value]) => typeof value === 'string' && isDnsLabel(value),
    ),
  );
}
