import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { readJsonBody } from '../../manifests/jsonBody';
import { personOf } from '../../requests/access/callers';
import { RequestRecords } from '../../requests/RequestRecords';
import { auditRequest } from '../../requests/routes/auditRequest';
import { readId } from '../../requests/routes/requestInput';
import { wasReady } from '../preparedRequest';
import { CodeService } from './CodeService';

/** The routes of codes, for people. */
export function createCodesRouter(options: {
  auditor: AuditorService;
  codes: CodeService;
  httpAuth: HttpAuthService;
  records: Pick<RequestRecords, 'find'>;
}): Router {
  const { auditor, codes, httpAuth, records } = options;
  const router = PromiseRouter();

  router.post(
    '/requests/:id/enrolment-codes',
    readJsonBody,
    async (req, res) => {
      const id = readId(req.params.id);
      const request = await records.find(id);
      const answer = await auditRequest(
        {
          auditor,
          req,
          // The name is the log's; what it takes is asked for inside.
          eventId:
            request && wasReady(request)
              ? 'virtual-machine-re-enrol'
              : 'virtual-machine-enrol',
          severityLevel: 'high',
          meta: { requestId: id },
        },
        async note =>
          codes.make(id, req.body, await personOf(httpAuth, req), note),
      );
      res.setHeader('Cache-Control', 'private, no-store');
      res.status(201).json(answer);
    },
  );

  router.get('/requests/:id/enrolment-codes', async (req, res) => {
    const id = readId(req.params.id);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machine-codes-fetch',
        severityLevel: 'low',
        meta: { requestId: id },
      },
      async () => codes.list(id, await personOf(httpAuth, req)),
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answer);
  });

  router.delete('/requests/:id/enrolment-codes/:codeId', async (req, res) => {
    const id = readId(req.params.id);
    const codeId = readCodeId(req.params.codeId);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machine-code-revoke',
        severityLevel: 'medium',
        meta: { requestId: id, codeId },
      },
      async () => codes.revoke(id, codeId, await personOf(httpAuth, req)),
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answer);
  });
  return router;
}

/** Throws `InputError`; a code itself sent in its place is not repeated. */
function readCodeId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new InputError(
      'codeId: is not the ID of a code; take it from the list',
    );
  }
  return id;
}
