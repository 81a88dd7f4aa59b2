import { AuditorService } from '@backstage/backend-plugin-api';
import {
  AppliedObject,
  EgressObject,
} from '@meshport/backstage-plugin-mesh-common';
import { JsonObject } from '@backstage/types';
import { Request } from 'express';
import { describeObject, isDnsLabel, ManifestObject } from './objects';

/** What the audit log learns while a write goes on. */
export interface WriteAudit {
  onObjects(objects: ManifestObject[]): void;
  onApplied(applied: AppliedObject): void;
  onDeleted(object: EgressObject): void;
}

/**
 * Runs a write inside one audit event: who, which cluster, which objects, what
 * came of it. Neither the payload nor an error's message goes in, since a
 * message may quote a value of the payload.
 */
export async function auditWrite<T>(
  options: { auditor: AuditorService; eventId: string; req: Request },
  run: (audit: WriteAudit) => Promise<T>,
): Promise<T> {
  const { auditor, eventId, req } = options;
  const cluster = req.body?.cluster ?? req.params.cluster;
  const event = await auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    request: req,
    meta: {
      cluster:
        typeof cluster === 'string' && isDnsLabel(cluster) ? cluster : null,
      dryRun: req.query.dryRun === 'true',
    },
  });
  const meta: JsonObject & { applied: string[] } = { applied: [] };
  try {
    const result = await run({
      onObjects: objects => {
        meta.objects = objects.map(describeObject);
      },
      onApplied: ({ object, outcome }) => {
        meta.applied.push(
          `${object.kind} ${object.namespace}/${object.name}: ${outcome}`,
        );
      },
      onDeleted: ({ kind, namespace, name }) => {
        meta.applied.push(`${kind} ${namespace}/${name}: deleted`);
      },
    });
    await event.success({ meta });
    return result;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    await event.fail({ meta, error: new Error(name) });
    throw error;
  }
}
