import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { auditRequest } from '../requests/routes/auditRequest';
import { FleetOverviewReader } from './FleetOverviewReader';

/** The route of the whole fleet. */
export function createFleetRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: Pick<FleetOverviewReader, 'read'>;
}): Router {
  const { httpAuth, auditor, reader } = options;
  const router = PromiseRouter();
  router.get('/fleet/overview', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'fleet-fetch',
        severityLevel: 'low',
        meta: { queryType: 'overview' },
      },
      async () => {
        const caller = await callerOf(req, httpAuth);
        refuseOthers(req.query, []);
        return reader.read(caller);
      },
    );
    sendAnswer(answer, req, res);
  });
  return router;
}
