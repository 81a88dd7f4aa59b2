import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  JWK,
} from 'jose';
import type { Claims } from './claims';
import type { JwtRule } from './tokenPlaces';

/** Seconds by which clocks may differ (Envoy's jwt_authn, default). */
const CLOCK_SKEW = 60;

/** What became of a token: it is good, bad, or nobody here can say. */
export type TokenVerdict =
  | { state: 'bad' | 'unknown' }
  | { state: 'good'; claims: Claims };

async function isSignedBy(token: string, jwks: string): Promise<boolean> {
  const { kid, alg } = decodeProtectedHeader(token);
  const { keys = [] }: { keys?: JWK[] } = JSON.parse(jwks);
  const fitting = keys.filter(
    one =>
      (!kid || !one.kid || one.kid === kid) &&
      (one.alg === undefined || one.alg === alg),
  );
  for (const key of fitting) {
    try {
      await compactVerify(token, await importJWK(key, alg));
      return true;
    } catch {
      // Another key may fit.
    }
  }
  return false;
}

/** Audiences are compared without their scheme and a slash at the end (jwt_verify_lib). */
function bareAudience(audience: unknown): unknown {
  return typeof audience === 'string'
    ? audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
    : audience;
}

function isFor(claims: Claims, audiences: readonly string[] = []): boolean {
  const said: unknown[] = [claims.aud].flat().map(bareAudience);
  return (
    audiences.length === 0 ||
    audiences.some(one => said.includes(bareAudience(one)))
  );
}

function isInTime({ exp, nbf }: Claims, seconds: number): boolean {
  return (
    !(exp && seconds > exp + CLOCK_SKEW) && !(nbf && seconds < nbf - CLOCK_SKEW)
  );
}

/** Whether the claims that are looked at have the types that they must have. */
function isWellFormed({ iss, sub, exp, nbf, aud }: Claims): boolean {
  const isText = (one: unknown) => one === undefined || typeof one === 'string';
  const isNumber = (one: unknown) =>
    one === undefined || typeof one === 'number';
  return (
    [iss, sub].every(isText) &&
    [exp, nbf].every(isNumber) &&
    (aud === undefined || [aud].flat().every(one => typeof one === 'string'))
  );
}

/** Claims that are words in one text are lists for policies; `scope` and `permission` always (pilot/pkg/security/authn). */
function withLists(claims: Claims, { spaceDelimitedClaims = [] }: JwtRule) {
  const lists = ['scope', 'permission', ...spaceDelimitedClaims]
    .filter(key => typeof claims[key] === 'string')
    .map(key => [key, claims[key].split(' ')]);
  return { ...claims, ...Object.fromEntries(lists) };
}

/**
 * What one rule says of one token.
 *
 * @param now - milliseconds since 1970
 */
export async function judgeToken(
  token: string,
  rule: JwtRule,
  now: number,
): Promise<TokenVerdict> {
  let claims: Claims;
  try {
    claims = decodeJwt(token);
  } catch {
    return { state: 'bad' };
  }
  if (
    !isWellFormed(claims) ||
    claims.iss !== rule.issuer ||
    !isFor(claims, rule.audiences) ||
    !isInTime(claims, now / 1000)
  ) {
    return { state: 'bad' };
  }
  if (!rule.jwks) {
    return { state: 'unknown' };
  }
  try {
    return (await isSignedBy(token, rule.jwks))
      ? { state: 'good', claims: withLists(claims, rule) }
      : { state: 'bad' };
  } catch {
    return { state: 'bad' };
  }
}
