import { createServer, Server, TLSSocket } from 'tls';
import { AddressInfo, createServer as createTcpServer, Socket } from 'net';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Agent } from 'undici';
import { makeCertificate } from '../__testUtils__/clientCertificates';
import { createConnector } from './createConnector';

jest.setTimeout(60_000);

describe('connections to an API server', () => {
  let folder: string;
  let ca: Buffer;
  let server: Server;
  let url: string;
  let agent: Agent | undefined;
  const reused: boolean[] = [];
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    const own = await makeCertificate(folder, 'apiserver');
    ca = readFileSync(own.certFile);
    server = createServer(
      { cert: ca, key: readFileSync(own.keyFile) },
      (socket: TLSSocket) => {
        reused.push(socket.isSessionReused());
        socket.on('data', () =>
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
        );
        socket.on('error', () => {});
      },
    );
    server.on('connection', socket => sockets.add(socket));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await agent?.destroy();
    reused.length = 0;
  });
  afterAll(async () => {
    sockets.forEach(socket => socket.destroy());
    await new Promise(done => server.close(done));
    rmSync(folder, { recursive: true });
  });

  const open = (tls = { ca } as object, timeoutMs = 10_000) => {
    agent = new Agent({
      connect: createConnector({ tls, timeoutMs, keepAliveDelayMs: 15_000 }),
    });
    return agent;
  };
  const ask = async (from: Agent, origin = url) => {
    const { body } = await from.request({ origin, path: '/', method: 'GET' });
    return body.text();
  };

  it('go on with the session of an earlier one', async () => {
    const from = open();
    expect(await ask(from)).toBe('ok');
    await Promise.all([1, 2, 3].map(() => ask(from)));
    expect(reused.length).toBeGreaterThan(1);
    expect(reused).toEqual([false, ...reused.slice(1).map(() => true)]);
  });

  it('are refused when the certificate is not trusted', async () => {
    await expect(ask(open({}))).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
    });
  });

  it('are refused when the certificate is of another name', async () => {
    await expect(
      ask(open({ ca, servername: 'other.example' })),
    ).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('to servers that do not shake hands fail in time and hold up no other', async () => {
    const silent = createTcpServer(socket =>
      socket.on('error', () => {}).resume(),
    );
    await new Promise<void>(done => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const dead = open({ ca }, 3_000);
    const failures = Promise.allSettled(
      Array.from({ length: 8 }, () => ask(dead, `https://127.0.0.1:${port}`)),
    );
    await new Promise(resolve => setTimeout(resolve, 50));
    const healthy = open();
    expect(await ask(healthy)).toBe('ok');
    expect(await Promise.race([failures, 'still waiting'])).toBe(
      'still waiting',
    );
    for (const failure of await failures) {
      expect(failure).toMatchObject({
        status: 'rejected',
        reason: { code: 'UND_ERR_CONNECT_TIMEOUT' },
      });
    }
    await dead.destroy();
    await new Promise(done => silent.close(done));
  });

  it('that are refused or closed early fail', async () => {
    const closing = createTcpServer(socket => socket.destroy());
    await new Promise<void>(done => closing.listen(0, '127.0.0.1', done));
    const origin = `https://127.0.0.1:${
      (closing.address() as AddressInfo).port
    }`;
    await expect(ask(open(), origin)).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/),
    });
    await new Promise(done => closing.close(done));
    await expect(ask(agent!, origin)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
