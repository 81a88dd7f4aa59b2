import { createHash } from 'crypto';
import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import express, { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { pipeline } from 'stream/promises';
import { auditRequest } from '../../requests/routes/auditRequest';
import { tarGz } from '../tarGz';
import { readRedeem } from './redeemInput';
import { RedeemService } from './RedeemService';
import { TooManyTriesError } from './refusals';

/** The paths that take no login. */
export const OPEN_PATHS = ['/enrol/script', '/enrol/redeem'];

/** Most bytes of what a machine sends. */
const FORM_LIMIT = 4096;
/** Seconds after which a machine tries again when the cluster did not answer. */
const TRY_AGAIN_SECONDS = 15;

/** An error of the form itself, with the status that says so. */
class FormError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

const STATUS: Record<string, number> = {
  InputError: 400,
  AuthenticationError: 401,
  CodeRefusedError: 403,
  // The machine has done nothing wrong: what was approved is in the way.
  ConflictError: 409,
  NotAllowedError: 409,
  NotFoundError: 409,
  TooManyTriesError: 429,
  ServiceUnavailableError: 503,
};

/**
 * The two routes that machines call without a login. Errors are plain text,
 * since a script prints them.
 *
 * @param script - the static script; nothing is put into it
 */
export function createEnrolRouter(options: {
  auditor: AuditorService;
  logger: LoggerService;
  redeems: RedeemService;
  script: Buffer;
}): Router {
  const { auditor, logger, redeems, script } = options;
  const etag = `"${createHash('sha256').update(script).digest('hex')}"`;
  const router = PromiseRouter();

  router.get('/enrol/script', async (req, res) => {
    await auditRequest(
      {
        auditor,
        req,
        eventId: 'virtual-machine-script-fetch',
        severityLevel: 'low',
      },
      async () => {},
    );
    res.setHeader('Content-Type', 'text/x-shellscript; charset=utf-8');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-cache');
    res.setHeader('ETag', etag);
    res.send(script);
  });

  router.post('/enrol/redeem', async (req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      const files = await auditRequest(
        {
          auditor,
          req,
          eventId: 'virtual-machine-redeem',
          severityLevel: 'high',
        },
        async note => {
          await readForm(req, res);
          return redeems.redeem(readRedeem(req.body), sourceOf(req), note);
        },
      );
      res.setHeader('Content-Type', 'application/gzip');
      await pipeline(tarGz('', files, new Date()), res);
    } catch (error) {
      if (res.headersSent) {
        throw error;
      }
      sendError(error, res, logger);
    }
  });
  return router;
}

/** The caller's address as `backend.trustProxy` has it. */
function sourceOf(req: Request): string {
  const address = req.ip ?? '';
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

const parseForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: FORM_LIMIT,
  parameterLimit: 20,
});

async function readForm(req: Request, res: Response): Promise<void> {
  if (!req.is('application/x-www-form-urlencoded')) {
    throw new FormError(
      415,
      'Send a form: Content-Type application/x-www-form-urlencoded',
    );
  }
  await new Promise<void>((resolve, reject) => {
    parseForm(req, res, error => {
      if (!error) {
        resolve();
      } else if ((error as { type?: string }).type === 'entity.too.large') {
        reject(new FormError(413, `Send at most ${FORM_LIMIT} bytes`));
      } else {
        reject(new InputError('body: is not a form'));
      }
    });
  });
}

function sendError(error: unknown, res: Response, logger: LoggerService): void {
  const { status, text } = asAnswer(error);
  if (status === 500) {
    logger.error(
      `a machine could not redeem its code: ${
        isError(error) ? error.name : 'Error'
      }`,
    );
  }
  if (error instanceof TooManyTriesError) {
    res.setHeader('Retry-After', String(error.retryAfter));
  } else if (status === 503) {
    res.setHeader('Retry-After', String(TRY_AGAIN_SECONDS));
  }
  res.status(status).type('text/plain').send(`${text}\n`);
}

function asAnswer(error: unknown): { status: number; text: string } {
  if (error instanceof FormError) {
    return { status: error.status, text: error.message };
  }
  const status = isError(error) ? STATUS[error.name] : undefined;
  if (status === undefined) {
    return {
      status: 500,
      text: 'The portal could not do it; tell its administrator, who finds the cause in its log',
    };
  }
  return { status, text: (error as Error).message.replace(/\s*\n\s*/g, '; ') };
}
