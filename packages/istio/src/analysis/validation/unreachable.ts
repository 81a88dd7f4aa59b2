import { quoted } from './goText';
import { Problems } from './Problems';

/** Data as a text that is the same for the same data. */
function canonical(value: any): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.keys(value)
      .sort()
      .filter(key => value[key] !== undefined)
      .map(key => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join()}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function matchText({ name, ...match }: any, isHttp: boolean): string {
  return canonical(isHttp ? match : { name, ...match });
}

function nameOf(one: any, i: number, isHttp: boolean): string {
  return isHttp && one.name ? quoted(one.name) : `#${i}`;
}

/** A match by prefix, with everything that Istio compares of it. */
interface PrefixMatch {
  rule: string;
  match: string;
  prefix: string;
  port: number;
  method: string;
  authority: string;
  maps: Record<string, string>[];
  path: [number, number];
  /** Without it the rule would take everything. */
  isOnly: boolean;
}

function exactOrPrefix(match: any): string {
  if (match?.exact) {
    return `exact:${match.exact}`;
  }
  return match?.prefix ? `prefix:${match.prefix}` : '';
}

function mapOf(matches: any): Record<string, string> {
  return Object.fromEntries(
    Object.entries(matches ?? {}).map(([key, one]) => [
      key,
      exactOrPrefix(one),
    ]),
  );
}

function prefixMatchOf(
  rule: any,
  match: any,
  path: [number, number],
): PrefixMatch | undefined {
  const prefix = match.uri?.prefix;
  if (!prefix) {
    return undefined;
  }
  return {
    rule: nameOf(rule, path[0], true),
    match: nameOf(match, path[1], true),
    prefix,
    port: match.port ?? 0,
    method: exactOrPrefix(match.method) || 'exact:GET',
    authority: exactOrPrefix(match.authority),
    maps: [match.headers, match.queryParams, match.withoutHeaders].map(mapOf),
    path,
    isOnly: rule.match.length === 1,
  };
}

function mapCovers(
  earlier: Record<string, string>,
  later: Record<string, string>,
): boolean {
  const keys = Object.keys(earlier);
  return (
    keys.length === Object.keys(later).length &&
    keys.every(
      key => Object.hasOwn(later, key) && earlier[key].startsWith(later[key]),
    )
  );
}

/** Whether an earlier match takes all that a later one describes. */
function covers(earlier: PrefixMatch, later: PrefixMatch): boolean {
  return (
    later.prefix !== earlier.prefix &&
    later.prefix.startsWith(earlier.prefix) &&
    later.port === earlier.port &&
    earlier.method.startsWith(later.method) &&
    earlier.authority.startsWith(later.authority) &&
    earlier.maps.every((map, i) => mapCovers(map, later.maps[i]))
  );
}

function checkPrefixes(
  prefixes: readonly PrefixMatch[],
  problems: Problems,
): void {
  prefixes.forEach((earlier, i) => {
    for (const later of prefixes.slice(i + 1)) {
      if (covers(earlier, later)) {
        problems
          .at(later.path[0], 'match', later.path[1])
          .warn(
            'ineffective',
            'IST0131',
            [
              later.rule,
              `${later.match} of prefix ${later.prefix}`,
              `${earlier.match} of prefix ${earlier.prefix} on ${earlier.rule}`,
            ],
            later.isOnly ? undefined : 'match',
          );
      }
    }
  });
}

/** Looks for rules and matches that an earlier one makes useless. */
export function checkUnreachable(
  rules: readonly any[],
  problems: Problems,
  isHttp: boolean,
): void {
  const seen = new Map<string, number>();
  const prefixes: PrefixMatch[] = [];
  let catchAll = false;
  rules.forEach((rule, i) => {
    const matches: any[] = rule.match ?? [];
    const unused = (reason: string) =>
      problems
        .at(i)
        .warn('unused', 'IST0130', [nameOf(rule, i, isHttp), reason], 'rule');
    if (matches.length === 0) {
      if (catchAll) {
        unused('only the last rule can have no matches');
      }
      catchAll = true;
      return;
    }
    let duplicates = 0;
    matches.forEach((match, j) => {
      if (catchAll) {
        unused('route without matches defined before');
        return;
      }
      const text = matchText(match, isHttp);
      const earlier = seen.get(text);
      if (earlier !== undefined) {
        duplicates += 1;
        problems
          .at(i, 'match', j)
          .warn(
            'ineffective',
            'IST0131',
            [
              nameOf(rule, i, isHttp),
              nameOf(match, j, isHttp),
              nameOf(rules[earlier], earlier, isHttp),
            ],
            matches.length > 1 ? 'match' : undefined,
          );
        return;
      }
      seen.set(text, i);
      const prefix = isHttp ? prefixMatchOf(rule, match, [i, j]) : undefined;
      if (prefix) {
        prefixes.push(prefix);
      }
    });
    if (duplicates === matches.length) {
      unused('all matches used by prior rules');
    }
  });
  checkPrefixes(prefixes, problems);
}
