import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { RootChangeAction } from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../../egress/egressInput';
import { callerOf } from '../../entities/caller';
import { Caller } from '../../entities/EntityLookup';
import { EXPOSED_HEADERS, sendAnswer } from '../../entities/readRouter';
import { ReadyAnswer } from '../../entities/ReadyAnswer';
import { readJsonBody } from '../../manifests/jsonBody';
import { personWhoWrites } from '../../manifests/personWhoWrites';
import { auditRequest } from '../../requests/routes/auditRequest';
import { GetmeshImport } from '../import/GetmeshImport';
import { CertificateChoices } from './CertificateChoices';
import { CertificatesReader } from './CertificatesReader';
import {
  readClusterName,
  readImport,
  readRootChange,
} from './certificatesInput';
import { RootChanges } from './sources';

const STEERING = {
  pause: 'pause',
  resume: 'resume',
  'roll-back': 'rollBack',
} as const satisfies Record<RootChangeAction, keyof RootChanges>;

/** Routes that show certificate authorities, and that steer a root change under way. */
export function createCertificatesRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  reader: CertificatesReader;
  choices: CertificateChoices;
  getmesh: GetmeshImport;
  rootChanges: RootChanges;
}): Router {
  const { httpAuth, auditor, reader, choices, getmesh, rootChanges } = options;

  const audited = (
    req: Request,
    queryType: string,
    read: (caller: Caller) => Promise<any>,
  ) =>
    auditRequest(
      {
        auditor,
        req,
        eventId: 'certificate-authorities-fetch',
        severityLevel: 'low',
        meta: { queryType },
      },
      async () => {
        const caller = await callerOf(req, httpAuth);
        refuseOthers(req.query, []);
        return read(caller);
      },
    );

  /** Something that may be sent again as it is. */
  const answer =
    (
      queryType: string,
      read: (req: Request, caller: Caller) => Promise<ReadyAnswer>,
    ) =>
    async (req: Request, res: Response) => {
      res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      const result = await audited(req, queryType, caller => read(req, caller));
      sendAnswer(result, req, res);
    };

  /** Something that is made for one caller, now. */
  const made =
    (
      queryType: string,
      read: (req: Request, caller: Caller) => Promise<unknown>,
    ) =>
    async (req: Request, res: Response) => {
      const result = await audited(req, queryType, caller => read(req, caller));
      res.setHeader('Cache-Control', 'private, no-store');
      res.json(result);
    };

  const router = PromiseRouter();
  router.get(
    '/certificate-authorities',
    answer('certificate-authorities', (_, caller) => reader.fleet(caller)),
  );
  router.get(
    '/certificate-authorities/choices',
    made('certificate-authority-choices', (_, { credentials }) =>
      choices.read(credentials),
    ),
  );
  router.get(
    '/certificate-authorities/clusters/:cluster',
    answer('cluster-certificates', ({ params }, caller) =>
      reader.one(readClusterName(params), caller),
    ),
  );
  router.get(
    '/entities/:kind/:namespace/:name/certificates',
    answer('entity-certificates', ({ params }, caller) =>
      reader.ofEntity(
        { kind: params.kind, namespace: params.namespace, name: params.name },
        caller,
      ),
    ),
  );
  router.get(
    '/certificate-authorities/root-changes/:requestId',
    made('root-change', ({ params }, { credentials }) =>
      rootChanges.progress(params.requestId, { credentials }),
    ),
  );
  router.post(
    '/certificate-authorities/import',
    readJsonBody,
    made('getmesh-import', (req, { credentials }) =>
      getmesh.read(readImport(req.body), credentials),
    ),
  );
  for (const [name, method] of Object.entries(STEERING)) {
    const action = name as RootChangeAction;
    router.post(
      `/certificate-authorities/root-changes/:requestId/${action}`,
      readJsonBody,
      async (req, res) => {
        const progress = await auditRequest(
          {
            auditor,
            req,
            eventId: 'root-change-steer',
            severityLevel: 'high',
            meta: { action, requestId: req.params.requestId },
          },
          async () => {
            const credentials = await personWhoWrites(httpAuth, req);
            refuseOthers(req.query, []);
            const { reason } = readRootChange(action, req.body);
            return rootChanges[method](req.params.requestId, {
              credentials,
              ...(reason ? { reason } : {}),
            });
          },
        );
        res.json(progress);
      },
    );
  }
  return router;
}
