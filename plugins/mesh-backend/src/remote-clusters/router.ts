import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { Caller } from '../entities/EntityLookup';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { readJsonBody } from '../manifests/jsonBody';
import { personWhoWrites } from '../manifests/personWhoWrites';
import { AuditNote, auditRequest } from '../requests/routes/auditRequest';
import { ChoicesReader } from './links/ChoicesReader';
import { LinksReader } from './links/LinksReader';
import { Preflights } from './preflight/Preflights';
import { readLinkRef, readPreflightRequest } from './remoteInput';
import { InjectionPlans } from './setup/InjectionPlans';
import { InjectionPreviews } from './setup/InjectionPreviews';
import {
  readInjectionPlan,
  readInjectionPreview,
  readOldValues,
  readSetupRequest,
} from './setup/setupInput';
import { Setups } from './setup/Setups';
import { mapOldValues } from './setup/mapOldValues';

/** Routes about remote clusters that read and draft; what writes are requests. */
export function createRemoteClustersRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  links: LinksReader;
  choices: ChoicesReader;
  preflights: Preflights;
  setups: Setups;
  injectionPlans: InjectionPlans;
  injectionPreviews: InjectionPreviews;
}): Router {
  const { httpAuth, auditor, links, choices, preflights, setups } = options;
  const { injectionPlans, injectionPreviews } = options;

  /** Something that may be sent again as it is. */
  const answer =
    (
      queryType: string,
      read: (req: Request, caller: Caller) => Promise<ReadyAnswer>,
    ) =>
    async (req: Request, res: Response) => {
      res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      const result = await auditRequest(
        {
          auditor,
          req,
          eventId: 'remote-clusters-fetch',
          severityLevel: 'low',
          meta: { queryType },
        },
        async () => {
          const caller = await callerOf(req, httpAuth);
          refuseOthers(req.query, []);
          return read(req, caller);
        },
      );
      sendAnswer(result, req, res);
    };

  /** Something that is made for one caller, now. */
  const made =
    (
      event: { eventId: string; queryType?: string },
      make: (req: Request, caller: Caller, note: AuditNote) => Promise<unknown>,
    ) =>
    async (req: Request, res: Response) => {
      const result = await auditRequest(
        {
          auditor,
          req,
          eventId: event.eventId,
          severityLevel: 'low',
          ...(event.queryType ? { meta: { queryType: event.queryType } } : {}),
        },
        async note => {
          const caller = await callerOf(req, httpAuth);
          refuseOthers(req.query, []);
          return make(req, caller, note);
        },
      );
      res.setHeader('Cache-Control', 'private, no-store');
      res.json(result);
    };

  const router = PromiseRouter();
  router.get(
    '/remote-clusters',
    answer('remote-clusters', (_, caller) => links.fleet(caller)),
  );
  router.get(
    '/remote-clusters/choices',
    made(
      { eventId: 'remote-clusters-fetch', queryType: 'remote-choices' },
      (_, { credentials }) => choices.read(credentials),
    ),
  );
  router.get(
    '/remote-clusters/:primary/:remote',
    answer('remote-cluster', ({ params }, caller) =>
      links.one(readLinkRef(params), caller),
    ),
  );
  router.get(
    '/entities/:kind/:namespace/:name/remote-links',
    answer('remote-links', ({ params: { kind, namespace, name } }, caller) =>
      links.ofEntity({ kind, namespace, name }, caller),
    ),
  );
  router.post('/remote-clusters/preflight', readJsonBody, async (req, res) => {
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const report = await auditRequest(
      {
        auditor,
        req,
        eventId: 'remote-clusters-preflight',
        severityLevel: req.body?.probe ? 'medium' : 'low',
      },
      async note => {
        const request = readPreflightRequest(req.body);
        refuseOthers(req.query, []);
        const caller = await callerOf(req, httpAuth);
        if (request.probe) {
          // Who runs pods is a person.
          await personWhoWrites(httpAuth, req);
        }
        const jobs: string[] = [];
        note({
          ...(request.clusters ? { clusters: request.clusters } : {}),
          jobs,
        });
        return preflights.run(request, {
          credentials: caller.credentials,
          links: await links.readable(caller),
          signal: gone.signal,
          onJob: job => jobs.push(job),
        });
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(report);
  });
  router.post(
    '/remote-clusters/setup',
    readJsonBody,
    made({ eventId: 'remote-clusters-setup' }, (req, { credentials }, note) => {
      const request = readSetupRequest(req.body);
      note({
        primary: request.primary,
        ...(request.remote ? { remote: request.remote } : {}),
      });
      return setups.draft(request, credentials);
    }),
  );
  router.post(
    '/remote-clusters/injection/preview',
    readJsonBody,
    made(
      { eventId: 'remote-clusters-injection-preview' },
      (req, { credentials }, note) => {
        const request = readInjectionPreview(req.body);
        note({ cluster: request.cluster, namespace: request.namespace });
        return injectionPreviews.preview(request, credentials);
      },
    ),
  );
  router.post(
    '/remote-clusters/injection/plan',
    readJsonBody,
    made(
      { eventId: 'remote-clusters-injection-plan' },
      (req, { credentials }, note) => {
        const request = readInjectionPlan(req.body);
        note({ cluster: request.cluster });
        return injectionPlans.plan(request, credentials);
      },
    ),
  );
  router.post(
    '/remote-clusters/old-values',
    readJsonBody,
    made({ eventId: 'remote-clusters-old-values' }, async req =>
      mapOldValues(readOldValues(req.body).values),
    ),
  );
  return router;
}
