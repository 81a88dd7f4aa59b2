import type { StringMatch } from './ask/textMatch';

/**
 * One entry of `match` of an HTTP, TLS or TCP route.
 */
export interface RouteMatch {
  gateways?: string[];
  uri?: StringMatch;
  scheme?: StringMatch;
  method?: StringMatch;
  authority?: StringMatch;
  headers?: Record<string, StringMatch>;
  withoutHeaders?: Record<string, StringMatch>;
  queryParams?: Record<string, StringMatch>;
  port?: number;
  sniHosts?: string[];
  destinationSubnets?: string[];
  sourceLabels?: Record<string, string>;
  sourceNamespace?: string;
  ignoreUriCase?: boolean;
}

function stringInWords(what: string, match: StringMatch): string {
  if (match.exact !== undefined) {
    return `${what} = ${match.exact}`;
  }
  if (match.prefix !== undefined) {
    return `${what} begins with ${match.prefix}`;
  }
  return match.regex === undefined
    ? `${what} is set`
    : `${what} matches ${match.regex}`;
}

function each(
  what: string,
  matches: Record<string, StringMatch> = {},
): string[] {
  return Object.entries(matches).map(([name, match]) =>
    stringInWords(`${what} ${name}`, match),
  );
}

function one(what: string, match: StringMatch | undefined): string[] {
  return match ? [stringInWords(what, match)] : [];
}

function matchInWords(match: RouteMatch): string {
  return [
    ...one('method', match.method),
    ...one('path', match.uri),
    ...one('scheme', match.scheme),
    ...one('authority', match.authority),
    ...each('header', match.headers),
    ...each('without header', match.withoutHeaders),
    ...each('query', match.queryParams),
    ...(match.sniHosts ? [`server name ${match.sniHosts.join(', ')}`] : []),
    ...(match.destinationSubnets
      ? [`address in ${match.destinationSubnets.join(', ')}`]
      : []),
    ...(match.port ? [`port ${match.port}`] : []),
    ...Object.entries(match.sourceLabels ?? {}).map(
      ([key, value]) => `caller's label ${key} = ${value}`,
    ),
    ...(match.sourceNamespace
      ? [`caller in namespace ${match.sourceNamespace}`]
      : []),
  ].join(' and ');
}

/**
 * When a route is taken, in words; undefined when it is for all calls. One of
 * several matches is enough.
 */
export function matchesInWords(
  matches: readonly RouteMatch[],
): string | undefined {
  const words = matches.map(matchInWords);
  return words.length === 0 || words.includes('')
    ? undefined
    : words.join(', or ');
}
