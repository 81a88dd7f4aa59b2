import { ResponseError } from '@backstage/errors';

/** Whether the backend refused the caller, as against failed. */
export function isForbidden(error: Error): boolean {
  return error instanceof ResponseError
    ? error.statusCode === 403
    : error.name === 'NotAllowedError';
}

/** Whether the backend answered at all. */
export function wasAnswered(error: Error): boolean {
  return error instanceof ResponseError;
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
