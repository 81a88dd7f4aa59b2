import { durationMillis } from '../decode/duration';
import { durationProblem } from './durations';
import { floatText, quoted } from './goText';
import { corsHeaderProblem } from './headers';
import { statusProblem } from './httpRoute';
import { Complaint, Problems } from './Problems';
import { matchRegexProblem } from './regex';

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
]);

/** Reasons to try again that Envoy knows. */
const RETRY_ON = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** Status codes that Go has a name for. */
const STATUSES = new Set([
  ...[100, 101, 102, 103, 226, 308, 421, 431, 451, 510, 511],
  ...[200, 201, 202, 203, 204, 205, 206, 207, 208],
  ...[300, 301, 302, 303, 304, 305, 307],
  ...Array.from({ length: 19 }, (_, i) => 400 + i),
  ...[422, 423, 424, 425, 426, 428, 429],
  ...[500, 501, 502, 503, 504, 505, 506, 507, 508],
]);

const GRPC_STATUSES = new Set([
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]);

function originProblem(origin: any): Complaint {
  const match = origin.exact ?? origin.prefix ?? origin.regex ?? '';
  return match === ''
    ? "'' is not a valid match type for CORS allow origins"
    : matchRegexProblem(origin, 'corsPolicy.allowOrigins');
}

/** Checks which scripts of other sites may call. */
export function checkCors(policy: any, problems: Problems): void {
  if (!policy) {
    return;
  }
  (policy.allowOrigins ?? []).forEach((origin: any, i: number) =>
    problems.at('allowOrigins', i).error(originProblem(origin)),
  );
  (policy.allowMethods ?? []).forEach((method: string, i: number) => {
    if (!METHODS.has(method)) {
      problems
        .at('allowMethods', i)
        .error(`${quoted(method)} is not a supported HTTP method`);
    }
  });
  for (const field of ['allowHeaders', 'exposeHeaders']) {
    (policy[field] ?? []).forEach((name: string, i: number) =>
      problems.at(field, i).error(corsHeaderProblem(name)),
    );
  }
  const { maxAge } = policy;
  problems.at('maxAge').error(durationProblem(maxAge));
  if (maxAge !== undefined && durationMillis(maxAge)! % 1000 > 0) {
    problems
      .at('maxAge')
      .error('max_age duration is accurate only to seconds precision');
  }
}

function shareProblem(percentage: any): Complaint {
  const value = percentage?.value ?? 0;
  return value < 0 || value > 100 || (value > 0 && value < 0.0001)
    ? `percentage ${floatText(
        value,
      )} is neither 0.0, nor in range [0.0001, 100.0]`
    : undefined;
}

function checkAbort(abort: any, problems: Problems): void {
  problems.at('percentage').error(shareProblem(abort.percentage));
  const { grpcStatus, http2Error, httpStatus } = abort;
  if (http2Error !== undefined) {
    problems
      .at('http2Error')
      .error('HTTP/2 abort fault injection not supported yet');
  } else if (grpcStatus !== undefined && !GRPC_STATUSES.has(grpcStatus)) {
    problems
      .at('grpcStatus')
      .error(
        `gRPC status ${quoted(
          grpcStatus,
        )} is not supported. See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for a list of supported codes, for example 'NOT_FOUND'`,
      );
  } else if (httpStatus !== undefined) {
    problems.at('httpStatus').error(statusProblem(httpStatus));
  }
}

/** Checks faults that are made on purpose. */
export function checkFault(fault: any, problems: Problems): void {
  if (!fault) {
    return;
  }
  const { abort, delay } = fault;
  if (!abort && !delay) {
    problems.error('HTTP fault injection must have an abort and/or a delay');
  }
  if (abort) {
    checkAbort(abort, problems.at('abort'));
  }
  if (delay) {
    const at = problems.at('delay');
    at.at('percentage').error(shareProblem(delay.percentage));
    const { fixedDelay, exponentialDelay } = delay;
    at.error(durationProblem(exponentialDelay ?? fixedDelay));
    if (exponentialDelay !== undefined) {
      at.at('exponentialDelay').error('exponentialDelay not supported yet');
    }
  }
}

/** Checks when a request is tried again. */
export function checkRetries(retries: any, problems: Problems): void {
  if (!retries) {
    return;
  }
  const { attempts = 0, perTryTimeout, retryOn = '', backoff } = retries;
  if (attempts < 0) {
    problems.at('attempts').error('attempts cannot be negative');
  }
  const hasMore =
    perTryTimeout !== undefined ||
    retryOn !== '' ||
    retries.retryRemoteLocalities !== undefined;
  if (attempts === 0 && hasMore) {
    problems
      .at('attempts')
      .error(
        'http retry policy configured when attempts are set to 0 (disabled)',
      );
  }
  problems.at('perTryTimeout').error(durationProblem(perTryTimeout));
  for (const reason of retryOn === '' ? [] : retryOn.split(',')) {
    const isStatus =
      /^[+-]?[0-9]+$/.test(reason) && STATUSES.has(Number(reason));
    if (!isStatus && !RETRY_ON.has(reason)) {
      problems
        .at('retryOn')
        .error(`${quoted(reason)} is not a valid retryOn policy`);
    }
  }
  problems.at('backoff').error(durationProblem(backoff));
}
