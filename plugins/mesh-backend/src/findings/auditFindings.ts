import { AuditorService } from '@backstage/backend-plugin-api';
import { Request } from 'express';

/** What the audit log learns while a check goes on. */
export interface FindingsAudit {
  objects(names: string[]): void;
}

/** Most names of objects in one event. */
const MOST_NAMES = 50;

/**
 * Runs something inside one audit event. Neither the manifests nor an error's
 * message goes in, since a message may quote them.
 */
export async function auditFindings<T>(
  options: {
    auditor: AuditorService;
    eventId: string;
    req: Request;
    meta: Record<string, string>;
  },
  run: (audit: FindingsAudit) => Promise<T>,
): Promise<T> {
  const { auditor, eventId, req, meta } = options;
  const event = await auditor.createEvent({
    eventId,
    request: req,
    severityLevel: 'low',
    meta,
  });
  const told: { objects?: string[] } = {};
  try {
    const result = await run({
      objects: names => {
        told.objects = names.slice(0, MOST_NAMES);
      },
    });
    await event.success({ meta: { ...told } });
    return result;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    await event.fail({ meta: { ...told }, error: new Error(name) });
    throw error;
  }
}
