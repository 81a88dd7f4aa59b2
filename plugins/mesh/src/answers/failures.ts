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

/** The backend's own words where there are some. */
export function messageOf(error: Error): string {
  return error instanceof ResponseError ? error.cause.message : error.message;
}
