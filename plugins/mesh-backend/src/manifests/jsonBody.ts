import { InputError } from '@backstage/errors';
import express, { Request, Response } from 'express';

/** Room for manifests of 256 KiB that double when JSON escapes them, and more. */
const BODY_LIMIT = '1mb';

const parseJson = express.json({ limit: BODY_LIMIT });

/** Reads a JSON body; its errors are `InputError`s. */
export async function readJsonBody(
  req: Request,
  res: Response,
): Promise<'next'> {
  await new Promise<void>((resolve, reject) => {
    parseJson(req, res, error => {
      if (!error) {
        resolve();
      } else if ((error as { type?: string }).type === 'entity.too.large') {
        reject(
          new InputError(
            `body: is larger than ${BODY_LIMIT}; apply the manifests in parts`,
          ),
        );
      } else {
        reject(new InputError('body: is not JSON'));
      }
    });
  });
  return 'next';
}
