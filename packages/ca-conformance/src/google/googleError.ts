import { WireAnswer } from '../core';

/** Codes of `google.rpc.Code` with the HTTP status each is mapped to. */
const httpStatus = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
} as const;

/** Names of the codes. */
export type GoogleCode = keyof typeof httpStatus;

/** A refusal in the service's words. */
export class GoogleError extends Error {
  readonly code: GoogleCode;

  constructor(code: GoogleCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** As Google's APIs answer by HTTP (AIP-193). */
export function errorAnswer(code: GoogleCode, message: string): WireAnswer {
  const status = httpStatus[code];
  return jsonAnswer({ error: { code: status, message, status: code } }, status);
}

/** An answer in JSON. */
export function jsonAnswer(body: unknown, status = 200): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(body),
  };
}

/** A failure of the service, where only the HTTP status is known. */
export function failureAnswer(status: number): WireAnswer {
  const code =
    (Object.keys(httpStatus) as GoogleCode[]).find(
      name => httpStatus[name] === status,
    ) ?? 'INTERNAL';
  return jsonAnswer(
    {
      error: {
        code: status,
        message: `The service failed with ${status}.`,
        status: code,
      },
    },
    status,
  );
}
