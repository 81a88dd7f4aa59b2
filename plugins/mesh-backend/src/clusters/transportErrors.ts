import { ClusterUnreachableError, KubernetesStatusError } from './errors';

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up now',
  EHOSTUNREACH: 'no route to its host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
};

/** Codes of Node's TLS that mean: the server's certificate is not trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/;

/**
 * Puts a failure of the transport into words. The original is not kept,
 * because it holds addresses and, at times, headers.
 */
export function unreachable(cluster: string, error: unknown): Error {
  if (error instanceof ClusterUnreachableError) {
    return error;
  }
  const { code, name } = findCause(error);
  let words = WORDS[code] ?? `${code || name || 'unknown reason'}`;
  if (CERTIFICATE.test(code)) {
    words = `its TLS certificate is not trusted (${code})`;
  } else if (name === 'TimeoutError') {
    words = 'no answer in time';
  }
  return new ClusterUnreachableError(
    `cluster '${cluster}' does not answer: ${words}`,
  );
}

function findCause(error: unknown): { code: string; name: string } {
  let current: any = error;
  for (let depth = 0; current && depth < 4; depth++) {
    if (current.code && typeof current.code === 'string') {
      return { code: current.code, name: current.name };
    }
    if (Array.isArray(current.errors) && current.errors.length) {
      // Happy eyeballs: one error an address.
      current = current.errors[0];
    } else if (current.cause) {
      current = current.cause;
    } else {
      break;
    }
  }
  return { code: '', name: current?.name ?? '' };
}

/** The error that an answer of 300 or more stands for. */
export function statusError(
  code: number,
  headers: Record<string, string | string[] | undefined>,
  text: string,
): KubernetesStatusError {
  const retryAfterSeconds = parseRetryAfter(headers['retry-after']);
  const status = parseStatus(text);
  return new KubernetesStatusError(
    code,
    status?.reason ?? '',
    status?.message ?? wordsFor(code),
    status?.details,
    retryAfterSeconds ?? status?.details?.retryAfterSeconds,
  );
}

/**
 * The header is a number of seconds or a date (RFC 9110, 10.2.3); a date that
 * is over asks for no wait.
 *
 * @returns seconds; undefined for no wait and for what is neither
 */
export function parseRetryAfter(
  header: string | string[] | undefined,
  now = Date.now(),
): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - now) / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function wordsFor(code: number): string {
  return code < 400
    ? `the API server answered ${code}, a redirect, which is not followed; configure the address that answers by itself`
    : `the API server answered ${code}`;
}

function parseStatus(text: string): any {
  try {
    const body = JSON.parse(text);
    return body?.kind === 'Status' ? body : undefined;
  } catch {
    // A proxy on the way answers in HTML or text: its words are no Status.
    return undefined;
  }
}
