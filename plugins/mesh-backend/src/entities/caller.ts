import { HttpAuthService } from '@backstage/backend-plugin-api';
import { createHash } from 'crypto';
import { Request } from 'express';
import { Caller } from './EntityLookup';

/** Who sends a request; throws `AuthenticationError` for who has no credentials. */
export async function callerOf(
  req: Request,
  httpAuth: HttpAuthService,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  const principal = credentials.principal as {
    type: string;
    userEntityRef?: string;
  };
  // The same person may be known by tokens that say different things of them.
  const key = createHash('sha256')
    .update(JSON.stringify(principal))
    .update(req.headers.authorization ?? '')
    .digest('base64url');
  return {
    credentials,
    key,
    ...(principal.type === 'user' ? { user: principal.userEntityRef } : {}),
  };
}
