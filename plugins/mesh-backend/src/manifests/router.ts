import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ApplyReport } from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ClusterRegistry } from '../clusters/types';
import { GatewayApply } from '../egress/GatewayApply';
import { GatewayContext } from '../egress/GatewayContext';
import { MeshAuthorizer } from '../permissions/types';
import { auditWrite } from './audit';
import { readJsonBody } from './jsonBody';
import { readRef } from '../egress/egressInput';
import { personWhoWrites } from './personWhoWrites';
import { ManifestsService, WriteCall } from './ManifestsService';
import {
  readAddUpstreamRequest,
  readApplyEgressGatewayRequest,
  readApplyManifestsRequest,
  readDryRun,
} from './requests';
import { readApplySettings } from './settings';
import { WriteGate } from './writeGate';

/**
 * Routes that write to clusters: `POST /manifests/apply` and
 * `POST /egress-gateways`, both with `?dryRun=true`.
 *
 * Throws `InputError` at once when `mesh.apply.kinds` names a kind that may
 * never be applied.
 */
export function createManifestsRouter(options: {
  registry: ClusterRegistry;
  authorizer: MeshAuthorizer;
  httpAuth: HttpAuthService;
  config: RootConfigService;
  logger: LoggerService;
  auditor: AuditorService;
  gate: WriteGate;
  gateways: GatewayContext;
}): Router {
  const { registry, authorizer, httpAuth, config, logger, auditor, gate } =
    options;
  const settings = readApplySettings(config);
  const service = new ManifestsService({
    registry,
    authorizer,
    settings,
    gate,
  });
  const gateways = new GatewayApply({
    ...options.gateways,
    registry,
    authorizer,
    settings,
    manifests: service,
  });

  const write = (
    eventId: string,
    apply: (
      body: unknown,
      call: WriteCall,
      req: Request,
    ) => Promise<ApplyReport>,
  ) => {
    return async (req: Request, res: Response) => {
      const report = await auditWrite(
        { auditor, eventId, req },
        async audit => {
          const credentials = await personWhoWrites(httpAuth, req);
          return apply(
            req.body,
            {
              credentials,
              dryRun: readDryRun(req.query),
              signal: signalOfClient(res),
              onObjects: audit.onObjects,
              onApplied: audit.onApplied,
              onDeleted: audit.onDeleted,
            },
            req,
          );
        },
      );
      logger.info(
        `${eventId}: ${report.created} created, ${report.changed} changed, ${report.unchanged} unchanged in cluster ${report.cluster}`,
        { dryRun: report.dryRun },
      );
      res.json(report);
    };
  };

  const router = PromiseRouter();
  router.post(
    '/manifests/apply',
    readJsonBody,
    write('manifests-apply', (body, call) =>
      service.applyManifests(readApplyManifestsRequest(body), call),
    ),
  );
  router.post(
    '/egress-gateways/:cluster/:namespace/:name/upstreams',
    readJsonBody,
    write('egress-upstream-add', (body, call, req) =>
      gateways.addUpstream(
        { ...readRef(req.params), ...readAddUpstreamRequest(body) },
        call,
      ),
    ),
  );
  router.post(
    '/egress-gateways',
    readJsonBody,
    write('egress-gateway-apply', (body, call) =>
      gateways.apply(readApplyEgressGatewayRequest(body), call),
    ),
  );
  return router;
}

function signalOfClient(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}
