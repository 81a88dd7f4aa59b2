import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { auditRequest } from '../requests/routes/auditRequest';
import { MachineChoicesReader } from './choices/MachineChoicesReader';
import { MachineFleet } from './fleet/MachineFleet';
import { readChoicesQuery, readFleetQuery } from './machinesQuery';

/** Routes about the machines of all clusters, and about what a form offers for new ones. */
export function createMachinesReadRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  authorizer: MeshAuthorizer;
  inventory: Inventory;
}): Router {
  const { auditor, httpAuth } = options;
  const fleet = new MachineFleet(options);
  const choices = new MachineChoicesReader(options);
  const router = PromiseRouter();
  router.get('/virtual-machines', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machines-fetch',
        severityLevel: 'low',
        meta: { queryType: 'virtual-machines' },
      },
      async () => {
        const { credentials } = await callerOf(req, httpAuth);
        return fleet.list(readFleetQuery(req.query), credentials);
      },
    );
    sendAnswer(answer, req, res);
  });
  router.get('/virtual-machines/choices', async (req, res) => {
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machines-fetch',
        severityLevel: 'low',
        meta: { queryType: 'virtual-machine-choices' },
      },
      async note => {
        const { credentials } = await callerOf(req, httpAuth);
        const place = readChoicesQuery(req.query);
        note(place);
        return choices.of(place, credentials);
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answer);
  });
  return router;
}
