import { ResponseError } from '@backstage/errors';

/** Whether the backend refused the caller, as against failed. */
export function isForbidden(error: Error): boolean {
  return error instanceof ResponseError
    ? error.statusCode === 403
    : error.name === 'NotAllowedError';
}

/** Whether there is no such thing, as far as the caller may know. */
export function isMissing(error: Error): boolean {
  return error instanceof ResponseError
    ? error.statusCode === 404
    : error.name === 'NotFoundError';
}

/** Whether the backend answered at all. */
export function wasAnswered(error: Error): boolean {
  return error instanceof ResponseError;
}

/** Seconds; a backend that wants more is asked at our own pace. */
const LONGEST_RETRY_AFTER = 60;

/** When the backend wants to be asked again (milliseconds), where it says so. */
export function retryAfterMs(error: Error): number | undefined {
  if (!(error instanceof ResponseError) || error.statusCode !== 503) {
    return undefined;
  }
  const seconds = Number(error.response.headers?.get('Retry-After') ?? NaN);
  return seconds > 0 && seconds <= LONGEST_RETRY_AFTER
    ? seconds * 1000
    : undefined;
}

/** Longer than any sentence of ours: a proxy's error page, of which the start tells enough. */
const LONGEST_MESSAGE = 300;

/** The backend's own words where there are some. */
export function messageOf(error: Error): string {
  const message =
    error instanceof ResponseError ? error.cause.message : error.message;
  return message.length > LONGEST_MESSAGE
    ? `${message.slice(0, LONGEST_MESSAGE)}…`
    : message;
}
