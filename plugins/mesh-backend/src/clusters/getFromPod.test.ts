import { createServer, RequestListener, Server } from 'http';
import { AddressInfo, createServer as createTcpServer } from 'net';
import { PortForwardServer } from '../__testUtils__/PortForwardServer';
import { Credentials } from './Credentials';
import { PodConnectionError } from './errors';
import { getFromPod } from './getFromPod';
import { HttpClusterConnection } from './HttpClusterConnection';

const POD = { namespace: 'istio-system', pod: 'istiod-0' };

describe('a request to a port of a pod', () => {
  let cluster: PortForwardServer;
  let connection: HttpClusterConnection;
  let token: string;
  let pod: Server | undefined;

  beforeEach(async () => {
    cluster = await PortForwardServer.start();
    token = 'first';
    const get = async (): Promise<Credentials> => ({
      server: `${cluster.url}/base`,
      tls: {},
      transportKey: 'one',
      headers: { Authorization: `Bearer ${token}` },
    });
    connection = new HttpClusterConnection(
      { name: 'east', kubeconfig: { file: 'unused' } },
      {
        get,
        renew: () => {
          token = 'second';
          return get();
        },
      },
    );
  });

  afterEach(async () => {
    await connection.close();
    await cluster.close();
    pod?.closeAllConnections();
    pod?.close();
    pod = undefined;
  });

  async function servePod(answer: RequestListener): Promise<number> {
    pod = createServer(answer);
    await new Promise<void>(done => pod!.listen(0, '127.0.0.1', done));
    return (pod.address() as AddressInfo).port;
  }

  async function ended(): Promise<void> {
    while (cluster.forwards.size || cluster.openConnections) {
      await new Promise(done => setTimeout(done, 5));
    }
  }

  it('brings the answer, and leaves no connection open', async () => {
    let asked: unknown;
    const port = await servePod(({ url, method, headers }, response) => {
      asked = { url, method, host: headers.host, auth: headers.authorization };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('[{"proxy":"a"}]');
    });
    await expect(
      getFromPod(connection, { ...POD, port, path: '/debug/syncz?x=1' }),
    ).resolves.toEqual({
      status: 200,
      contentType: 'application/json',
      text: '[{"proxy":"a"}]',
    });
    // The cluster's credentials are for the API server, never for a pod.
    expect(asked).toEqual({
      url: '/debug/syncz?x=1',
      method: 'GET',
      host: `localhost:${port}`,
      auth: undefined,
    });
    expect(cluster.requests).toEqual([
      {
        url: `/base/api/v1/namespaces/istio-system/pods/istiod-0/portforward?ports=${port}`,
        headers: expect.objectContaining({
          authorization: 'Bearer first',
          'sec-websocket-protocol': 'v4.channel.k8s.io',
        }),
      },
    ]);
    await ended();
  });

  it('brings long answers whole', async () => {
    const long = 'é'.repeat(3_000_000);
    const port = await servePod((_, response) => response.end(long));
    const answer = await getFromPod(connection, { ...POD, port, path: '/' });
    expect(answer.text === long).toBe(true);
  });

  it('refuses answers that are too long', async () => {
    const port = await servePod((_, response) =>
      response.end('x'.repeat(2000)),
    );
    await expect(
      getFromPod(connection, { ...POD, port, path: '/', maxBytes: 1999 }),
    ).rejects.toThrow('answered more than 1999 bytes');
    await ended();
  });

  it('gives an answer of 400 and more as it is', async () => {
    const port = await servePod((_, response) => {
      response.writeHead(401);
      response.end('not from here');
    });
    await expect(
      getFromPod(connection, { ...POD, port, path: '/' }),
    ).resolves.toMatchObject({ status: 401, text: 'not from here' });
  });

  it('says that nothing listens on the port', async () => {
    const port = await servePod(() => {});
    await new Promise(done => pod!.close(done));
    const error = await getFromPod(connection, {
      ...POD,
      port,
      path: '/',
    }).catch(e => e);
    expect(error).toBeInstanceOf(PodConnectionError);
    expect(error.message).toBe(
      `port ${port} of pod 'istiod-0' in namespace 'istio-system' cannot be reached: nothing listens there (connection refused)`,
    );
    await ended();
  });

  it('says that what listens speaks no HTTP', async () => {
    const other = createTcpServer(socket => socket.end('SSH-2.0-x\r\n'));
    await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    await expect(
      getFromPod(connection, { ...POD, port, path: '/' }),
    ).rejects.toThrow('does not speak HTTP');
    other.close();
  });

  it('says that the pod hung up half-way', async () => {
    const port = await servePod((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const error = await getFromPod(connection, {
      ...POD,
      port,
      path: '/',
    }).catch(e => e);
    expect(error).toBeInstanceOf(PodConnectionError);
    expect(error.message).toContain(
      'closed the connection before its answer was complete',
    );
  });

  it('says that the pod is slow, and ends the connection', async () => {
    const port = await servePod(() => {});
    await expect(
      getFromPod(connection, { ...POD, port, path: '/', timeoutMs: 80 }),
    ).rejects.toThrow('did not answer in 0.08 s');
    await ended();
  });

  it('lets the caller give up', async () => {
    const port = await servePod(() => {});
    const controller = new AbortController();
    const answer = getFromPod(connection, {
      ...POD,
      port,
      path: '/',
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 50);
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await ended();
  });

  it.each([
    [403, 'Forbidden', 'pods "istiod-0" is forbidden'],
    [404, 'NotFound', 'pods "istiod-0" not found'],
  ])('throws the Status of a %s', async (status, reason, message) => {
    cluster.refuse = () => ({
      status,
      body: { kind: 'Status', code: status, reason, message },
    });
    await expect(
      getFromPod(connection, { ...POD, port: 80, path: '/' }),
    ).rejects.toMatchObject({
      name: 'KubernetesStatusError',
      code: status,
      reason,
      message,
    });
    await ended();
  });

  it('renews the credentials after a 401, once', async () => {
    const port = await servePod((_, response) => response.end('ok'));
    cluster.refuse = ({ headers }) =>
      headers.authorization === 'Bearer second'
        ? undefined
        : { status: 401, body: { kind: 'Status', message: 'no' } };
    await expect(
      getFromPod(connection, { ...POD, port, path: '/' }),
    ).resolves.toMatchObject({ text: 'ok' });
    cluster.refuse = () => ({ status: 401, body: { kind: 'Status' } });
    cluster.requests.length = 0;
    await expect(
      getFromPod(connection, { ...POD, port, path: '/' }),
    ).rejects.toMatchObject({ code: 401 });
    expect(cluster.requests).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    cluster.refuse = () => ({ status: 302, body: {} });
    await expect(
      getFromPod(connection, { ...POD, port: 80, path: '/' }),
    ).rejects.toMatchObject({ code: 302 });
    expect(cluster.requests).toHaveLength(1);
  });

  it('says that the API server does not answer', async () => {
    cluster.isSilent = true;
    await expect(
      connection.portForward('a', 'b', 80, { timeoutMs: 60 }),
    ).rejects.toThrow("cluster 'east' does not answer: no answer in time");
    cluster.breakAll();
    await cluster.close();
    await expect(connection.portForward('a', 'b', 80)).rejects.toThrow(
      "cluster 'east' does not answer: connection refused",
    );
    cluster = await PortForwardServer.start();
  });

  it('says that the API server went away half-way', async () => {
    const port = await servePod(() => cluster.breakAll());
    await expect(
      getFromPod(connection, { ...POD, port, path: '/' }),
    ).rejects.toThrow("cluster 'east' does not answer: the connection to port");
  });

  it.each([
    ['../secrets', 'b', 80],
    ['a', 'b/proxy?x=', 80],
    ['a', 'b', 0],
    ['a', 'b', 65536],
    ['a', 'b', 1.5],
  ])('asks nothing for %s, %s, %s', async (namespace, name, port) => {
    await expect(
      connection.portForward(namespace, name, port),
    ).rejects.toMatchObject({ name: 'InputError' });
    expect(cluster.requests).toEqual([]);
  });

  it('ends its streams when the cluster is dropped', async () => {
    const port = await servePod(() => {});
    const stream = await connection.portForward('a', 'b', port);
    const failed = new Promise<Error>(done => stream.once('error', done));
    await connection.close();
    expect((await failed).message).toContain("cluster 'east' was dropped");
    await ended();
    await expect(connection.portForward('a', 'b', port)).rejects.toThrow(
      "cluster 'east' was dropped",
    );
  });
});
