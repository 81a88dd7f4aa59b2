import {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  AS_OF_HEADER,
  formatAsOf,
  MeshAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { openApiDocument } from '../openapi';
import { EntityReader } from './EntityReader';
import { EntityView } from './EntityView';
import { etagOf } from './etag';
import { FleetReader } from './FleetReader';

/** Routes that read: answers come from memory, never from a cluster. */
export function createReadRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  fleet: FleetReader;
  entities: EntityReader;
  views: EntityView<unknown>[];
}): Router {
  const { httpAuth, auditor, fleet, entities, views } = options;

  const answer = (
    event: { eventId: string; meta: (req: Request) => { queryType: string } },
    read: (
      req: Request,
      credentials: BackstageCredentials,
    ) => Promise<MeshAnswer<unknown>>,
  ) => {
    return async (req: Request, res: Response) => {
      const audit = await auditor.createEvent({
        eventId: event.eventId,
        request: req,
        severityLevel: 'low',
        meta: event.meta(req),
      });
      try {
        const credentials = await httpAuth.credentials(req, {
          allow: ['user', 'service'],
        });
        const result = await read(req, credentials);
        await audit.success();
        res.setHeader('Cache-Control', 'private, no-cache');
        res.setHeader('ETag', etagOf(result));
        res.setHeader(AS_OF_HEADER, formatAsOf(result.clusters));
        // A frontend on another port or host may read it as well.
        res.append('Access-Control-Expose-Headers', AS_OF_HEADER);
        // Express answers 304 when If-None-Match holds this ETag.
        res.json(result);
      } catch (error) {
        await audit.fail({ error: error as Error });
        throw error;
      }
    };
  };

  const router = PromiseRouter();
  router.get('/openapi.json', (_, res) => {
    res.json(openApiDocument);
  });
  router.get(
    '/clusters',
    answer(
      { eventId: 'clusters-fetch', meta: () => ({ queryType: 'clusters' }) },
      (_, credentials) => fleet.clusters(credentials),
    ),
  );
  router.get(
    '/health',
    answer(
      { eventId: 'clusters-fetch', meta: () => ({ queryType: 'health' }) },
      (_, credentials) => fleet.health(credentials),
    ),
  );
  for (const view of views) {
    router.get(
      `/entities/:kind/:namespace/:name/${view.name}`,
      answer(
        {
          eventId: 'entity-fetch',
          meta: ({ params: { kind, namespace, name } }) => ({
            queryType: view.name,
            entityRef: `${kind}:${namespace}/${name}`.toLocaleLowerCase(
              'en-US',
            ),
          }),
        },
        ({ params: { kind, namespace, name } }, credentials) =>
          entities.read(view, { kind, namespace, name }, credentials),
      ),
    );
  }
  return router;
}
