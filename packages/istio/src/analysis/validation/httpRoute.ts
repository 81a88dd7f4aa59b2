import { checkDestination, checkDestinations } from './destinations';
import { durationProblem } from './durations';
import { byteLength, quoted } from './goText';
import { checkHeaders, isAuthority, matchedHeaderProblem } from './headers';
import { checkCors, checkFault, checkRetries } from './httpFeatures';
import { checkLabels, isDnsLabelForIstio, portProblem } from './names';
import { Complaint, Problems } from './Problems';
import { matchRegexProblem, regexProblem, stringMatchProblem } from './regex';
import { checkGatewayNames } from './virtualService';

const MB = 1024 * 1024;
const MUCH = 100 * 1024;

function checkMatch(match: any, problems: Problems): void {
  for (const [name, header] of Object.entries(match.headers ?? {})) {
    problems
      .at('headers', name)
      .error(matchedHeaderProblem(name), stringMatchProblem(header, 'headers'));
  }
  for (const [name, header] of Object.entries(match.withoutHeaders ?? {})) {
    // `*` is no expression here, but says that the header is there at all.
    const isAny = (header as any).regex === '*';
    problems
      .at('withoutHeaders', name)
      .error(
        matchedHeaderProblem(name),
        isAny ? undefined : stringMatchProblem(header, 'withoutHeaders'),
      );
  }
  problems.at('uri').error(matchRegexProblem(match.uri, 'uri'));
  for (const field of ['scheme', 'method', 'authority']) {
    problems.at(field).error(stringMatchProblem(match[field], field));
  }
  for (const [name, one] of Object.entries(match.queryParams ?? {})) {
    problems
      .at('queryParams', name)
      .error(stringMatchProblem(one, 'queryParams'));
  }
  const { port, sourceNamespace } = match;
  if (port) {
    problems.at('port').error(portProblem(port));
  }
  checkLabels(match.sourceLabels, problems.at('sourceLabels'));
  checkGatewayNames(match.gateways, problems);
  if (sourceNamespace && !isDnsLabelForIstio(sourceNamespace)) {
    problems
      .at('sourceNamespace')
      .error(`sourceNamespace match ${sourceNamespace} is invalid`);
  }
}

/** Which of two ways to answer exclude what else. */
function checkAnswer(rule: any, problems: Problems): void {
  const { route = [], redirect, directResponse, fault, rewrite } = rule;
  const way = redirect ? 'redirect' : 'direct_response';
  if (redirect || directResponse) {
    if (route.length > 0) {
      problems.error(`HTTP route cannot contain both route and ${way}`);
    }
    if (fault) {
      problems.error(`HTTP route cannot contain both fault and ${way}`);
    }
    if (rewrite) {
      problems.error(`HTTP route rule cannot contain both rewrite and ${way}`);
    }
    if (redirect && directResponse) {
      problems.error(
        'HTTP route rule cannot contain both direct_response and redirect',
      );
    }
  } else if (route.length === 0) {
    problems.error('HTTP route, redirect or direct_response is required');
  }
}

function checkConflicts(
  rule: any,
  isDelegate: boolean,
  problems: Problems,
): void {
  const { name = '', delegate, redirect, route, mirror, mirrors = [] } = rule;
  if (delegate && !isDelegate) {
    if (redirect) {
      problems.error(`root HTTP route ${name} must not specify redirect`);
    }
    if (route && route.length > 0) {
      problems.error(`root HTTP route ${name} must not specify route`);
    }
    return;
  }
  if (delegate) {
    problems.error('delegate HTTP route cannot contain delegate');
  }
  checkAnswer(rule, problems);
  if (mirror && mirrors.length > 0) {
    problems.error('HTTP route cannot contain both mirror and mirrors');
  }
}

function fixed(value: number): string {
  return value.toFixed(6);
}

function checkShare(value: number, name: string, problems: Problems): void {
  if (value > 100) {
    problems.error(
      `${name} must have a max value of 100 (it has ${fixed(value)})`,
    );
  }
  if (value < 0) {
    problems.error(
      `${name} must have a min value of 0 (it has ${fixed(value)})`,
    );
  }
}

function checkMirrors(rule: any, problems: Problems): void {
  const { mirror, mirrors = [], mirrorPercent, mirrorPercentage } = rule;
  if (mirrorPercent !== undefined) {
    const at = problems.at('mirrorPercent');
    if (mirrorPercent > 100) {
      at.error(
        `mirror_percent must have a max value of 100 (it has ${mirrorPercent})`,
      );
    }
    at.warn(
      'using deprecated setting "mirrorPercent", use "mirrorPercentage" instead',
    );
  }
  if (mirrorPercentage) {
    const { value = 0 } = mirrorPercentage;
    checkShare(value, 'mirror_percentage', problems.at('mirrorPercentage'));
  }
  checkDestination(mirror, problems.at('mirror'));
  mirrors.forEach((one: any, i: number) => {
    const at = problems.at('mirrors', i);
    if (!one.destination) {
      at.error('destination is required for mirrors');
      return;
    }
    checkDestination(one.destination, at.at('destination'));
    checkShare(one.percentage?.value ?? 0, 'mirror percentage', at);
  });
}

function redirectProblem(redirect: any): Complaint {
  const { uri = '', authority = '', scheme = '' } = redirect;
  const { redirectCode = 0, port, derivePort } = redirect;
  const isEmpty = !uri && !authority && !scheme;
  if (isEmpty && port === undefined && derivePort === undefined) {
    return 'redirect must specify URI, authority, scheme, or port';
  }
  if (redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    return `${redirectCode} is not a valid redirect code, must be 3xx`;
  }
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    return 'invalid redirect scheme, must be "http" or "https"';
  }
  return port > 0 ? portProblem(port) : undefined;
}

function checkDirectResponse(response: any, problems: Problems): void {
  const { body, status = 0 } = response;
  const size = byteLength(body?.string ?? '');
  if (size > MB) {
    problems
      .at('body')
      .error(
        'large direct_responses may impact control plane performance, must be less than 1MB',
      );
  } else if (size > MUCH) {
    problems
      .at('body')
      .warn('large direct_responses may impact control plane performance');
  }
  problems.at('status').error(statusProblem(status));
}

/** Why a number is no HTTP status that Istio lets one answer with. */
export function statusProblem(status: number): Complaint {
  return status < 200 || status > 600
    ? `HTTP status ${status} is not in range 200-599`
    : undefined;
}

function rewriteProblem(rewrite: any): Complaint {
  const { uri = '', authority = '', uriRegexRewrite } = rewrite;
  if (uri && uriRegexRewrite) {
    return 'rewrite may only contain one of URI or UriRegexRewrite';
  }
  if (!uri && !uriRegexRewrite && !authority) {
    return 'rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite may be specified';
  }
  if (!uriRegexRewrite) {
    return undefined;
  }
  const { match = '', rewrite: to = '' } = uriRegexRewrite;
  const wrong =
    match && to
      ? regexProblem(match, 'HTTPRewrite.UriRegexRewrite.Match')
      : 'UriRegexRewrite requires both Rewrite and Match fields to be specified';
  return wrong && `UriRegexRewrite has errors\n${wrong}`;
}

/** Hosts that a rule gives requests; only one place may do so. */
function authorityProblem({ rewrite, headers }: any): Complaint {
  const { set = {}, add = {} } = headers?.request ?? {};
  let current: string = rewrite?.authority ?? '';
  for (const [name, value] of [
    ...Object.entries<string>(set),
    ...Object.entries<string>(add),
  ]) {
    if (isAuthority(name)) {
      if (current !== '') {
        return `authority header cannot be set multiple times: have ${quoted(
          current,
        )}, attempting to set ${quoted(value)}`;
      }
      current = value;
    }
  }
  return undefined;
}

/** Checks one HTTP rule of a VirtualService. */
export function checkHttpRoute(
  rule: any,
  isDelegate: boolean,
  problems: Problems,
): void {
  const { match = [], redirect, directResponse, rewrite, route = [] } = rule;
  checkConflicts(rule, isDelegate, problems);
  // Istio drops warnings about matches.
  match.forEach((one: any, i: number) =>
    checkMatch(one, problems.at('match', i).errorsOnly()),
  );
  checkHeaders(rule.headers, problems.at('headers'));
  checkCors(rule.corsPolicy, problems.at('corsPolicy'));
  checkFault(rule.fault, problems.at('fault'));
  checkMirrors(rule, problems);
  if (redirect) {
    problems.at('redirect').error(redirectProblem(redirect));
  }
  if (directResponse) {
    checkDirectResponse(directResponse, problems.at('directResponse'));
  }
  checkRetries(rule.retries, problems.at('retries'));
  if (rewrite) {
    problems.at('rewrite').error(rewriteProblem(rewrite));
  }
  problems.error(authorityProblem(rule));
  checkDestinations(route, problems.at('route'));
  problems.at('timeout').error(durationProblem(rule.timeout));
}
