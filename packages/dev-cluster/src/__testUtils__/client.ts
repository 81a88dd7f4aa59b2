import { request } from 'https';
import { startDevClusters, type DevClustersOptions } from '../clusters';
import type { DevCluster } from '../cluster';

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: any;
}

/** A small client that trusts only the cluster's own CA. */
export function clientOf(cluster: DevCluster, token = cluster.adminToken) {
  return async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${cluster.url}${path}`,
        {
          method,
          ca: cluster.caPem,
          agent: false,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json' }),
            ...headers,
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const isJson =
              response.headers['content-type'] === 'application/json' &&
              !path.includes('watch=');
            resolve({
              status: response.statusCode!,
              headers: response.headers,
              body: isJson ? JSON.parse(text) : text,
            });
          });
        },
      );
      sent.on('error', reject);
      if (body === undefined) sent.end();
      else sent.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
}

/** An open watch and what it received so far. */
export interface OpenWatch {
  events: { type: string; object: any }[];
  /** Resolves with how the watch ended: by the server or by a broken line. */
  ended: Promise<'end' | 'broken'>;
  close(): void;
}

/** Opens a watch and waits for its headers. */
export async function watch(
  cluster: DevCluster,
  path: string,
): Promise<OpenWatch> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${cluster.url}${path}`,
      {
        ca: cluster.caPem,
        agent: false,
        headers: { authorization: `Bearer ${cluster.adminToken}` },
      },
      response => {
        const events: OpenWatch['events'] = [];
        let rest = '';
        response.on('data', chunk => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          lines.forEach(line => events.push(JSON.parse(line)));
        });
        const ended = new Promise<'end' | 'broken'>(done => {
          response.on('end', () => done('end'));
          response.on('error', () => done('broken'));
        });
        resolve({ events, ended, close: () => sent.destroy() });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

/** Waits until something holds, and fails with what it last said. */
export async function eventually(check: () => void, withinMs = 20_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 10);
    });
  }
}

/** Starts one cluster named `dev`; pods become ready at once. */
export async function startOne(options: Partial<DevClustersOptions> = {}) {
  const running = await startDevClusters({
    clusters: [{ name: 'dev' }],
    pods: { readyAfterMs: 20 },
    onError: (error, item) => {
      throw new Error(`${item}: ${error.message}`);
    },
    ...options,
  });
  return { running, cluster: Object.values(running.clusters)[0] };
}
