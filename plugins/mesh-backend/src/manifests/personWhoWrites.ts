import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { Request } from 'express';

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
