import { MeshAuthStrategy } from '@meshport/backstage-plugin-mesh-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { TLSSocket } from 'tls';
import { makeCertificate } from '../__testUtils__/clientCertificates';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { AuthStrategies } from './AuthStrategies';
import { createCredentials } from './createCredentials';
import { InvalidConnectionError } from './errors';
import { HttpClusterConnection } from './HttpClusterConnection';

const MINUTE_MS = 60_000;

describe('a cluster whose credentials a strategy fetches', () => {
  let server: TlsApiServer;
  let connection: HttpClusterConnection;
  let warnings: string[];
  let accepts: (authorization: string) => boolean;
  let getCredential: jest.Mock;

  beforeEach(async () => {
    warnings = [];
    accepts = () => true;
    server = await TlsApiServer.start((request, response) => {
      const { authorization = '' } = request.headers;
      if (accepts(authorization)) {
        sendJson(response, { authorization });
      } else {
        sendJson(response, { kind: 'Status', message: 'no' }, 401);
      }
    });
    let count = 0;
    getCredential = jest.fn(async () => {
      count += 1;
      return { type: 'bearer token', token: `token-${count}` };
    });
    const strategies = new AuthStrategies();
    const strategy: MeshAuthStrategy = {
      getCredential: (...args) => getCredential(...args),
    };
    strategies.addStrategy('aws', strategy);
    const details = {
      name: 'east',
      title: 'East',
      endpoint: {
        server: server.url,
        caData: server.caData,
        authStrategy: 'aws',
        authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'east-id' },
      },
    };
    connection = new HttpClusterConnection(
      details,
      createCredentials(details, {
        maxAgeMs: 0,
        strategies,
        warn: message => warnings.push(message),
      }),
    );
  });

  afterEach(async () => {
    jest.useRealTimers();
    await connection.close();
    await server.close();
  });

  const who = async () =>
    (await connection.request<{ authorization: string }>({ path: '/' }))
      .authorization;
  const failure = () => connection.request<any>({ path: '/' }).catch(e => e);
  const at = (now: number) => {
    if (jest.isMockFunction(setInterval)) {
      jest.setSystemTime(now);
    } else {
      jest.useFakeTimers({
        doNotFake: [
          'nextTick',
          'setTimeout',
          'clearTimeout',
          'setImmediate',
          'queueMicrotask',
        ],
        now,
      });
    }
  };

  it('asks once for many requests, with what the kubernetes plugin would tell it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, who));
    expect(new Set(answers)).toEqual(new Set(['Bearer token-1']));
    expect(getCredential.mock.calls).toEqual([
      [
        {
          name: 'east',
          title: 'East',
          url: server.url,
          caData: server.caData,
          caFile: undefined,
          skipTLSVerify: undefined,
          authMetadata: {
            'kubernetes.io/auth-provider': 'aws',
            'kubernetes.io/x-k8s-aws-id': 'east-id',
          },
        },
        {},
      ],
    ]);
  });

  it('goes on with the token at hand while it fetches the next, after four minutes', async () => {
    const start = Date.now();
    await who();
    at(start + 3.9 * MINUTE_MS);
    await expect(who()).resolves.toBe('Bearer token-1');
    expect(getCredential).toHaveBeenCalledTimes(1);
    at(start + 4.1 * MINUTE_MS);
    await expect(who()).resolves.toBe('Bearer token-1');
    await new Promise(done => setImmediate(done));
    await expect(who()).resolves.toBe('Bearer token-2');
    expect(getCredential).toHaveBeenCalledTimes(2);
  });

  it.each<[string, (expiresAt: number) => object]>([
    ['the strategy', expiresAt => ({ token: 'opaque', expiresAt })],
    [
      'the token',
      expiresAt => ({
        token: `x.${Buffer.from(
          JSON.stringify({ exp: expiresAt / 1000 }),
        ).toString('base64url')}.y`,
      }),
    ],
  ])(
    'keeps a token until shortly before the end that %s tells',
    async (_, make) => {
      const start = Math.floor(Date.now() / 1000) * 1000;
      getCredential.mockImplementationOnce(async () => ({
        type: 'bearer token',
        ...make(start + 60 * MINUTE_MS),
      }));
      const first = await who();
      at(start + 58 * MINUTE_MS);
      await expect(who()).resolves.toBe(first);
      expect(getCredential).toHaveBeenCalledTimes(1);
      at(start + 59.5 * MINUTE_MS);
      await expect(who()).resolves.toBe(first);
      expect(getCredential).toHaveBeenCalledTimes(2);
      at(start + 61 * MINUTE_MS);
      await expect(who()).resolves.toBe('Bearer token-1');
    },
  );

  it('fetches another one when the cluster refuses it', async () => {
    await who();
    accepts = authorization => authorization !== 'Bearer token-1';
    await expect(who()).resolves.toBe('Bearer token-2');
    expect(getCredential).toHaveBeenCalledTimes(2);
  });

  it('shows nothing of what the strategy throws, and its harmless words in the log', async () => {
    const secret = `k8s-aws-v1.${'aHR0cHM6Ly9zdHMu'.repeat(4)}`;
    getCredential.mockRejectedValue(
      Object.assign(new Error(`could not sign ${secret}`), {
        name: 'CredentialsProviderError',
      }),
    );
    const error = await failure();
    expect(error).toBeInstanceOf(InvalidConnectionError);
    expect(error.message).toBe(
      "authStrategy 'aws' of cluster 'east' failed (CredentialsProviderError); see the log of the backend",
    );
    expect(warnings[0]).toContain('could not sign …');
    expect(warnings.join()).not.toContain('aHR0');
    expect(server.requests).toEqual([]);
  });

  it.each([
    [{ type: 'anonymous' }],
    [{ type: 'bearer token', token: ' ' }],
    [{ type: 'x509 client certificate', cert: 'x' }],
    [undefined],
  ])('asks nothing as a nobody for %j', async credential => {
    getCredential.mockResolvedValue(credential);
    expect((await failure()).message).toContain(
      'gave no credential; use a strategy that needs no person',
    );
    expect(server.requests).toEqual([]);
  });

  it('shows a client certificate', async () => {
    const directory = mkdtempSync(`${tmpdir()}/meshport-test-`);
    const client = await makeCertificate(directory, 'backend');
    rmSync(directory, { recursive: true });
    const decode = (data: string) => Buffer.from(data, 'base64').toString();
    const seen: string[] = [];
    const other = await TlsApiServer.start(
      (request, response) => {
        const socket = request.socket as TLSSocket;
        seen.push(String(socket.getPeerCertificate().subject?.CN));
        sendJson(response, {});
      },
      { requestCert: true },
    );
    const strategies = new AuthStrategies();
    strategies.addStrategy('x509', {
      getCredential: async () => ({
        type: 'x509 client certificate',
        cert: decode(client.certData),
        key: decode(client.keyData),
      }),
    });
    const details = {
      name: 'west',
      endpoint: {
        server: other.url,
        caData: other.caData,
        authStrategy: 'x509',
      },
    };
    const west = new HttpClusterConnection(
      details,
      createCredentials(details, { strategies }),
    );
    await west.request({ path: '/' });
    expect(seen).toEqual(['backend']);
    await west.close();
    await other.close();
  });
});

describe('AuthStrategies', () => {
  const strategy: MeshAuthStrategy = {
    getCredential: async () => ({ type: 'anonymous' }),
    validateCluster: metadata =>
      metadata['kubernetes.io/x-k8s-aws-id'] ? [] : [new Error('no ID')],
  };
  const strategies = new AuthStrategies();
  strategies.addStrategy('aws', strategy);
  const cluster = (endpoint: object) => ({
    name: 'east',
    endpoint: { server: 'https://east', ...endpoint },
  });

  it('take each name once', () => {
    expect(() => strategies.addStrategy('aws', strategy)).toThrow(
      "two modules add an authentication strategy 'aws'",
    );
  });

  it('know what is wrong with a cluster', () => {
    expect(strategies.problemOf(cluster({ authStrategy: 'azure' }))).toContain(
      "no module adds a strategy 'azure'; install one, or use one of aws",
    );
    expect(strategies.problemOf(cluster({ authStrategy: 'aws' }))).toBe(
      'authMetadata: no ID',
    );
    expect(
      strategies.problemOf(
        cluster({
          authStrategy: 'aws',
          authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'x' },
        }),
      ),
    ).toBeUndefined();
    expect(strategies.problemOf(cluster({ token: 't' }))).toBeUndefined();
    strategies.addStrategy('broken', {
      ...strategy,
      validateCluster: () => {
        throw new TypeError('secret words');
      },
    });
    expect(strategies.problemOf(cluster({ authStrategy: 'broken' }))).toBe(
      'authMetadata: the strategy could not check it (TypeError)',
    );
  });
});
