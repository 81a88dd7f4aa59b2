import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import {
  AS_OF_HEADER,
  parseRevisions,
  REVISION_HEADER,
  SEEN_HEADER,
} from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { openApiDocument } from '../openapi';
import { answerHeaders } from './answerHeaders';
import { callerOf } from './caller';
import { BehindError } from './CatchUp';
import { Caller } from './EntityLookup';
import { EntityReader } from './EntityReader';
import { EntityView } from './EntityView';
import { FleetReader } from './FleetReader';
import { ReadyAnswer } from './ReadyAnswer';

/** A frontend on another port or host may read these as well. */
export const EXPOSED_HEADERS = [
  'ETag',
  AS_OF_HEADER,
  REVISION_HEADER,
  'Retry-After',
];

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
    read: (req: Request, caller: Caller) => Promise<ReadyAnswer>,
  ) => {
    return async (req: Request, res: Response) => {
      const audit = await auditor.createEvent({
        eventId: event.eventId,
        request: req,
        severityLevel: 'low',
        meta: event.meta(req),
      });
      res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      try {
        const result = await read(req, await callerOf(req, httpAuth));
        await audit.success();
        sendAnswer(result, req, res);
      } catch (error) {
        if (error instanceof BehindError) {
          res.setHeader('Retry-After', error.retryAfterSeconds);
        }
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
      (_, { credentials }) => fleet.clusters(credentials),
    ),
  );
  router.get(
    '/health',
    answer(
      { eventId: 'clusters-fetch', meta: () => ({ queryType: 'health' }) },
      (_, { credentials }) => fleet.health(credentials),
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
        ({ params: { kind, namespace, name }, query, headers }, caller) =>
          entities.read(
            {
              view,
              ref: { kind, namespace, name },
              query,
              seen: parseRevisions(
                String(headers[SEEN_HEADER.toLocaleLowerCase('en-US')] ?? ''),
              ),
            },
            caller,
          ),
      ),
    );
  }
  return router;
}

/** The body is made only for who does not have it yet. */
export function sendAnswer(answer: ReadyAnswer, req: Request, res: Response) {
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('ETag', answer.etag);
  res.set(answerHeaders(answer));
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  res.type('application/json').send(answer.body());
}
