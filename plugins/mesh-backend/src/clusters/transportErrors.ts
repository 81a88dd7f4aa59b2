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

/** The error that an answer of 400 or more stands for. */
export function statusError(
  code: number,
  headers: Record<string, string | string[] | undefined>,
  text: string,
): KubernetesStatusError {
  const retryAfter = Number(headers['retry-after']);
  const retryAfterSeconds =
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined;
  const status = parseStatus(text);
  return new KubernetesStatusError(
    code,
    status?.reason ?? '',
    status?.message ?? `the API server answered ${code}`,
    status?.details,
    retryAfterSeconds ?? status?.details?.retryAfterSeconds,
  );
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
