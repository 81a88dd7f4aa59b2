import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { PackagePin } from '@meshport/istio';
import { Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../entities/caller';
import { readJsonBody } from '../manifests/jsonBody';
import { isDnsLabel } from '../manifests/objects';
import { personOf } from '../requests/access/callers';
import { RequestReader } from '../requests/RequestReader';
import { auditRequest } from '../requests/routes/auditRequest';
import { readId } from '../requests/routes/requestInput';
import { readJoinQuestion } from './joinQuestion';
import { tetrateFiles } from './TetrateFilesReader';
import { TetrateReader } from './TetrateReader';

/** The routes of Tetrate's onboarding. */
export function createTetrateRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  reader: TetrateReader;
  requests: RequestReader;
  pins: readonly PackagePin[];
}): Router {
  const { auditor, httpAuth, reader, requests, pins } = options;
  const router = PromiseRouter();
  router.get('/clusters/:cluster/tetrate-onboarding', async (req, res) => {
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'tetrate-onboarding-fetch',
        severityLevel: 'low',
        meta: { queryType: 'tetrate-onboarding' },
      },
      async note => {
        const { credentials } = await callerOf(req, httpAuth);
        const cluster = readCluster(req.params.cluster);
        note({ cluster });
        return reader.of(cluster, credentials);
      },
    );
    sendPrivately(res, answer);
  });
  router.post(
    '/clusters/:cluster/tetrate-onboarding/join-questions',
    readJsonBody,
    async (req, res) => {
      const items = await auditRequest(
        {
          auditor,
          req,
          eventId: 'tetrate-onboarding-fetch',
          severityLevel: 'low',
          meta: { queryType: 'tetrate-join-question' },
        },
        async note => {
          const { credentials } = await callerOf(req, httpAuth);
          const cluster = readCluster(req.params.cluster);
          note({ cluster });
          return reader.ask(cluster, readJoinQuestion(req.body), credentials);
        },
      );
      sendPrivately(res, { items });
    },
  );
  router.get('/requests/:id/tetrate-files', async (req, res) => {
    const files = await auditRequest(
      {
        auditor,
        req,
        eventId: 'tetrate-onboarding-fetch',
        severityLevel: 'low',
        meta: { queryType: 'tetrate-files' },
      },
      async note => {
        const caller = await personOf(httpAuth, req);
        const id = readId(req.params.id);
        note({ requestId: id });
        return tetrateFiles(
          await requests.detail(id, caller.credentials, caller),
          pins,
        );
      },
    );
    sendPrivately(res, files);
  });
  return router;
}

function sendPrivately(res: Response, body: object): void {
  res.setHeader('Cache-Control', 'private, no-store');
  res.json(body);
}

function readCluster(name: string): string {
  if (!isDnsLabel(name)) {
    throw new InputError(
      'cluster: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters',
    );
  }
  return name;
}
