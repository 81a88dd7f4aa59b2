import { IncomingMessage, ServerResponse } from 'http';
import { chmodSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { PlainApiServer, sendJson } from '../__testUtils__/PlainApiServer';
import {
  ClusterUnreachableError,
  InvalidKubeconfigError,
  KubernetesStatusError,
} from './errors';
import { HttpClusterConnection } from './HttpClusterConnection';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('HttpClusterConnection', () => {
  let server: PlainApiServer;
  let connection: HttpClusterConnection;

  async function start(handler: Handler) {
    server = await PlainApiServer.start(handler);
    connection = new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file: server.kubeconfigFile },
    });
  }

  afterEach(async () => {
    await connection.close();
    await server.close();
  });

  it('sends query, headers and body and parses the answer', async () => {
    let body = '';
    await start((request, response) => {
      request.on('data', chunk => (body += chunk));
      request.on('end', () => sendJson(response, { ok: true }));
    });
    const answer = await connection.request({
      method: 'PATCH',
      path: '/api/v1/namespaces/a',
      query: { fieldManager: 'mesh port', dryRun: undefined, force: false },
      body: { a: 1 },
      contentType: 'application/apply-patch+yaml',
    });
    expect(answer).toEqual({ ok: true });
    expect(body).toBe('{"a":1}');
    expect(server.requests).toEqual([
      {
        method: 'PATCH',
        url: '/api/v1/namespaces/a?fieldManager=mesh%20port&force=false',
        headers: expect.objectContaining({
          authorization: 'Bearer first-token',
          'content-type': 'application/apply-patch+yaml',
        }),
      },
    ]);
  });

  it('gives text when the answer is not JSON', async () => {
    await start((_, response) => response.end('1.30.2-abc-Clean'));
    expect(await connection.request({ path: '/version' })).toBe(
      '1.30.2-abc-Clean',
    );
  });

  it('keeps its connections over requests that follow each other', async () => {
    await start((_, response) => sendJson(response, {}));
    for (let i = 0; i < 200; i++) {
      await connection.request({ path: '/version' });
    }
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('never opens more than two connections for requests', async () => {
    await start((_, response) => sendJson(response, {}));
    await Promise.all(
      Array.from({ length: 50 }, () =>
        connection.request({ path: '/version' }),
      ),
    );
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('throws the words of a Status with its Retry-After', async () => {
    await start((_, response) =>
      sendJson(
        response,
        {
          kind: 'Status',
          reason: 'TooManyRequests',
          message: 'slow down',
          details: { name: 'x' },
        },
        429,
        { 'retry-after': '7' },
      ),
    );
    const error = await connection.request<any>({ path: '/api' }).catch(e => e);
    expect(error).toBeInstanceOf(KubernetesStatusError);
    expect(error).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: 'slow down',
      details: { name: 'x' },
      retryAfterSeconds: 7,
    });
  });

  it('throws for an error page that is no Status', async () => {
    await start((_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html>');
    });
    await expect(connection.request({ path: '/api' })).rejects.toMatchObject({
      code: 502,
      message: 'the API server answered 502',
    });
  });

  it('reads the kubeconfig again after a 401 and tries once more', async () => {
    await start((request, response) => {
      if (request.headers.authorization === 'Bearer second-token') {
        sendJson(response, { ok: true });
      } else {
        server.writeKubeconfig({ token: 'second-token' });
        sendJson(response, { kind: 'Status', message: 'no' }, 401);
      }
    });
    expect(await connection.request({ path: '/api' })).toEqual({ ok: true });
    expect(server.requests).toHaveLength(2);
  });

  it('gives up after the second 401', async () => {
    await start((_, response) =>
      sendJson(response, { kind: 'Status', message: 'Unauthorized' }, 401),
    );
    await expect(connection.request({ path: '/api' })).rejects.toMatchObject({
      code: 401,
    });
    expect(server.requests).toHaveLength(2);
  });

  it('starts one exec plugin for many requests, and hides what it prints when it fails', async () => {
    await start((_, response) => sendJson(response, {}));
    const directory = dirname(server.kubeconfigFile);
    const counter = join(directory, 'count');
    const command = join(directory, 'credentials.sh');
    writeFileSync(
      command,
      `#!/bin/sh\necho x >> ${counter}\necho '{"kind":"ExecCredential","status":{"token":"exec-token","expirationTimestamp":"2099-01-01T00:00:00Z"}}'\n`,
    );
    chmodSync(command, 0o700);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command };
    server.writeKubeconfig({ exec });
    await Promise.all(
      Array.from({ length: 10 }, () => connection.request({ path: '/api' })),
    );
    expect(
      server.requests.every(
        r => r.headers.authorization === 'Bearer exec-token',
      ),
    ).toBe(true);
    expect(readFileSync(counter, 'utf8')).toBe('x\n');

    writeFileSync(command, '#!/bin/sh\necho secret-on-stderr >&2\nexit 3\n');
    const other = new HttpClusterConnection(connection.details);
    const error = await other.request<any>({ path: '/api' }).catch(e => e);
    expect(error).toBeInstanceOf(InvalidKubeconfigError);
    expect(error.message).toContain("of cluster 'east' failed");
    expect(`${error.stack}`).not.toContain('secret-on-stderr');
    await other.close();
  });

  it('says in words that nobody answers', async () => {
    await start((_, response) => sendJson(response, {}));
    await server.stop();
    const error = await connection.request<any>({ path: '/api' }).catch(e => e);
    expect(error).toBeInstanceOf(ClusterUnreachableError);
    expect(error.message).toBe(
      "cluster 'east' does not answer: connection refused",
    );
  });

  it('says in words that the answer takes too long', async () => {
    await start(() => {});
    await expect(
      connection.request({ path: '/api', timeoutMs: 50 }),
    ).rejects.toThrow("cluster 'east' does not answer: no answer in time");
  });

  it('lets the caller give up', async () => {
    await start(() => {});
    const controller = new AbortController();
    const answer = connection.request({
      path: '/api',
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 20);
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('yields the events of a watch and says when it is open', async () => {
    await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n');
      response.end('{"type":"BOOKMARK","object":{"metadata":{"name":""}}}\n');
    });
    const seen: string[] = [];
    for await (const event of connection.watch({
      path: '/api/v1/pods',
      onOpen: () => seen.push('open'),
    })) {
      seen.push(event.type);
    }
    expect(seen).toEqual(['open', 'ADDED', 'BOOKMARK']);
    expect(server.requests[0].url).toBe('/api/v1/pods?watch=true');
  });

  it('throws when an open watch is torn down', async () => {
    await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n');
      setTimeout(() => response.destroy(), 20);
    });
    const watch = async () => {
      for await (const _ of connection.watch({ path: '/api/v1/pods' })) {
        // Only the end matters.
      }
    };
    await expect(watch()).rejects.toThrow(
      "cluster 'east' does not answer: the connection was closed",
    );
  });

  it.each([
    ['a file that is not there', 'absent', undefined, '(ENOENT)'],
    ['a context that is not there', undefined, 'no-such', "'no-such'"],
  ])('names the mend for %s', async (_, file, context, words) => {
    await start((__, response) => sendJson(response, {}));
    const broken = new HttpClusterConnection({
      name: 'west',
      kubeconfig: {
        file: file
          ? join(dirname(server.kubeconfigFile), file)
          : server.kubeconfigFile,
        context,
      },
    });
    const error = await broken.request<any>({ path: '/api' }).catch(e => e);
    expect(error).toBeInstanceOf(InvalidKubeconfigError);
    expect(error.message).toContain(words);
    expect(error.message).toContain("cluster 'west'");
  });
});
