import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { IncomingMessage, ServerResponse } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { createCredentials } from './createCredentials';
import { InvalidKubeconfigError } from './errors';
import { HttpClusterConnection } from './HttpClusterConnection';
import { OidcConfig } from './OidcToken';

/** A token whose signature nobody here looks at. */
function idToken(name: string, livesSeconds: number): string {
  const part = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + livesSeconds;
  return `${part({ alg: 'RS256' })}.${part({ sub: name, exp })}.c2ln`;
}

function subject(request: IncomingMessage): string {
  const payload = request.headers.authorization?.split('.')[1] ?? '';
  return (
    payload && JSON.parse(Buffer.from(payload, 'base64url').toString()).sub
  );
}

describe('a kubeconfig with an OIDC user', () => {
  let directory: string;
  let issuer: TlsApiServer;
  let cluster: TlsApiServer;
  let warnings: string[];
  let connection: HttpClusterConnection;
  /** Forms that the issuer got. */
  let forms: { form: Record<string, string>; authorization?: string }[];
  let grant: (response: ServerResponse) => void;
  let accepts: (sub: string) => boolean;
  let metadata: object;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    warnings = [];
    forms = [];
    metadata = {};
    accepts = () => true;
    grant = response =>
      sendJson(response, {
        id_token: idToken(`renewed-${forms.length}`, 3600),
        refresh_token: `refresh-${forms.length}`,
        expires_in: 3600,
      });
    issuer = await TlsApiServer.start(answerAsIssuer);
    cluster = await TlsApiServer.start((request, response) => {
      const sub = subject(request);
      if (sub && accepts(sub)) {
        sendJson(response, { sub });
      } else {
        sendJson(response, { kind: 'Status', message: 'Unauthorized' }, 401);
      }
    });
    const details = {
      name: 'east',
      kubeconfig: { file: join(directory, 'kubeconfig') },
    };
    connection = new HttpClusterConnection(
      details,
      createCredentials(details, {
        maxAgeMs: 0,
        warn: message => warnings.push(message),
      }),
    );
  });

  afterEach(async () => {
    jest.useRealTimers();
    await connection.close();
    await issuer.close();
    await cluster.close();
    rmSync(directory, { recursive: true });
  });

  function answerAsIssuer(request: IncomingMessage, response: ServerResponse) {
    if (request.url === '/.well-known/openid-configuration') {
      sendJson(response, {
        issuer: issuer.url,
        token_endpoint: `${issuer.url}/token`,
        ...metadata,
      });
      return;
    }
    let text = '';
    request.on('data', chunk => (text += chunk));
    request.on('end', () => {
      forms.push({
        form: Object.fromEntries(new URLSearchParams(text)),
        authorization: request.headers.authorization,
      });
      grant(response);
    });
  }

  function write(config: OidcConfig, token?: string) {
    const content = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'main',
      clusters: [
        {
          name: 'main',
          cluster: {
            server: cluster.url,
            'certificate-authority-data': cluster.caData,
          },
        },
      ],
      contexts: [{ name: 'main', context: { cluster: 'main', user: 'u' } }],
      users: [
        {
          name: 'u',
          user: { 'auth-provider': { name: 'oidc', config }, token },
        },
      ],
    };
    writeFileSync(join(directory, 'kubeconfig'), JSON.stringify(content));
  }

  const user = (given: OidcConfig = {}): OidcConfig => ({
    'idp-issuer-url': issuer.url,
    'client-id': 'meshport',
    'client-secret': 's3cret+/',
    'id-token': idToken('of-the-file', -60),
    'refresh-token': 'refresh-of-the-file',
    'idp-certificate-authority-data': issuer.caData,
    ...given,
  });
  const who = async () =>
    (await connection.request<{ sub: string }>({ path: '/who' })).sub;
  const failure = () => connection.request<any>({ path: '/' }).catch(e => e);

  it('uses the token of the file while it is good, and asks nobody', async () => {
    write(user({ 'id-token': idToken('of-the-file', 600) }));
    await expect(who()).resolves.toBe('of-the-file');
    expect(issuer.requests).toEqual([]);
  });

  it('refreshes an expired token once for many requests, and keeps it', async () => {
    write(user());
    const answers = await Promise.all(Array.from({ length: 20 }, who));
    expect(new Set(answers)).toEqual(new Set(['renewed-1']));
    await expect(who()).resolves.toBe('renewed-1');
    expect(forms).toEqual([
      {
        form: {
          grant_type: 'refresh_token',
          refresh_token: 'refresh-of-the-file',
        },
        authorization: `Basic ${Buffer.from('meshport:s3cret%2B%2F').toString(
          'base64',
        )}`,
      },
    ]);
    // Nobody was shown the expired one.
    expect(cluster.requests.map(r => r.headers.authorization)).not.toContain(
      undefined,
    );
  });

  it('goes on with the token at hand while it fetches the next, with the newest refresh token', async () => {
    write(user({ 'id-token': idToken('of-the-file', 50) }));
    await expect(who()).resolves.toBe('of-the-file');
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setTimeout', 'setImmediate', 'queueMicrotask'],
      now: Date.now() + 40_000,
    });
    await expect(who()).resolves.toBe('of-the-file');
    while ((await who()) !== 'renewed-1') {
      await new Promise(done => setTimeout(done, 5));
    }
    jest.setSystemTime(Date.now() + 3_590_000);
    while ((await who()) !== 'renewed-2') {
      await new Promise(done => setTimeout(done, 5));
    }
    expect(forms.map(({ form }) => form.refresh_token)).toEqual([
      'refresh-of-the-file',
      'refresh-1',
    ]);
    expect(warnings).toEqual([]);
  });

  it('refreshes a token that the API server refuses before its end', async () => {
    accepts = sub => sub !== 'of-the-file';
    write(user({ 'id-token': idToken('of-the-file', 600) }));
    await expect(who()).resolves.toBe('renewed-1');
    expect(forms).toHaveLength(1);
  });

  it('says who the client is in the form when the issuer wants it there, or there is no secret', async () => {
    metadata = {
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
    write(user());
    await who();
    write(user({ 'client-secret': undefined, 'client-id': 'public' }));
    await who();
    expect(forms).toEqual([
      {
        form: expect.objectContaining({
          client_id: 'meshport',
          client_secret: 's3cret+/',
        }),
        authorization: undefined,
      },
      {
        form: {
          grant_type: 'refresh_token',
          refresh_token: 'refresh-of-the-file',
          client_id: 'public',
        },
        authorization: undefined,
      },
    ]);
  });

  it('takes the CA of the issuer from a file beside the kubeconfig', async () => {
    writeFileSync(
      join(directory, 'idp.crt'),
      Buffer.from(issuer.caData, 'base64'),
    );
    write(
      user({
        'idp-certificate-authority-data': undefined,
        'idp-certificate-authority': 'idp.crt',
      }),
    );
    await expect(who()).resolves.toBe('renewed-1');
  });

  it.each<[string, () => OidcConfig, string]>([
    [
      'an issuer whose certificate is not trusted',
      () => user({ 'idp-certificate-authority-data': undefined }),
      'does not answer properly (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      'an issuer without TLS',
      () => user({ 'idp-issuer-url': 'http://127.0.0.1:1' }),
      'is not https; correct idp-issuer-url',
    ],
    [
      'a missing refresh token',
      () => user({ 'refresh-token': undefined }),
      'sign in again',
    ],
  ])('tells of %s', async (_, config, words) => {
    write(config());
    const error = await failure();
    expect(error).toBeInstanceOf(InvalidKubeconfigError);
    expect(error.message).toContain("in the kubeconfig of cluster 'east'");
    expect(error.message).toContain(words);
    // Never as a nobody.
    expect(cluster.requests).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'a refusal',
      response =>
        sendJson(
          response,
          {
            error: 'invalid_grant',
            error_description: 'refresh-of-the-file is used up',
          },
          400,
        ),
      'invalid_grant',
    ],
    [
      'a web page',
      response => {
        response.writeHead(502);
        response.end('<html>refresh-of-the-file s3cret+/');
      },
      'answer 502',
    ],
    [
      'an answer without a token',
      response => sendJson(response, { access_token: 'x' }),
      'answer 200',
    ],
    [
      'a redirect',
      response => {
        response.writeHead(307, { location: `${cluster.url}/token` });
        response.end();
      },
      'answer 307',
    ],
  ])('tells of %s without secrets', async (_, answer, words) => {
    grant = answer;
    write(user());
    const error = await failure();
    expect(error).toBeInstanceOf(InvalidKubeconfigError);
    expect(error.message).toContain(`gave no id_token (${words})`);
    expect(`${error.stack}`).not.toMatch(/refresh-of|s3cret|eyJ/);
    expect(cluster.requests).toEqual([]);
  });

  it('refuses a configuration of another issuer', async () => {
    metadata = { issuer: 'https://elsewhere.example.com' };
    write(user());
    expect((await failure()).message).toContain('does not fit idp-issuer-url');
    expect(forms).toEqual([]);
  });
});
