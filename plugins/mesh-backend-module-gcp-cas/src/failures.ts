import {
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** Names of `google.rpc.Code` by number, as gRPC and newer clients give them. */
const CODES: Record<number, string> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  11: 'OUT_OF_RANGE',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
};

/** By HTTP status, where the body does not tell. */
const BY_STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  501: 'UNIMPLEMENTED',
};

const REFUSALS = new Set([
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
]);

const MESSAGE_LIMIT = 600;

/** A failed call in the service's terms, without the request that failed. */
export class ServiceFailure extends Error {
  /** Name of `google.rpc.Code`; `CREDENTIALS` and `UNREADABLE` are ours. */
  readonly code: string;
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(code: string, message: string, waitMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = waitMs;
  }

  /** Whether the same call may succeed later. */
  get passing(): boolean {
    return !(
      REFUSALS.has(this.code) ||
      [
        'ALREADY_EXISTS',
        'NOT_FOUND',
        'PERMISSION_DENIED',
        'UNAUTHENTICATED',
        'CREDENTIALS',
      ].includes(this.code)
    );
  }
}

/** What is used of the errors that the client and its parts throw. */
interface ThrownError {
  message?: string;
  code?: unknown;
  status?: unknown;
  config?: { url?: unknown };
  response?: { status?: number; data?: unknown; headers?: unknown };
}

/**
 * Reads what the client threw. Version 7 with google-gax 5 throws an error of
 * its HTTP library by REST, with the service's answer as text; newer ones
 * throw an error with the number of a gRPC code. Neither is passed on: both
 * hold the request with its headers.
 *
 * @param host - of the service; what another host refused is about credentials
 */
export function readFailure(error: unknown, host: string): ServiceFailure {
  if (error instanceof ServiceFailure) {
    return error;
  }
  const thrown = (error ?? {}) as ThrownError;
  // By REST the client leaves the service's answer in its message, as text.
  const said = { ...saidBy(thrown.message), ...saidBy(thrown.response?.data) };
  if (isOfCredentials(thrown, host)) {
    return credentialsFailure(thrown, said);
  }
  const status = Number(thrown.response?.status ?? thrown.status);
  if (status >= 100) {
    return new ServiceFailure(
      said.status ?? BY_STATUS[status] ?? 'UNAVAILABLE',
      said.message ?? `it answered ${status}`,
      retryAfterMs(thrown.response?.headers),
    );
  }
  if (typeof thrown.code === 'number' && CODES[thrown.code]) {
    return new ServiceFailure(CODES[thrown.code], short(thrown.message));
  }
  if (error instanceof SyntaxError || error instanceof TypeError) {
    return new ServiceFailure('UNREADABLE', 'its answer could not be read');
  }
  return new ServiceFailure(
    'UNAVAILABLE',
    typeof thrown.code === 'string'
      ? `it could not be reached (${thrown.code})`
      : 'it could not be reached',
  );
}

function isOfCredentials(thrown: ThrownError, host: string): boolean {
  const url = thrown.config?.url;
  if (url === undefined) {
    return /default credentials|credential/i.test(thrown.message ?? '');
  }
  return URL.canParse(String(url)) && new URL(String(url)).host !== host;
}

function credentialsFailure(
  thrown: ThrownError,
  said: { message?: string },
): ServiceFailure {
  const status = Number(thrown.response?.status);
  if (thrown.config?.url !== undefined && !(status >= 400 && status < 500)) {
    return new ServiceFailure(
      'UNAVAILABLE',
      `no access token could be had from ${
        new URL(String(thrown.config.url)).host
      }`,
    );
  }
  return new ServiceFailure(
    'CREDENTIALS',
    said.message ??
      (thrown.config?.url === undefined
        ? 'there are none where the library looks for them'
        : `the token service answered ${status}`),
  );
}

/** The service's own words: `{"error":{code,status,message}}`, or of OAuth. */
function saidBy(data: unknown): { status?: string; message?: string } {
  let body = data;
  if (typeof data === 'string') {
    try {
      body = JSON.parse(data);
    } catch {
      // A proxy's page says nothing about the call.
      return {};
    }
  }
  const { error, error_description: description } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as {
    error?: unknown;
    error_description?: unknown;
  };
  if (typeof error === 'string') {
    // An answer of a token service.
    return {
      message: short([error, description].filter(Boolean).join(': ')),
    };
  }
  const { status, message } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Record<string, unknown>;
  return {
    ...(typeof status === 'string' && /^[A-Z_]+$/.test(status) && { status }),
    ...(typeof message === 'string' && { message: short(message) }),
  };
}

function short(text: string | undefined): string {
  return (text ?? 'it gave no reason').slice(0, MESSAGE_LIMIT);
}

function retryAfterMs(headers: unknown): number | undefined {
  const value = headers instanceof Headers ? headers.get('retry-after') : null;
  const seconds = Number(value);
  return value !== null && seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * The failure as an error of Backstage.
 *
 * @param what - what was asked for, as the subject of a sentence
 * @param permission - that the call needs, e.g. `privateca.certificates.create`
 */
export function errorOf(
  failure: ServiceFailure,
  options: { what: string; permission: string; resource: string },
): Error {
  const { what, permission, resource } = options;
  switch (failure.code) {
    case 'PERMISSION_DENIED':
      return new NotAllowedError(
        `${what} was not allowed by Google. Grant ${permission} on ${resource} to the identity that the backend runs as (${failure.message})`,
      );
    case 'UNAUTHENTICATED':
    case 'CREDENTIALS':
      return new NotAllowedError(
        `${what} failed for want of credentials: ${failure.message}. Give the backend an identity by workload identity or GOOGLE_APPLICATION_CREDENTIALS`,
      );
    case 'NOT_FOUND':
      return new InputError(
        `${what} failed because Google knows no such resource: ${failure.message}. Check gcp.pool, gcp.authority and gcp.template`,
      );
    default:
      return failure.passing
        ? new ServiceUnavailableError(
            `${what} failed at Google: ${failure.message} (${failure.code})`,
          )
        : new InputError(
            `${what} was refused by Google: ${failure.message} (${failure.code})`,
          );
  }
}
