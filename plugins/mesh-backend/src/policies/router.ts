import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { callerOf } from '../entities/caller';
import { EXPOSED_HEADERS, sendAnswer } from '../entities/readRouter';
import { readJsonBody } from '../manifests/jsonBody';
import { auditRequest } from '../requests/routes/auditRequest';
import { ObjectReader } from './ObjectReader';
import { PolicyQuestions } from './PolicyQuestions';
import { readObjectQuery, readQuestion } from './readQuestion';

/** Routes of questions about policies, and of the objects that decide. They change nothing. */
export function createPoliciesRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  questions: PolicyQuestions;
  objects: ObjectReader;
}): Router {
  const { auditor, httpAuth, questions, objects } = options;
  const router = PromiseRouter();
  router.post('/policies/ask', readJsonBody, async (req, res) => {
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'policy-ask',
        severityLevel: 'low',
        meta: { queryType: 'policy-question' },
      },
      async note => {
        const { credentials } = await callerOf(req, httpAuth);
        const question = readQuestion(req.body);
        const { cluster, from, to, port } = question;
        // Paths and headers may carry tokens.
        note({ cluster, from: { ...from }, to, port });
        return questions.ask(question, credentials);
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answer);
  });
  router.get('/policies/callers', async (req, res) => {
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'policy-ask',
        severityLevel: 'low',
        meta: { queryType: 'policy-callers' },
      },
      async () => {
        const { credentials } = await callerOf(req, httpAuth);
        return questions.callers(req.query, credentials);
      },
    );
    res.setHeader('Cache-Control', 'private, no-store');
    res.json(answer);
  });
  router.get('/objects', async (req, res) => {
    res.append('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    const answer = await auditRequest(
      {
        auditor,
        req,
        eventId: 'object-fetch',
        severityLevel: 'low',
        meta: { queryType: 'object' },
      },
      async note => {
        const caller = await callerOf(req, httpAuth);
        const query = readObjectQuery(req.query);
        const { cluster, kind, namespace, name } = query;
        note({ cluster, kind, namespace, name });
        return objects.read(query, caller);
      },
    );
    sendAnswer(answer, req, res);
  });
  return router;
}
