import { AuditorService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Request } from 'express';

/** Adds to what the audit log learns. */
export type AuditNote = (meta: JsonObject) => void;

/**
 * Runs a route inside one audit event. Neither bodies nor an error's message
 * go in, since they may quote values.
 */
export async function auditRequest<T>(
  options: {
    auditor: AuditorService;
    eventId: string;
    req: Request;
    severityLevel: 'low' | 'medium' | 'high';
    meta?: JsonObject;
  },
  run: (note: AuditNote) => Promise<T>,
): Promise<T> {
  const { auditor, eventId, req, severityLevel } = options;
  const event = await auditor.createEvent({
    eventId,
    severityLevel,
    request: req,
    meta: options.meta,
  });
  const meta: JsonObject = {};
  try {
    const result = await run(more => Object.assign(meta, more));
    await event.success({ meta });
    return result;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    await event.fail({ meta, error: new Error(name) });
    throw error;
  }
}
