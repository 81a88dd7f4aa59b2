import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refuseOthers } from '../egress/egressInput';
import { callerOf } from '../entities/caller';
import { Caller } from '../entities/EntityLookup';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { readJsonBody } from '../manifests/jsonBody';
import { auditRequest } from '../requests/routes/auditRequest';
import { ReleasesReader } from './ReleasesReader';
import { readTagRequest } from './revisionTag/tagRequest';
import { TagsReader } from './revisionTag/TagsReader';

/** Longest text of a query that is looked at. */
const MOST_CHARACTERS = 100;

/** Routes of releases and revision tags; they change nothing. */
export function createReleasesRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  releases: ReleasesReader;
  tags: TagsReader;
}): Router {
  const { httpAuth, auditor, releases, tags } = options;

  const audited = <T>(
    eventId: string,
    queryType: string,
    req: Request,
    run: (caller: Caller) => Promise<T>,
  ): Promise<T> =>
    auditRequest(
      {
        auditor,
        req,
        eventId,
        severityLevel: 'low',
        meta: { queryType, ...clusterMeta(req) },
      },
      async () => run(await callerOf(req, httpAuth)),
    );
  const answer = (
    eventId: string,
    queryType: string,
    run: (req: Request, caller: Caller) => Promise<unknown>,
  ) => {
    return async (req: Request, res: Response) => {
      const result = await audited(eventId, queryType, req, caller =>
        run(req, caller),
      );
      res.setHeader('Cache-Control', 'private, no-cache');
      res.json(result);
    };
  };

  const router = PromiseRouter();
  router.get('/releases', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const ready = await audited('releases-fetch', 'releases', req, caller => {
      refuseOthers(req.query, ['cluster']);
      const cluster = readText(req, 'cluster');
      return releases.list({ ...(cluster ? { cluster } : {}) }, caller);
    });
    sendAnswer(ready, req, res);
  });
  router.get(
    '/releases/upgrade-path',
    answer('releases-fetch', 'upgrade-path', (req, caller) => {
      refuseOthers(req.query, ['cluster', 'to']);
      const to = readText(req, 'to');
      return releases.path(
        { cluster: readCluster(req), ...(to ? { to } : {}) },
        caller,
      );
    }),
  );
  router.get(
    '/revision-tags',
    answer('revision-tags-fetch', 'revision-tags', (req, { credentials }) => {
      refuseOthers(req.query, ['cluster']);
      return tags.list({ cluster: readCluster(req) }, credentials);
    }),
  );
  router.post(
    '/revision-tags/plan',
    readJsonBody,
    answer('revision-tags-plan', 'plan', (req, { credentials }) => {
      refuseOthers(req.query, []);
      return tags.plan(readTagRequest(req.body), credentials);
    }),
  );
  return router;
}

function clusterMeta({ query, body }: Request): JsonObject {
  const cluster = query.cluster ?? body?.cluster;
  return typeof cluster === 'string'
    ? { cluster: cluster.slice(0, MOST_CHARACTERS) }
    : {};
}

function readCluster(req: Request): string {
  const cluster = readText(req, 'cluster');
  if (!cluster) {
    throw new InputError('cluster: name one cluster');
  }
  return cluster;
}

/** Undefined where it is not given or empty. */
function readText(req: Request, name: string): string | undefined {
  const value = req.query[name];
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) {
    throw new InputError(
      `${name}: give it once, in at most ${MOST_CHARACTERS} characters`,
    );
  }
  return value;
}
