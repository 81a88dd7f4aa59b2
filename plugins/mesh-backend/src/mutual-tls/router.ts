import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { readJsonBody } from '../manifests/jsonBody';
import { auditRequest } from '../requests/routes/auditRequest';
import { MutualTlsReader } from './MutualTlsReader';
import { readMutualTlsPlanRequest } from './mutualTlsParameters';

/** The route of the way to STRICT; what writes is a request. */
export function createMutualTlsRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: MutualTlsReader;
}): Router {
  const { httpAuth, auditor, reader } = options;
  const router = PromiseRouter();
  router.post('/mutual-tls/plan', readJsonBody, async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const plan = await auditRequest(
      {
        auditor,
        req,
        eventId: 'mutual-tls-plan',
        severityLevel: 'low',
      },
      async note => {
        const caller = await callerOf(req, httpAuth);
        refuseOthers(req.query, []);
        const request = readMutualTlsPlanRequest(req.body);
        note({ cluster: request.cluster });
        return reader.plan(request, caller);
      },
    );
    sendAnswer(plan, req, res);
  });
  return router;
}
