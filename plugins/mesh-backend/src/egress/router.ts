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
import { personWhoWrites } from '../manifests/router';
import { auditEgress } from './auditEgress';
import { readRef, readRemovalOptions, refuseOthers } from './egressInput';
import { EgressReader } from './EgressReader';
import { EgressRemoval } from './EgressRemoval';

/** Routes below `/egress-gateways` but the one that applies, which is with the other writes. */
export function createEgressRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
  reader: EgressReader;
  removal: EgressRemoval;
}): Router {
  const { httpAuth, auditor, logger, reader, removal } = options;

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
