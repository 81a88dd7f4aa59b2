import { isJwtClaim } from '../istio/virtualServiceParts';
import { quoted } from './goText';
import { Complaint, Problems } from './Problems';

const NAME = /^[!#$%&'*+.^_`|~A-Za-z0-9-]+$/;
const PSEUDO = [':method', ':scheme', ':authority', ':path', ':status'];
// eslint-disable-next-line no-control-regex
const VALUE = /^[^\u0000-\u0008\u000A-\u001F\u007F]*$/;
const EMPTY = 'header name cannot be empty';

function invalid(name: string): string {
  return `header name ${name} is not a valid header name`;
}

/** Why a text is no name of a header to match on. */
export function matchedHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  return isJwtClaim(name) || PSEUDO.includes(name) || NAME.test(name)
    ? undefined
    : invalid(name);
}

/** Why a text is no name of a header for CORS. */
export function corsHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  return name === '*' || NAME.test(name) ? undefined : invalid(name);
}

/** Why a text is no name of a header as Istio's older fields take it. */
export function strictHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  return /^[-_A-Za-z0-9]+$/.test(name) ? undefined : invalid(name);
}

/** Why a text is no name of a header of a probe. */
export function probeHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  return /^[-A-Za-z0-9]+$/.test(name) ? undefined : invalid(name);
}

/** Whether a header is the host that is asked for. */
export function isAuthority(name: string): boolean {
  return [':authority', 'host'].includes(name.toLowerCase());
}

function requestHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  return name.startsWith(':') && !isAuthority(name)
    ? `invalid header ${quoted(name)}: header cannot have ":" prefix`
    : undefined;
}

function otherHeaderProblem(name: string): Complaint {
  if (name === '') {
    return EMPTY;
  }
  if (name.toLowerCase() === 'host') {
    return `invalid header ${quoted(name)}: cannot set Host header`;
  }
  return name.startsWith(':')
    ? `invalid header ${quoted(name)}: header cannot have ":" prefix`
    : undefined;
}

const BAD = 'header value configuration: invalid header configuration. ';

/**
 * Why Envoy would not take a value with `%VARIABLES%`. The states are those of
 * Envoy's own parser: outside, in a name, before a list, before a text, in a
 * text, after a text, after a list, after the brackets.
 */
function variablesProblem(value: string): Complaint {
  let state = 'outside';
  for (let i = 0; i < value.length; i += 1) {
    const character = value[i];
    const isBlank = character === ' ';
    switch (state) {
      case 'outside':
        if (character === '%') {
          if (i + 1 === value.length) {
            return `${BAD}Un-escaped %`;
          }
          if (value[i + 1] === '%') {
            i += 1;
          } else {
            state = 'name';
          }
        }
        break;
      case 'name':
        if (character === '%') {
          state = 'outside';
        } else if (character === '(') {
          state = 'before list';
        }
        break;
      case 'before list':
        if (character === '[') {
          state = 'before text';
        } else if (!isBlank) {
          state = 'text';
        }
        break;
      case 'before text':
        if (character === '"') {
          state = 'text';
        } else if (!isBlank) {
          return `${BAD}Expecting '"'`;
        }
        break;
      case 'text':
        if (character === '\\') {
          if (i + 1 === value.length) {
            return `${BAD}Un-terminated backslash in JSON string`;
          }
          i += 1;
        } else if (character === ')') {
          state = 'after brackets';
        } else if (character === '"') {
          state = 'after text';
        }
        break;
      case 'after text':
        if (character === ',') {
          state = 'before text';
        } else if (character === ']') {
          state = 'after list';
        } else if (!isBlank) {
          return `${BAD}Expecting ',', ']', or whitespace`;
        }
        break;
      case 'after list':
        if (character === ')') {
          state = 'after brackets';
        } else if (!isBlank) {
          return `${BAD}Expecting ')' or whitespace after '{}', but found '{}'`;
        }
        break;
      default:
        if (character === '%') {
          state = 'outside';
        } else if (!isBlank) {
          return `${BAD}Expecting '%' or whitespace after`;
        }
    }
  }
  return state === 'outside'
    ? undefined
    : `${BAD}Un-terminated variable expression '${value}'`;
}

function valueProblem(value: string): Complaint {
  return VALUE.test(value)
    ? variablesProblem(value)
    : `header value configuration ${value} is invalid`;
}

/** Checks headers that a route adds, sets and removes. */
export function checkHeaders(headers: any, problems: Problems): void {
  for (const side of ['request', 'response']) {
    const nameProblem =
      side === 'request' ? requestHeaderProblem : otherHeaderProblem;
    const { add = {}, set = {}, remove = [] } = headers?.[side] ?? {};
    for (const [field, values] of Object.entries({ add, set })) {
      for (const [name, value] of Object.entries(values as object)) {
        problems
          .at(side, field, name)
          .error(nameProblem(name), valueProblem(value));
      }
    }
    remove.forEach((name: string, i: number) =>
      problems.at(side, 'remove', i).error(otherHeaderProblem(name)),
    );
  }
}
