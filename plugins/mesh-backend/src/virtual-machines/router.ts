import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { pipeline } from 'stream/promises';
import { readJsonBody } from '../manifests/jsonBody';
import { personOf } from '../requests/access/callers';
import { auditRequest } from '../requests/routes/auditRequest';
import { readId } from '../requests/routes/requestInput';
import { BundleService } from './BundleService';
import { tarGz } from './tarGz';

/** The routes of virtual machines that join. */
export function createVirtualMachinesRouter(options: {
  auditor: AuditorService;
  bundles: BundleService;
  httpAuth: HttpAuthService;
}): Router {
  const { auditor, bundles, httpAuth } = options;
  const router = PromiseRouter();
  router.post('/requests/:id/vm-bundle', readJsonBody, async (req, res) => {
    const { group, files } = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machine-bundle',
        severityLevel: 'high',
      },
      async note => {
        const caller = await personOf(httpAuth, req);
        const id = readId(req.params.id);
        note({ requestId: id });
        const minted = await bundles.mint(id, req.body, caller);
        note(minted.about);
        return minted;
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.setHeader('Content-Type', 'application/gzip');
    res.setHeader(
      'Content-Disposition',
      `attachment; filename="${group}.tar.gz"`,
    );
    await pipeline(tarGz(group, files, new Date()), res);
  });
  return router;
}
