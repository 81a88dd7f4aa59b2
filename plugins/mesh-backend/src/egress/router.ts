import {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../entities/caller';
import { Caller } from '../entities/EntityLookup';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { readJsonBody } from '../manifests/jsonBody';
import { describeObject } from '../manifests/objects';
import { personWhoWrites } from '../manifests/personWhoWrites';
import { auditEgress } from './auditEgress';
import { EgressChoicesReader } from './EgressChoicesReader';
import {
  readCluster,
  readPreviewRequest,
  readRef,
  readRemovalOptions,
  readTestRequest,
  refuseOthers,
} from './egressInput';
import { EgressPreviews } from './EgressPreviews';
import { EgressReader } from './EgressReader';
import { EgressRemoval } from './EgressRemoval';
import { EgressTests } from './EgressTests';

/** Routes below `/egress-gateways` but the one that applies, which is with the other writes. */
export function createEgressRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
  reader: EgressReader;
  removal: EgressRemoval;
  previews: EgressPreviews;
  choices: EgressChoicesReader;
  tests: EgressTests;
}): Router {
  const { httpAuth, auditor, logger, reader, removal } = options;
  const { previews, choices, tests } = options;

  const answer = (
    queryType: string,
    read: (req: Request, caller: Caller) => Promise<ReadyAnswer>,
  ) => {
    return async (req: Request, res: Response) => {
      res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      const result = await auditEgress(
        {
          auditor,
          req,
          eventId: 'egress-gateway-fetch',
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
  };

  const router = PromiseRouter();
  router.get(
    '/egress-gateways',
    answer('egress-gateways', (_, caller) => reader.list(caller)),
  );
  router.get('/egress-gateways/choices', async (req, res) => {
    const answered = await auditEgress(
      {
        auditor,
        req,
        eventId: 'egress-gateway-fetch',
        severityLevel: 'low',
        meta: { queryType: 'egress-choices' },
      },
      async () => {
        const { credentials } = await callerOf(req, httpAuth);
        return choices.of(readCluster(req.query), credentials);
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answered);
  });
  router.post('/egress-gateways/preview', readJsonBody, async (req, res) => {
    const preview = await auditEgress(
      {
        auditor,
        req,
        eventId: 'egress-gateway-preview',
        severityLevel: 'low',
      },
      async audit => {
        const { credentials } = await callerOf(req, httpAuth);
        refuseOthers(req.query, []);
        return previews.preview(
          readPreviewRequest(req.body),
          credentials,
          objects => audit.note({ objects: objects.map(describeObject) }),
        );
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(preview);
  });
  router.post(
    '/egress-gateways/:cluster/:namespace/:name/tests',
    readJsonBody,
    async (req, res) => {
      const gone = new AbortController();
      res.once('close', () => gone.abort());
      const test = await auditEgress(
        {
          auditor,
          req,
          eventId: 'egress-gateway-test',
          severityLevel: 'medium',
        },
        async audit => {
          const credentials = await personWhoWrites(httpAuth, req);
          refuseOthers(req.query, []);
          const request = readTestRequest(req.body);
          const done = await tests.run(readRef(req.params), request, {
            credentials,
            signal: gone.signal,
            onJob: ({ namespace, name }) =>
              audit.note({
                job: `${namespace}/${name}`,
                serviceAccount: request.serviceAccount ?? 'default',
              }),
          });
          audit.note({ state: done.state });
          return done;
        },
      );
      res.setHeader('Cache-Control', 'private, no-store');
      res.json(test);
    },
  );
  router.get(
    '/egress-gateways/:cluster/:namespace/:name',
    answer('egress-gateway', ({ params }, caller) =>
      reader.one(readRef(params), caller),
    ),
  );
  router.delete(
    '/egress-gateways/:cluster/:namespace/:name',
    async (req, res) => {
      const report = await auditEgress(
        {
          auditor,
          req,
          eventId: 'egress-gateway-remove',
          severityLevel: 'medium',
          meta: { dryRun: req.query.dryRun === 'true' },
        },
        async audit => {
          const credentials = await personWhoWrites(httpAuth, req);
          const deleted: string[] = [];
          audit.note({ deleted });
          return removal.remove(
            readRef(req.params),
            readRemovalOptions(req.query),
            {
              credentials,
              onDeleted: ({ kind, namespace, name }) =>
                deleted.push(`${kind} ${namespace}/${name}`),
            },
          );
        },
      );
      logger.info(
        `egress-gateway-remove: ${report.deleted.length} deleted of ${report.namespace}/${report.name} in cluster ${report.cluster}`,
        { dryRun: report.dryRun },
      );
      res.setHeader('Cache-Control', 'private, no-store');
      res.json(report);
    },
  );
  return router;
}
