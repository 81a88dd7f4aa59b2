import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  JWK,
} from 'jose';
import type { Claims } from './claims';
import type { ServerRequest } from './types';

/** Seconds by which clocks may differ (Envoy's jwt_authn, default). */
const CLOCK_SKEW = 60;

/** One rule of a RequestAuthentication. */
export interface JwtRule {
  issuer: string;
  audiences?: string[];
  jwks?: string;
  jwksUri?: string;
  fromHeaders?: { name: string; prefix?: string }[];
  fromParams?: string[];
  fromCookies?: string[];
  forwardOriginalToken?: boolean;
  outputPayloadToHeader?: string;
  outputClaimToHeaders?: { header: string; claim: string }[];
  spaceDelimitedClaims?: string[];
}

/** What became of a rule's tokens: there was none, one was good, all were bad, or nobody here can say. */
export type TokenVerdict =
  | { state: 'missing' | 'bad' | 'unknown' }
  | { state: 'good'; claims: Claims; rule: JwtRule };

/** The rule's tokens in a request: where the rule says, else the bearer token and `access_token`. */
function tokensOf(
  { fromHeaders = [], fromParams = [], fromCookies = [] }: JwtRule,
  request: ServerRequest,
): string[] {
  const anywhere =
    fromHeaders.length + fromParams.length + fromCookies.length === 0;
  const headers = anywhere
    ? [{ name: 'Authorization', prefix: 'Bearer ' }]
    : fromHeaders;
  const params = anywhere ? ['access_token'] : fromParams;
  const query = new URLSearchParams(request.path.split('?')[1] ?? '');
  const cookies = new Map(
    (request.headers.cookie ?? '').split(';').map(pair => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    }),
  );
  return [
    ...headers.map(({ name, prefix = '' }) => {
      const value = request.headers[name.toLowerCase()];
      return value?.startsWith(prefix) ? value.slice(prefix.length) : undefined;
    }),
    ...params.map(name => query.get(name) ?? undefined),
    ...fromCookies.map(name => cookies.get(name)),
  ].filter((one): one is string => one !== undefined && one !== '');
}

async function isSignedBy(token: string, jwks: string): Promise<boolean> {
  const header = decodeProtectedHeader(token);
  const { keys = [] }: { keys?: JWK[] } = JSON.parse(jwks);
  const fitting = keys.filter(
    ({ kid }) => !header.kid || !kid || kid === header.kid,
  );
  for (const key of fitting) {
    try {
      await compactVerify(token, await importJWK(key, header.alg));
      return true;
    } catch {
      // Another key may fit.
    }
  }
  return false;
}

async function judge(
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
  const seconds = now / 1000;
  const audiences: unknown[] = [claims.aud].flat();
  const isFor =
    !rule.audiences?.length ||
    rule.audiences.some(one => audiences.includes(one));
  const isInTime =
    !(claims.exp !== undefined && seconds > claims.exp + CLOCK_SKEW) &&
    !(claims.nbf !== undefined && seconds < claims.nbf - CLOCK_SKEW);
  if (claims.iss !== rule.issuer || !isFor || !isInTime) {
    return { state: 'bad' };
  }
  if (!rule.jwks) {
    return { state: 'unknown' };
  }
  try {
    return (await isSignedBy(token, rule.jwks))
      ? { state: 'good', claims: withLists(claims, rule), rule }
      : { state: 'bad' };
  } catch {
    return { state: 'bad' };
  }
}

/** Claims that are words in one text are lists for policies; `scope` and `permission` always (pilot/pkg/security/authn). */
function withLists(claims: Claims, { spaceDelimitedClaims = [] }: JwtRule) {
  const lists = ['scope', 'permission', ...spaceDelimitedClaims]
    .filter(key => typeof claims[key] === 'string')
    .map(key => [key, claims[key].split(' ')]);
  return { ...claims, ...Object.fromEntries(lists) };
}

/** What one rule says of a request's tokens. */
export async function tokenVerdict(
  rule: JwtRule,
  request: ServerRequest,
  now: number,
): Promise<TokenVerdict> {
  const tokens = tokensOf(rule, request);
  if (!tokens.length) {
    return { state: 'missing' };
  }
  const verdicts: TokenVerdict[] = [];
  for (const token of tokens) {
    verdicts.push(await judge(token, rule, now));
  }
  return (
    verdicts.find(({ state }) => state === 'good') ??
    verdicts.find(({ state }) => state === 'unknown') ?? { state: 'bad' }
  );
}

/** The request as it goes on after a good token: without it, and with what the rule writes of it. */
export function afterToken(
  request: ServerRequest,
  claims: Claims,
  rule: JwtRule,
): ServerRequest {
  const headers = { ...request.headers };
  if (!rule.forwardOriginalToken) {
    const from = rule.fromHeaders?.length
      ? rule.fromHeaders
      : [{ name: 'authorization' }];
    from.forEach(({ name }) => delete headers[name.toLowerCase()]);
  }
  for (const { header, claim } of rule.outputClaimToHeaders ?? []) {
    const value = claim.split('.').reduce<any>((at, key) => at?.[key], claims);
    if (['string', 'number', 'boolean'].includes(typeof value)) {
      headers[header.toLowerCase()] = String(value);
    }
  }
  return { ...request, headers };
}
