import {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ApplyReport } from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ClusterRegistry } from '../clusters/types';
import { MeshAuthorizer } from '../permissions/types';
import { auditWrite } from './audit';
import { readJsonBody } from './jsonBody';
import { ManifestsService, WriteCall } from './ManifestsService';
import {
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
}): Router {
  const { registry, authorizer, httpAuth, config, logger, auditor, gate } =
    options;
  const service = new ManifestsService({
    registry,
    authorizer,
    settings: readApplySettings(config),
    gate,
  });

  const write = (
    eventId: string,
    apply: (body: unknown, call: WriteCall) => Promise<ApplyReport>,
  ) => {
    return async (req: Request, res: Response) => {
      const report = await auditWrite(
        { auditor, eventId, req },
        async audit => {
          const credentials = await personWhoWrites(httpAuth, req);
          return apply(req.body, {
            credentials,
            dryRun: readDryRun(req.query),
            signal: signalOfClient(res),
            onObjects: audit.onObjects,
            onApplied: audit.onApplied,
          });
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
    '/egress-gateways',
    readJsonBody,
    write('egress-gateway-apply', (body, call) =>
      service.applyEgressGateway(readApplyEgressGatewayRequest(body), call),
    ),
  );
  return router;
}

/**
 * The caller, who has to be a person: a service is allowed everything by
 * Backstage's permissions, so it must not write in nobody's name. A plugin
 * that acts for a user (as the scaffolder does) arrives as that user.
 */
export async function personWhoWrites(
  httpAuth: HttpAuthService,
  req: Request,
): Promise<BackstageCredentials> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  const { type } = credentials.principal as { type?: string };
  if (type !== 'user') {
    throw new NotAllowedError(
      'only people may write to clusters: call with a user token, or on behalf of a user',
    );
  }
  return credentials;
}

function signalOfClient(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}
