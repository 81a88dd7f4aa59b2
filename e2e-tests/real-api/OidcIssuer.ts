import { createSign, generateKeyPairSync, KeyObject } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { TlsApiServer } from '../../plugins/mesh-backend/src/__testUtils__/TlsApiServer';

export const CLIENT = 'meshport';

/**
 * An OpenID Connect issuer with one user and one client. Its ID tokens live for
 * seconds, and a refresh token is good once.
 */
export class OidcIssuer {
  /** When false it gives nobody anything. */
  isWilling = true;
  /** ID tokens that it gave. */
  given = 0;
  /** Questions with a refresh token that is none, or was used. */
  refused = 0;
  readonly #server: TlsApiServer;
  readonly #seconds: number;
  readonly #publicKey: KeyObject;
  readonly #privateKey: KeyObject;
  #refreshToken = 'refresh-0';

  /** @param seconds - how long an ID token lives */
  static async start(seconds: number): Promise<OidcIssuer> {
    // Nobody asks before it has told its address.
    const issuer: OidcIssuer = new OidcIssuer(
      await TlsApiServer.start((request, response) =>
        issuer.#answer(request, response),
      ),
      seconds,
    );
    return issuer;
  }

  private constructor(server: TlsApiServer, seconds: number) {
    this.#server = server;
    this.#seconds = seconds;
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#publicKey = keys.publicKey;
    this.#privateKey = keys.privateKey;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Base64 of the PEM of its CA. */
  get caData(): string {
    return this.#server.caData;
  }

  /** The `auth-provider` of a kubeconfig's user. */
  authProvider(): object {
    return {
      name: 'oidc',
      config: {
        'idp-issuer-url': this.url,
        'idp-certificate-authority-data': this.caData,
        'client-id': CLIENT,
        'id-token': this.#idToken(),
        'refresh-token': this.#refreshToken,
      },
    };
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return send(200, {
          issuer: this.url,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
          authorization_endpoint: `${this.url}/authorize`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
      case '/keys': {
        const key = this.#publicKey.export({ format: 'jwk' });
        return send(200, {
          keys: [{ ...key, kid: 'one', alg: 'RS256', use: 'sig' }],
        });
      }
      default:
        return this.#renew(await textOf(request), send);
    }
  }

  #renew(text: string, send: (status: number, body: object) => void) {
    const token = new URLSearchParams(text).get('refresh_token');
    if (!this.isWilling || token !== this.#refreshToken) {
      this.refused += token === this.#refreshToken ? 0 : 1;
      return send(400, { error: 'invalid_grant' });
    }
    this.#refreshToken = `refresh-${this.given + 1}`;
    return send(200, {
      token_type: 'Bearer',
      access_token: 'of-no-use',
      id_token: this.#idToken(),
      refresh_token: this.#refreshToken,
    });
  }

  #idToken(): string {
    this.given += 1;
    const now = Math.floor(Date.now() / 1000);
    const encode = (part: object) =>
      Buffer.from(JSON.stringify(part)).toString('base64url');
    const text = [
      encode({ alg: 'RS256', kid: 'one', typ: 'JWT' }),
      encode({
        iss: this.url,
        aud: CLIENT,
        sub: 'portal',
        iat: now,
        exp: now + this.#seconds,
      }),
    ].join('.');
    const signature = createSign('RSA-SHA256')
      .update(text)
      .sign(this.#privateKey, 'base64url');
    return `${text}.${signature}`;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
