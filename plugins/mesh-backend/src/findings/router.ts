import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../entities/caller';
import { Caller } from '../entities/EntityLookup';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { readJsonBody } from '../manifests/jsonBody';
import { auditFindings } from './auditFindings';
import { FindingsCheck } from './FindingsCheck';
import { FindingsReader } from './FindingsReader';
import { UpgradeCheck } from './UpgradeCheck';

/** Routes of findings; a check changes nothing. */
export function createFindingsRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: FindingsReader;
  check: FindingsCheck;
  upgrade: UpgradeCheck;
}): Router {
  const { httpAuth, auditor, reader, check, upgrade } = options;

  const read = (
    meta: (req: Request) => Record<string, string>,
    answer: (req: Request, caller: Caller) => Promise<ReadyAnswer>,
  ) => {
    return async (req: Request, res: Response) => {
      res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      const result = await auditFindings(
        { auditor, eventId: 'findings-fetch', req, meta: meta(req) },
        async () => answer(req, await callerOf(req, httpAuth)),
      );
      sendAnswer(result, req, res);
    };
  };

  const router = PromiseRouter();
  router.get(
    '/findings',
    read(
      () => ({ queryType: 'findings' }),
      ({ query }, caller) => reader.list(query, caller),
    ),
  );
  router.get('/findings/upgrade', async (req, res) => {
    const answer = await auditFindings(
      {
        auditor,
        eventId: 'findings-fetch',
        req,
        meta: { queryType: 'upgrade-findings' },
      },
      async () => {
        const { credentials } = await callerOf(req, httpAuth);
        return upgrade.check(req.query, credentials);
      },
    );
    res.setHeader('Cache-Control', 'private, no-cache');
    res.json(answer);
  });
  router.get(
    '/findings/:id',
    read(
      () => ({ queryType: 'finding' }),
      ({ params: { id } }, caller) => reader.one(id, caller),
    ),
  );
  router.get(
    '/entities/:kind/:namespace/:name/findings',
    read(
      ({ params: { kind, namespace, name } }) => ({
        queryType: 'entity-findings',
        entityRef: `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US'),
      }),
      ({ params: { kind, namespace, name } }, caller) =>
        reader.ofEntity({ kind, namespace, name }, caller),
    ),
  );
  router.post('/findings/check', readJsonBody, async (req, res) => {
    const report = await auditFindings(
      { auditor, eventId: 'findings-check', req, meta: {} },
      async audit => {
        const { credentials } = await callerOf(req, httpAuth);
        return check.check(req.body, credentials, audit);
      },
    );
    res.json(report);
  });
  return router;
}
