import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { readJsonBody } from '../../manifests/jsonBody';
import { Caller, callerOf, personOf } from '../access/callers';
import { PreviewService } from '../PreviewService';
import { RequestReader } from '../RequestReader';
import { RequestService } from '../RequestService';
import { auditRequest, AuditNote } from './auditRequest';
import {
  readApprove,
  readChange,
  readCreate,
  readEdit,
  readFilter,
  readId,
  readLink,
  readReject,
} from './requestInput';

/** The routes below `/requests`. */
export function createRequestsRouter(options: {
  service: RequestService;
  preview: PreviewService;
  reader: RequestReader;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}): Router {
  const { service, preview, reader, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const readers = async (req: Request) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { type } = credentials.principal as { type?: string };
    return {
      credentials,
      caller: type === 'user' ? callerOf(credentials) : undefined,
    };
  };

  const answer = (
    route: {
      eventId: string;
      severityLevel?: 'low' | 'medium';
      /** For the audit; only what was checked. */
      meta?: Record<string, string>;
    },
    run: (req: Request, note: AuditNote, res: Response) => Promise<object>,
  ) => {
    return async (req: Request, res: Response) => {
      const result = await auditRequest(
        {
          auditor,
          req,
          eventId: route.eventId,
          severityLevel: route.severityLevel ?? 'low',
          meta: route.meta,
        },
        note => run(req, note, res),
      );
      res.setHeader('Cache-Control', 'private, no-store');
      res.json(result);
    };
  };

  router.get(
    '/requests/kinds',
    answer(
      { eventId: 'request-fetch', meta: { queryType: 'kinds' } },
      async req => {
        await readers(req);
        return { items: reader.kinds() };
      },
    ),
  );
  router.get(
    '/requests',
    answer(
      { eventId: 'request-fetch', meta: { queryType: 'list' } },
      async req => {
        const { credentials, caller } = await readers(req);
        const filter = readFilter(req.query);
        return reader.list(filter, credentials, caller?.userRef);
      },
    ),
  );
  router.get(
    '/requests/:id',
    answer(
      { eventId: 'request-fetch', meta: { queryType: 'detail' } },
      async (req, note) => {
        const { credentials, caller } = await readers(req);
        const requestId = readId(req.params.id);
        note({ requestId });
        return reader.detail(requestId, credentials, caller);
      },
    ),
  );
  router.get(
    '/requests/:id/live',
    answer(
      { eventId: 'request-fetch', meta: { queryType: 'live' } },
      async (req, note) => {
        const { credentials } = await readers(req);
        const requestId = readId(req.params.id);
        note({ requestId });
        return reader.live(requestId, credentials);
      },
    ),
  );
  router.post(
    '/requests/plan',
    readJsonBody,
    answer({ eventId: 'request-plan' }, async (req, note) => {
      const caller = await personOf(httpAuth, req);
      const input = readCreate(req.body);
      note({ kind: input.kind });
      return preview.preview(input, caller);
    }),
  );
  router.post(
    '/requests',
    readJsonBody,
    answer(
      { eventId: 'request-create', severityLevel: 'medium' },
      async (req, note, res) => {
        const caller = await personOf(httpAuth, req);
        const input = readCreate(req.body);
        note({ kind: input.kind });
        const { request, created } = await service.create(input, caller);
        note({ ...auditOf(request), created });
        res.status(created ? 201 : 200);
        return request;
      },
    ),
  );

  const step = <T>(
    verb: string,
    readBody: (body: unknown) => T,
    take: (id: string, body: T, caller: Caller) => Promise<MeshRequestDetail>,
  ) => {
    router.post(
      `/requests/:id/${verb}`,
      readJsonBody,
      answer(
        { eventId: `request-${verb}`, severityLevel: 'medium' },
        async (req, note) => {
          const caller = await personOf(httpAuth, req);
          const requestId = readId(req.params.id);
          note({ requestId });
          const request = await take(requestId, readBody(req.body), caller);
          note(auditOf(request));
          return request;
        },
      ),
    );
  };
  step('approve', readApprove, service.approve.bind(service));
  step('reject', readReject, service.reject.bind(service));
  step('agree', readApprove, service.agree.bind(service));
  step('cancel', readChange, service.cancel.bind(service));
  step('edit', readEdit, service.edit.bind(service));
  step('link', readLink, service.link.bind(service));
  step('retry', readChange, service.retry.bind(service));
  step('retire', readChange, service.retire.bind(service));
  return router;
}

function auditOf({ id, kind, status, contentHash }: MeshRequestDetail) {
  return { requestId: id, kind, status, contentHash };
}
