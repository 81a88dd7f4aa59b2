import type { Claims } from './claims';
import type { ServerRequest } from './types';

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

/** A token in a request. */
export interface FoundToken {
  text: string;
  /** The header where it stands. */
  header?: string;
}

const TOKEN_LETTER = /[A-Za-z0-9\-_.]/;

/** What follows the prefix, wherever that stands; undefined where it does not. */
function afterPrefix(value: string, prefix: string): string | undefined {
  if (!prefix) {
    return value;
  }
  const at = value.indexOf(prefix);
  if (at < 0) {
    return undefined;
  }
  const rest = value.slice(at + prefix.length);
  const start = rest.search(TOKEN_LETTER);
  return start < 0 ? value : rest.slice(start);
}

function cookiesOf(request: ServerRequest): Map<string, string> {
  return new Map(
    (request.headers.cookie ?? '').split(';').map(pair => {
      const at = pair.indexOf('=');
      return [
        pair.slice(0, at).trim(),
        pair
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ] as const;
    }),
  );
}

/**
 * A rule's tokens in a request, in the order in which Envoy looks at them:
 * where the rule says, else the bearer token and `access_token`.
 */
export function tokensOf(
  { fromHeaders = [], fromParams = [], fromCookies = [] }: JwtRule,
  request: ServerRequest,
): FoundToken[] {
  const anywhere =
    fromHeaders.length + fromParams.length + fromCookies.length === 0;
  const headers = (
    anywhere ? [{ name: 'Authorization', prefix: 'Bearer ' }] : fromHeaders
  )
    .map(({ name, prefix = '' }) => ({ name: name.toLowerCase(), prefix }))
    .sort((a, b) => (a.name + a.prefix < b.name + b.prefix ? -1 : 1));
  const query = new URLSearchParams(request.path.split('?')[1] ?? '');
  const cookies = cookiesOf(request);
  const found = [
    ...headers.map(({ name, prefix }) => {
      const value = request.headers[name];
      const text = value === undefined ? value : afterPrefix(value, prefix);
      return { text, header: name };
    }),
    ...(anywhere ? ['access_token'] : [...fromParams].sort()).map(name => ({
      text: query.get(name) ?? undefined,
    })),
    ...[...fromCookies].sort().map(name => ({ text: cookies.get(name) })),
  ];
  // The last that was found is looked at first.
  return found
    .filter((one): one is FoundToken => one.text !== undefined)
    .reverse();
}

/** The headers that a rule writes; what a caller says in them never counts. */
export function withoutWritten(
  request: ServerRequest,
  { outputClaimToHeaders = [], outputPayloadToHeader }: JwtRule,
): ServerRequest {
  const headers = { ...request.headers };
  for (const name of [
    ...outputClaimToHeaders.map(({ header }) => header),
    ...(outputPayloadToHeader ? [outputPayloadToHeader] : []),
  ]) {
    delete headers[name.toLowerCase()];
  }
  return { ...request, headers };
}

/** A claim as the text of a header; undefined where none is written. */
function claimText(value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return value.toFixed(6);
  }
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? String(value)
    : undefined;
}

/** The request as it goes on after a good token: without it, and with what the rule writes of it. */
export function afterToken(
  request: ServerRequest,
  token: FoundToken,
  claims: Claims,
  rule: JwtRule,
): ServerRequest {
  const headers = { ...request.headers };
  const add = (name: string, value: string) => {
    const key = name.toLowerCase();
    headers[key] =
      headers[key] === undefined ? value : `${headers[key]},${value}`;
  };
  if (rule.outputPayloadToHeader) {
    add(rule.outputPayloadToHeader, token.text.split('.')[1] ?? '');
  }
  for (const { header, claim } of rule.outputClaimToHeaders ?? []) {
    const text = claimText(
      claim.split('.').reduce<any>((at, key) => at?.[key], claims),
    );
    if (text) {
      add(header, text);
    }
  }
  if (!rule.forwardOriginalToken && token.header) {
    delete headers[token.header];
  }
  return { ...request, headers };
}
