import { RE2JS } from 're2js';

/** A regular expression of RE2 that has to take the whole text. */
export function fullMatch(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matches(text);
  } catch {
    // Envoy refuses the whole configuration then, so the rule is never in force.
    return false;
  }
}

/**
 * Whether a text is what a value of an AuthorizationPolicy says: exact, `a*`,
 * `*a`, or `*` for any text that is not empty (pilot/pkg/security/authz/matcher).
 */
export function valueMatches(
  value: string,
  text: string | undefined,
  ignoreCase = false,
): boolean {
  if (text === undefined) {
    return false;
  }
  const [one, other] = ignoreCase
    ? [value.toLowerCase(), text.toLowerCase()]
    : [value, text];
  if (one === '*') {
    return other.length > 0;
  }
  if (one.startsWith('*')) {
    return other.endsWith(one.slice(1));
  }
  return one.endsWith('*') ? other.startsWith(one.slice(0, -1)) : one === other;
}

/** As `valueMatches` for a header, where `*` takes an empty one too. */
export function headerMatches(
  value: string,
  text: string | undefined,
  ignoreCase = false,
): boolean {
  return value === '*'
    ? text !== undefined
    : valueMatches(value, text, ignoreCase);
}

/** `exact`, `prefix` or `regex` of a VirtualService. */
export interface StringMatch {
  exact?: string;
  prefix?: string;
  regex?: string;
}

/** Whether a StringMatch says only that there is something (pilot, canBeConvertedToPresentMatch). */
export function isPresence(match: StringMatch | undefined): boolean {
  return (
    match === undefined ||
    match === null ||
    match.regex === '*' ||
    (match.exact === undefined &&
      match.prefix === undefined &&
      match.regex === undefined)
  );
}

/** Whether a text is what a StringMatch of a VirtualService says. */
export function stringMatches(
  match: StringMatch,
  text: string,
  ignoreCase = false,
): boolean {
  const fold = (one: string) => (ignoreCase ? one.toLowerCase() : one);
  if (match.exact !== undefined) {
    return fold(text) === fold(match.exact);
  }
  if (match.prefix !== undefined) {
    return fold(text).startsWith(fold(match.prefix));
  }
  return match.regex === undefined || fullMatch(match.regex, text);
}
