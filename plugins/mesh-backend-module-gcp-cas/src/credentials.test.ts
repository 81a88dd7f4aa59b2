import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createHierarchy,
  GoogleCas,
  poolOf,
  startGoogleCas,
  startTokenExchange,
  TokenExchange,
} from '@meshport/ca-conformance';
import { ProviderProcess } from './__testUtils__/ProviderProcess';
import { newRequest, POOL } from './__testUtils__/requests';

jest.setTimeout(120_000);

const NO_ENV = {
  GCE_METADATA_HOST: null,
  METADATA_SERVER_DETECTION: 'none',
  GOOGLE_APPLICATION_CREDENTIALS: null,
  HOME: '/nonexistent',
};

describe('credentials of Google', () => {
  let program: ProviderProcess;
  let cas: GoogleCas;
  let exchange: TokenExchange;
  let folder: string;

  beforeAll(async () => {
    const hierarchy = await createHierarchy({ keys: ['P-256', 'P-256'] });
    cas = await startGoogleCas({ pools: [poolOf(hierarchy)] });
    exchange = await startTokenExchange({
      tokens: cas.tokens,
      subjectToken: 'token-of-the-service-account',
    });
    folder = mkdtempSync(path.join(tmpdir(), 'gcp-credentials-'));
  });

  beforeEach(async () => {
    program = await ProviderProcess.start();
    await program.setEnv(NO_ENV);
  });

  afterEach(() => program.stop());

  afterAll(async () => {
    await Promise.all([cas.stop(), exchange.stop()]);
    rmSync(folder, { recursive: true });
  });

  const providerOf = (gcp = {}) =>
    program.provider({
      pool: POOL,
      authority: 'issuing',
      endpoint: cas.url,
      ...gcp,
    });

  it('come from the metadata server, as with GKE’s workload identity', async () => {
    await program.setEnv(cas.metadata.env);
    const provider = await providerOf();
    expect(await program.isLoaded()).toBe(false);
    await provider.issue(await newRequest());
    expect(await program.isLoaded()).toBe(true);
    expect(
      cas.metadata.countOf('instance/service-accounts/default/token'),
    ).toBe(1);
  });

  it.each(['GOOGLE_APPLICATION_CREDENTIALS', 'gcp.credentialsFile'])(
    'come by workload identity federation, with %s',
    async how => {
      const token = path.join(folder, 'token');
      writeFileSync(token, 'token-of-the-service-account');
      const file = path.join(folder, 'federation.json');
      writeFileSync(file, JSON.stringify(exchange.credentialsFile(token)));
      if (how.startsWith('GOOGLE')) {
        await program.setEnv({ GOOGLE_APPLICATION_CREDENTIALS: file });
      }
      const provider = await providerOf(
        how.startsWith('GOOGLE') ? {} : { credentialsFile: file },
      );
      const before = exchange.countOf('/v1/token');
      await provider.issue(await newRequest());
      expect(exchange.countOf('/v1/token')).toBe(before + 1);
    },
  );

  it('are refused with what to do, and are not told', async () => {
    const token = path.join(folder, 'wrong');
    writeFileSync(token, 'token-of-somebody-else');
    const file = path.join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(exchange.credentialsFile(token)));
    const before = cas.ledger.count;
    const error = await (await providerOf({ credentialsFile: file }))
      .issue(await newRequest())
      .catch(failed => failed);
    expect(error.name).toBe('NotAllowedError');
    expect(error.message).toMatch(
      /for want of credentials: invalid_grant: .*Give the backend an identity/,
    );
    expect(error.text).not.toContain('token-of-somebody-else');
    expect(cas.ledger.count).toBe(before);
  });

  it('are missed with what to do, and found once they are there', async () => {
    const provider = await providerOf();
    await expect(provider.describe()).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('GOOGLE_APPLICATION_CREDENTIALS'),
    });
    expect(program.unhandled).toEqual([]);
    await program.setEnv(cas.metadata.env);
    await expect(provider.describe()).resolves.toMatchObject({
      tier: 'ENTERPRISE',
    });
  });

  it('and calls go through a proxy where one is set', async () => {
    const connected: string[] = [];
    const proxy = createServer().on('connect', (asked, socket) => {
      connected.push(asked.url!);
      const [host, port] = asked.url!.split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    await new Promise<void>(resolve => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    try {
      await program.setEnv({
        ...cas.metadata.env,
        HTTPS_PROXY: `http://127.0.0.1:${
          (proxy.address() as AddressInfo).port
        }`,
        NO_PROXY: 'metadata.google.internal',
      });
      await (await providerOf()).issue(await newRequest());
      expect(connected).toContain(new URL(cas.url).host);
    } finally {
      proxy.close();
      await program.setEnv({ HTTPS_PROXY: null, NO_PROXY: null });
    }
  });

  it('are fetched anew when a token ends before its time', async () => {
    await program.setEnv(cas.metadata.env);
    const provider = await providerOf();
    await provider.describe();
    cas.clock.advance(3700);
    await expect(provider.describe()).resolves.toMatchObject({
      tier: 'ENTERPRISE',
    });
  });
});
