import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../../entities/readRouter';
import { auditRequest } from '../../requests/routes/auditRequest';
import { readId } from '../../requests/routes/requestInput';
import { ProgressReader } from './ProgressReader';

/** The route that tells how far a request's machines are. */
export function createProgressRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  reader: ProgressReader;
}): Router {
  const { auditor, httpAuth, reader } = options;
  const router = PromiseRouter();
  router.get('/requests/:id/virtual-machines', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machine-progress-fetch',
        severityLevel: 'low',
      },
      async note => {
        const caller = await callerOf(req, httpAuth);
        const id = readId(req.params.id);
        note({ requestId: id });
        return reader.read(id, caller);
      },
    );
    sendAnswer(answer, req, res);
  });
  return router;
}
