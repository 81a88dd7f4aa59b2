import { IncomingMessage, ServerResponse } from 'http';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { laneOf } from './ClusterTransport';
import { HttpClusterConnection } from './HttpClusterConnection';
import { ClusterRequest } from './types';

const WATCH = { path: '/api/v1/pods' };

describe('the connections to an API server over TLS', () => {
  let server: TlsApiServer;
  let connection: HttpClusterConnection;
  const held: ServerResponse[] = [];

  /** Holds the answers to watches, and to what `isSlow` names. */
  async function start(isSlow: (request: IncomingMessage) => boolean) {
    server = await TlsApiServer.start((request, response) => {
      if (request.url!.includes('watch=true')) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"type":"BOOKMARK","object":{"metadata":{}}}\n');
        held.push(response);
      } else if (isSlow(request)) {
        held.push(response);
      } else {
        sendJson(response, {});
      }
    });
    connection = new HttpClusterConnection({
      name: 'east',
      endpoint: { server: server.url, caData: server.caData, token: 't' },
    });
  }

  const get = (path = '/api/v1/pods') => connection.request({ path });
  const times = <T>(count: number, make: () => Promise<T>) =>
    Promise.all(Array.from({ length: count }, make));

  afterEach(async () => {
    held.splice(0).forEach(response => response.destroy());
    await connection.close();
    await server.close();
  });

  it('are at most two for 200 GETs, one after the other and at once', async () => {
    await start(() => false);
    for (let i = 0; i < 200; i++) {
      await get();
    }
    expect(server.accepted).toBeLessThanOrEqual(2);
    await times(200, get);
    expect(server.requests).toHaveLength(400);
    expect(server.accepted).toBeLessThanOrEqual(2);
  });

  it('are one a watch beside these', async () => {
    await start(() => false);
    const controller = new AbortController();
    const watches = Array.from({ length: 5 }, () =>
      connection
        .watch({ ...WATCH, signal: controller.signal })
        [Symbol.asyncIterator](),
    );
    await Promise.all(watches.map(watch => watch.next()));
    await times(200, get);
    expect(server.accepted).toBe(7);
    controller.abort();
    await Promise.allSettled(watches.map(watch => watch.next()));
  });

  it.each<[string, ClusterRequest]>([
    [
      'pods that do not answer',
      { path: '/api/v1/namespaces/a/pods/b:15014/proxy/version' },
    ],
    [
      'slow writes',
      { method: 'PATCH', path: '/api/v1/namespaces/a', body: {} },
    ],
  ])('do not wait for %s', async (_, slow) => {
    await start(request => request.url!.startsWith(slow.path));
    const controller = new AbortController();
    const answers = times(20, () =>
      connection.request({ ...slow, signal: controller.signal }).then(
        () => 'answered',
        () => 'given up',
      ),
    );
    while (held.length < 2) {
      await new Promise(done => setTimeout(done, 5));
    }
    await times(20, () =>
      connection.request({ path: '/version', timeoutMs: 2000 }),
    );
    expect(server.accepted).toBeLessThanOrEqual(4);
    controller.abort();
    expect(new Set(await answers)).toEqual(new Set(['given up']));
  });

  it('follow no redirect, and show nobody else the token', async () => {
    const other = await TlsApiServer.start((_, response) =>
      sendJson(response, {}),
    );
    server = await TlsApiServer.start((_, response) => {
      response.writeHead(307, { location: other.url });
      response.end();
    });
    connection = new HttpClusterConnection({
      name: 'east',
      endpoint: { server: server.url, caData: server.caData, token: 't' },
    });
    await expect(get()).rejects.toMatchObject({
      code: 307,
      message: expect.stringContaining('a redirect, which is not followed'),
    });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('break no watch when credentials change', async () => {
    await start(() => false);
    let key = 'one';
    const credentials = async () => ({
      server: server.url,
      tls: { ca: Buffer.from(server.caData, 'base64') },
      transportKey: key,
      headers: {},
    });
    const renewed = new HttpClusterConnection(connection.details, {
      get: credentials,
      renew: credentials,
    });
    const watch = renewed.watch(WATCH)[Symbol.asyncIterator]();
    await watch.next();
    key = 'two';
    await renewed.request({ path: '/version' });
    held[0].write('{"type":"BOOKMARK","object":{"metadata":{"name":"x"}}}\n');
    await expect(watch.next()).resolves.toMatchObject({
      value: { object: { metadata: { name: 'x' } } },
    });
    // A dropped cluster ends it nevertheless.
    const next = watch.next().then(
      () => 'an event',
      (error: Error) => error.message,
    );
    await renewed.close();
    expect(await next).toContain("cluster 'east' was dropped");
  });
});

describe('laneOf', () => {
  it.each<[ClusterRequest, string]>([
    [{ path: '/api/v1/pods' }, 'reads'],
    [{ path: '/api/v1/namespaces/a/pods/proxy' }, 'reads'],
    [{ path: '/api/v1/namespaces/a/pods/b/proxy' }, 'pods'],
    [
      { path: '/api/v1/namespaces/a/services/b:80/proxy/x', method: 'POST' },
      'pods',
    ],
    [{ path: '/api/v1/namespaces/proxy/configmaps/proxy' }, 'reads'],
    [{ path: '/api/v1/pods', method: 'POST' }, 'writes'],
    [{ path: '/version' }, 'reads'],
    [{ path: '/version', isSignOfLife: true }, 'signs'],
  ])('of %j is %s', (request, lane) => {
    expect(laneOf(request)).toBe(lane);
  });
});
