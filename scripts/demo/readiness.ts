import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { UsageError } from './options';

/**
 * Makes sure that the portal's port can be taken.
 *
 * @throws `UsageError` that names `--port` or `--host`
 */
export async function refuseTakenPort(
  host: string,
  port: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) =>
      reject(explain(error, host, port)),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
  // Another program may hold the port on all interfaces and still leave this one free to bind.
  if (
    await answers(
      host === '0.0.0.0' || host === '::' ? 'localhost' : host,
      port,
    )
  ) {
    throw portInUse(port);
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}

function portInUse(port: number) {
  return new UsageError(
    `Port ${port} is in use: stop the program that has it, or choose another with --port N.`,
  );
}

function explain(error: NodeJS.ErrnoException, host: string, port: number) {
  switch (error.code) {
    case 'EADDRINUSE':
      return portInUse(port);
    case 'EACCES':
      return new UsageError(
        `Port ${port} is not allowed for you: choose one above 1023 with --port N.`,
      );
    default:
      return new UsageError(
        `This machine cannot listen on ${host}: choose one of its own addresses with --host ADDRESS.`,
      );
  }
}

/** Waits until the backend says that all its plugins have started. */
export async function untilBackendAnswers(
  baseUrl: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const response = await fetch(`${baseUrl}/.backstage/health/v1/readiness`, {
      signal,
    }).catch((error: Error) => {
      signal.throwIfAborted();
      // Nothing listens yet.
      return { ok: false, error };
    });
    if (response.ok) {
      return;
    }
    await wait(200, undefined, { signal });
  }
}

/** State of a cluster as `GET /api/mesh/clusters` tells it. */
export interface ClusterState {
  name: string;
  state: string;
  failures: { message: string }[];
}

/**
 * Waits until every cluster is read or known to be unreachable, at most
 * `timeoutMs`.
 */
export async function untilClustersAreRead(options: {
  baseUrl: string;
  token: string;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<ClusterState[]> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const response = await fetch(`${options.baseUrl}/api/mesh/clusters`, {
      headers: { Authorization: `Bearer ${options.token}` },
      signal: options.signal,
    });
    if (!response.ok) {
      throw new Error(
        `The portal does not list its clusters: it answers ${response.status}.`,
      );
    }
    const { clusters } = (await response.json()) as {
      clusters: ClusterState[];
    };
    if (
      clusters.every(({ state }) => state !== 'syncing') ||
      Date.now() > deadline
    ) {
      return clusters;
    }
    await wait(200, undefined, { signal: options.signal });
  }
}
