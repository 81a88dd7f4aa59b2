import { byteLength, quoted } from './goText';
import { Complaint } from './Problems';
import { re2Problem } from './re2';

const RE2_HINT =
  'Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)';

/** Why a regular expression is none that Envoy would take. */
export function regexProblem(regex: string, where: string): Complaint {
  if (byteLength(regex) > 1024) {
    return `${quoted(where)}: regex is too large, max length allowed is 1024`;
  }
  const problem = re2Problem(regex);
  return problem && `${quoted(where)}: ${problem}; ${RE2_HINT}`;
}

/** Checks the regular expression of a match on texts, if it is one. */
export function matchRegexProblem(match: any, where: string): Complaint {
  if (match?.regex === undefined) {
    return undefined;
  }
  return match.regex === ''
    ? `${quoted(where)}: regex string match should not be empty`
    : regexProblem(match.regex, where);
}

/** Checks a match on texts; empty prefixes and expressions match nothing. */
export function stringMatchProblem(match: any, where: string): Complaint {
  if (match?.regex === undefined && match?.prefix === '') {
    return `${quoted(where)}: prefix string match should not be empty`;
  }
  return matchRegexProblem(match, where);
}
