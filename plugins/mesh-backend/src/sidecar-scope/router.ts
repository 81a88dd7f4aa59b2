import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { CompoundEntityRef, parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { etagOf } from '../entities/ReadyAnswer';
import { auditRequest } from '../requests/routes/auditRequest';
import { SidecarScopeReader } from './SidecarScopeReader';

/** The route that suggests Sidecars. */
export function createSidecarScopeRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: SidecarScopeReader;
}): Router {
  const { httpAuth, auditor, reader } = options;
  const router = PromiseRouter();
  router.get('/sidecar-scope', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const ready = await auditRequest(
      {
        auditor,
        req,
        eventId: 'sidecar-scope-fetch',
        severityLevel: 'low',
      },
      async () => {
        const caller = await callerOf(req, httpAuth);
        const { answer, decision } = await reader.read(
          readEntity(req.query),
          caller,
        );
        const { clusters, ...content } = answer;
        return {
          etag: etagOf(clusters, decision, JSON.stringify(content)),
          clusters,
          revisions: new Map(),
          body: () => JSON.stringify(answer),
        };
      },
    );
    sendAnswer(ready, req, res);
  });
  return router;
}

const PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function readEntity(query: Record<string, unknown>): CompoundEntityRef {
  refuseOthers(query, ['entity']);
  const wrong = () =>
    new InputError(
      'entity: name an entity, e.g. entity=component:default/reviews',
    );
  if (typeof query.entity !== 'string') {
    throw wrong();
  }
  let ref: CompoundEntityRef;
  try {
    ref = parseEntityRef(query.entity, { defaultKind: 'component' });
  } catch {
    throw wrong();
  }
  if (![ref.kind, ref.namespace, ref.name].every(one => PART.test(one))) {
    throw wrong();
  }
  return ref;
}
