import { randomBytes } from 'crypto';
import { MovableClock } from '../core';
import { GoogleError } from './googleError';

/** Whose token it is, and what they may do. */
export interface Principal {
  /** E.g. `meshport@mesh.iam.gserviceaccount.com`. */
  name: string;
  /** E.g. `privateca.certificates.create`; everything where it is missing. */
  permissions?: ReadonlySet<string>;
}

/** Scope that every call to the service needs. */
export const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

/** Access tokens as a stand-in of Google's token services gives them out. */
export class AccessTokens {
  readonly #clock: MovableClock;
  readonly #known = new Map<
    string,
    { principal: Principal; until: number; scopes: string[] }
  >();

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  /** @returns the bearer token */
  give(
    principal: Principal,
    options: { seconds?: number; scopes?: string[] } = {},
  ): string {
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    this.#known.set(token, {
      principal,
      until: +this.#clock.now() + (options.seconds ?? 3600) * 1000,
      scopes: options.scopes ?? [CLOUD_PLATFORM],
    });
    return token;
  }

  /**
   * Who calls.
   *
   * @throws GoogleError UNAUTHENTICATED without a token that holds now and has the scope
   */
  principalOf(authorization: string | undefined): Principal {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (!token) {
      throw new GoogleError(
        'UNAUTHENTICATED',
        'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      );
    }
    const known = this.#known.get(token);
    if (!known || known.until < +this.#clock.now()) {
      throw new GoogleError(
        'UNAUTHENTICATED',
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      );
    }
    if (!known.scopes.includes(CLOUD_PLATFORM)) {
      throw new GoogleError(
        'PERMISSION_DENIED',
        'Request had insufficient authentication scopes.',
      );
    }
    return known.principal;
  }
}

/** @throws GoogleError PERMISSION_DENIED */
export function demand(
  principal: Principal,
  permission: string,
  resource: string,
): void {
  if (principal.permissions && !principal.permissions.has(permission)) {
    throw new GoogleError(
      'PERMISSION_DENIED',
      `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`,
    );
  }
}
