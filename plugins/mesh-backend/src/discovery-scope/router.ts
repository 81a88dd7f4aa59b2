import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { readCluster, refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { readJsonBody } from '../manifests/jsonBody';
import { auditRequest } from '../requests/routes/auditRequest';
import { readSimulation } from './discoveryInput';
import { DiscoveryReader } from './DiscoveryReader';

/** Routes of discovery that read and try; what writes is a request. */
export function createDiscoveryRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: DiscoveryReader;
}): Router {
  const { httpAuth, auditor, reader } = options;
  const router = PromiseRouter();
  router.get('/discovery-scope', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'discovery-fetch',
        severityLevel: 'low',
        meta: { queryType: 'discovery-scope' },
      },
      async () =>
        reader.read(readCluster(req.query), await callerOf(req, httpAuth)),
    );
    sendAnswer(answer, req, res);
  });
  router.post('/discovery-scope/simulate', readJsonBody, async (req, res) => {
    const scope = await auditRequest(
      {
        auditor,
        req,
        eventId: 'discovery-simulate',
        severityLevel: 'low',
      },
      async note => {
        const caller = await callerOf(req, httpAuth);
        refuseOthers(req.query, []);
        const simulation = readSimulation(req.body);
        note({ cluster: simulation.cluster });
        return reader.simulate(simulation, caller);
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(scope);
  });
  return router;
}
