import { createServer, Server } from 'http';
import { AddressInfo, connect, Socket } from 'net';
import { PortForwardServer } from '../__testUtils__/PortForwardServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { Credentials } from './Credentials';
import { getFromPod } from './getFromPod';
import { HttpClusterConnection } from './HttpClusterConnection';
import { connectThroughProxy } from './proxyTunnel';

describe('a tunnel through the proxy of a kubeconfig', () => {
  let proxy: Server;
  let proxyUrl: string;
  let asked: { target: string; authorization?: string }[];
  let status: number;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    asked = [];
    status = 200;
    proxy = createServer();
    proxy.on('connection', socket => sockets.add(socket));
    proxy.on('connect', (request, socket) => {
      const [host, port] = request.url!.split(':');
      asked.push({
        target: request.url!,
        authorization: request.headers['proxy-authorization'],
      });
      socket.write(`HTTP/1.1 ${status} X\r\n\r\n`);
      if (status === 200) {
        const onward = connect(Number(port), host);
        sockets.add(onward);
        onward.pipe(socket).pipe(onward);
      }
    });
    await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done));
    proxyUrl = `http://us%40er:pass@127.0.0.1:${
      (proxy.address() as AddressInfo).port
    }`;
  });

  afterEach(async () => {
    sockets.forEach(socket => socket.destroy());
    sockets.clear();
    await new Promise(done => proxy.close(done));
  });

  const credentials = (server: string, tls: Credentials['tls'] = {}) => ({
    server,
    proxyUrl,
    tls,
    transportKey: 'one',
    headers: {},
  });

  it('leads a port-forward to a pod', async () => {
    const cluster = await PortForwardServer.start();
    const pod = createServer((_, response) => response.end('through'));
    await new Promise<void>(done => pod.listen(0, '127.0.0.1', done));
    const get = async () => credentials(cluster.url);
    const connection = new HttpClusterConnection(
      { name: 'east', kubeconfig: { file: 'unused' } },
      { get, renew: get },
    );
    const { port } = pod.address() as AddressInfo;
    await expect(
      getFromPod(connection, { namespace: 'a', pod: 'b', port, path: '/' }),
    ).resolves.toMatchObject({ text: 'through' });
    expect(asked).toEqual([
      {
        target: new URL(cluster.url).host,
        authorization: `Basic ${Buffer.from('us@er:pass').toString('base64')}`,
      },
    ]);
    await connection.close();
    await cluster.close();
    await new Promise(done => pod.close(done));
  });

  it('checks the certificate of the server behind it', async () => {
    const server = await TlsApiServer.start((_, response) => response.end());
    const open = (tls: Credentials['tls']) =>
      connectThroughProxy(
        credentials(server.url, tls),
        new URL(server.url),
        AbortSignal.timeout(2000),
      );
    const outcome = (socket: Socket) =>
      new Promise<string>(done => {
        socket.once('secureConnect', () => done('secure'));
        socket.once('error', (error: any) => done(error.code));
      });
    const known = await open({ ca: Buffer.from(server.caData, 'base64') });
    expect(await outcome(known)).toBe('secure');
    known.destroy();
    const unknown = await open({});
    expect(await outcome(unknown)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    unknown.destroy();
    await server.close();
  });

  it('says that the proxy refuses, without its credentials', async () => {
    status = 407;
    const get = async () => credentials('https://127.0.0.1:1');
    const connection = new HttpClusterConnection(
      { name: 'east', kubeconfig: { file: 'unused' } },
      { get, renew: get },
    );
    await expect(connection.portForward('a', 'b', 80)).rejects.toThrow(
      /^the proxy-url of the kubeconfig answered 407; check the proxy and its credentials$/,
    );
    await connection.close();
  });
});
