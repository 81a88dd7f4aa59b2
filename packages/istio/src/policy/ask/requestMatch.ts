import { RE2JS } from 're2js';
import type { RouteMatch } from '../routeWords';
import { Claims, claimMatchesText, claimPath } from './claims';
import { isPresence, StringMatch, stringMatches } from './textMatch';
import type { ServerRequest } from './types';

function pathWithout(target: string): string {
  return target.split('?', 1)[0];
}

function holds(
  match: StringMatch | undefined,
  text: string | undefined,
): boolean {
  if (isPresence(match)) {
    return text !== undefined;
  }
  return text !== undefined && stringMatches(match!, text);
}

/** Headers that must not be so; one that is not there counts as an empty text. */
function lacks(match: StringMatch, text: string | undefined): boolean {
  return isPresence(match)
    ? text === undefined
    : !stringMatches(match, text ?? '');
}

const CLAIM = '@request.auth.claims';

/** The path of a claim in the name of a header, e.g. `@request.auth.claims.group.id`. */
function claimOf(name: string): string[] | undefined {
  if (!name.toLowerCase().startsWith(CLAIM)) {
    return undefined;
  }
  const rest = name.slice(CLAIM.length);
  return rest.startsWith('.') && rest.length > 1
    ? rest.slice(1).split('.')
    : claimPath(`request.auth.claims${rest}`);
}

/** Whether a match takes a request (pilot, TranslateRouteMatch). */
export function matchesRequest(
  match: RouteMatch,
  request: ServerRequest,
  claims?: Claims,
): boolean {
  const { headers } = request;
  const valueOf = (name: string) =>
    ({
      ':authority': request.authority,
      host: request.authority,
      ':method': request.method,
      ':path': request.path,
    }[name.toLowerCase()] ?? headers[name.toLowerCase()]);
  const query = new URLSearchParams(request.path.split('?')[1] ?? '');
  return (
    (!match.uri ||
      stringMatches(
        match.uri,
        pathWithout(request.path),
        match.ignoreUriCase,
      )) &&
    (!match.method || holds(match.method, request.method)) &&
    (!match.authority || holds(match.authority, request.authority)) &&
    (!match.scheme || holds(match.scheme, 'http')) &&
    Object.entries(match.headers ?? {}).every(([name, one]) => {
      const claim = claimOf(name);
      return claim
        ? claimMatchesText(claims, claim, text => holds(one, text))
        : holds(one, valueOf(name));
    }) &&
    Object.entries(match.withoutHeaders ?? {}).every(([name, one]) => {
      const claim = claimOf(name);
      return claim
        ? !claimMatchesText(claims, claim, text => holds(one, text))
        : lacks(one, valueOf(name));
    }) &&
    Object.entries(match.queryParams ?? {}).every(([name, one]) =>
      holds(one, query.get(name) ?? undefined),
    )
  );
}

/** What a route changes of a request. */
export interface RequestChange {
  rewrite?: {
    uri?: string;
    authority?: string;
    uriRegexRewrite?: { match: string; rewrite: string };
  };
  headers?: {
    request?: {
      set?: Record<string, string>;
      add?: Record<string, string>;
      remove?: string[];
    };
  };
}

/** `\1` of RE2's rewrites as `$1`. */
function rewritten(path: string, { match, rewrite }: any): string {
  return RE2JS.compile(match)
    .matcher(path)
    .replaceAll(rewrite.replace(/\$/g, '\\$').replace(/\\(\d)/g, '$$$1'));
}

function newPath(
  path: string,
  { uri, uriRegexRewrite }: NonNullable<RequestChange['rewrite']>,
  match: RouteMatch,
): string {
  const [before] = path.split('?', 1);
  const query = path.slice(before.length);
  if (uriRegexRewrite) {
    return `${rewritten(before, uriRegexRewrite)}${query}`;
  }
  if (!uri) {
    return path;
  }
  if (match.uri?.exact !== undefined || match.uri?.regex !== undefined) {
    return `${uri}${query}`;
  }
  return `${uri}${before.slice((match.uri?.prefix ?? '/').length)}${query}`;
}

/** The request as a route sends it on. */
export function changeRequest(
  request: ServerRequest,
  { rewrite, headers: changes }: RequestChange,
  match: RouteMatch,
): ServerRequest {
  const headers = { ...request.headers };
  const { set = {}, add = {}, remove = [] } = changes?.request ?? {};
  remove.forEach(name => delete headers[name.toLowerCase()]);
  for (const [name, value] of Object.entries(add)) {
    const key = name.toLowerCase();
    headers[key] =
      headers[key] === undefined ? value : `${headers[key]},${value}`;
  }
  let authority = rewrite?.authority ?? request.authority;
  for (const [name, value] of Object.entries(set)) {
    const key = name.toLowerCase();
    if (key === 'host' || key === ':authority') {
      authority = value;
    } else {
      headers[key] = value;
    }
  }
  return {
    ...request,
    authority,
    headers,
    path: rewrite ? newPath(request.path, rewrite, match) : request.path,
  };
}
