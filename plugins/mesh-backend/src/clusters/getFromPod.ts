import { IncomingMessage, request as httpRequest } from 'http';
import { Duplex } from 'stream';
import { ClusterUnreachableError, PodConnectionError } from './errors';
import { ClusterConnection } from './types';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** One GET to a port of a pod. */
export interface PodRequest {
  namespace: string;
  pod: string;
  port: number;
  /** Path and query, e.g. `/debug/syncz`. */
  path: string;
  signal?: AbortSignal;
  /** Milliseconds until the answer must be complete; default 10,000. */
  timeoutMs?: number;
  /** Longer answers are refused; default 32 MiB. */
  maxBytes?: number;
}

/** What the pod answered, whatever its status. */
export interface PodAnswer {
  status: number;
  /** Empty when the answer names none. */
  contentType: string;
  text: string;
}

/**
 * Asks a pod over a forwarded port, so that the pod sees a caller on its own
 * loopback: what `kubectl port-forward` and a request would do.
 *
 * @throws `PodConnectionError` when nothing in the pod answers properly or in
 * time, and what `ClusterConnection.portForward` throws
 */
export async function getFromPod(
  connection: ClusterConnection,
  request: PodRequest,
): Promise<PodAnswer> {
  const { namespace, pod, port, timeoutMs = TIMEOUT_MS } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal
    ? AbortSignal.any([request.signal, timeout])
    : timeout;
  const failed = (words: string) =>
    new PodConnectionError(
      `port ${port} of pod '${pod}' in namespace '${namespace}' ${words}`,
    );
  let stream: Duplex | undefined;
  try {
    stream = await connection.portForward(namespace, pod, port, {
      signal,
      timeoutMs,
    });
    const response = await send(stream, request, signal);
    return {
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      text: await readText(response, request.maxBytes ?? MAX_BYTES, failed),
    };
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (request.signal?.aborted) {
      throw error;
    }
    if (timeout.aborted) {
      throw failed(`did not answer in ${timeoutMs / 1000} s`);
    }
    if (code.startsWith('HPE_')) {
      throw failed('does not speak HTTP');
    }
    if (code === 'ECONNRESET') {
      const cause = stream?.errored;
      const isOurs =
        cause instanceof ClusterUnreachableError ||
        cause instanceof PodConnectionError;
      throw isOurs
        ? cause
        : failed('closed the connection before its answer was complete');
    }
    throw error;
  } finally {
    stream?.destroy();
  }
}

function send(
  stream: Duplex,
  { path, port }: PodRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      createConnection: () => stream,
      host: 'localhost',
      port,
      path,
      headers: { connection: 'close', 'user-agent': 'meshport' },
      signal,
    });
    outgoing.once('response', resolve);
    // Stays: a later error belongs to the answer, which tells of it itself.
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function readText(
  response: IncomingMessage,
  maxBytes: number,
  failed: (words: string) => Error,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxBytes) {
      throw failed(`answered more than ${maxBytes} bytes; ask for less`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
