import {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { RequestActor } from '@meshport/backstage-plugin-mesh-common';
import { Request } from 'express';

/** A person who calls, directly or through a plugin that acts for them. */
export interface Caller {
  credentials: BackstageCredentials;
  /** Entity reference in lower case. */
  userRef: string;
  /** The plugin that acts for the person; absent when it is the person's own call. */
  via?: string;
}

/** A person of these credentials; throws `NotAllowedError` for services. */
export function callerOf(credentials: BackstageCredentials): Caller {
  const principal = credentials.principal as Partial<BackstageUserPrincipal>;
  if (principal.type !== 'user' || !principal.userEntityRef) {
    throw new NotAllowedError(
      'only people may ask for something or decide about it: call with a user token, or on behalf of a user',
    );
  }
  return {
    credentials,
    userRef: principal.userEntityRef.toLocaleLowerCase('en-US'),
    ...(principal.actor ? { via: principal.actor.subject } : {}),
  };
}

/** The person who sends an HTTP request. */
export async function personOf(
  httpAuth: HttpAuthService,
  req: Request,
): Promise<Caller> {
  return callerOf(
    await httpAuth.credentials(req, { allow: ['user', 'service'] }),
  );
}

/**
 * Throws `NotAllowedError` when a plugin acts for the person: a template, an
 * agent or any other program must not decide in anybody's name. A token that
 * Backstage issued on behalf of a user names the plugin (`principal.actor`).
 */
export function refuseProgram(caller: Caller, what: string): void {
  if (caller.via) {
    throw new NotAllowedError(
      `${what} takes a person's own call: open the request's page in the portal. ${caller.via} may not do it in anybody's name`,
    );
  }
}

/** As the history records it. */
export function actorOf(caller: Caller): RequestActor {
  return {
    type: 'user',
    entityRef: caller.userRef,
    ...(caller.via ? { via: caller.via } : {}),
  };
}
