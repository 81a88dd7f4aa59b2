import { Agent, Dispatcher } from 'undici';
import { readConnectionFile } from './connectionFiles';
import { InvalidKubeconfigError } from './errors';
import { jwtExpiry } from './jwt';
import { parseJson, readBody } from './readBody';
import { EndingSecret, RenewedSecret } from './RenewedSecret';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** `users[].user.auth-provider.config` of a kubeconfig whose name is `oidc`. */
export type OidcConfig = Partial<
  Record<
    | 'idp-issuer-url'
    | 'client-id'
    | 'client-secret'
    | 'id-token'
    | 'refresh-token'
    | 'idp-certificate-authority'
    | 'idp-certificate-authority-data',
    string
  >
>;

/**
 * The ID token of a kubeconfig's OIDC user, refreshed before it ends. As
 * kubectl does it, but the file is left as it is: an issuer that gives a new
 * refresh token each time has it kept in memory.
 *
 * The one of `@kubernetes/client-node` 1.4 keeps one expiry for all users,
 * takes the seconds a token lives for its end, knows neither the issuer's CA nor
 * the client's secret, and sends requests without a token when none is to be had.
 */
export class OidcToken {
  readonly #cluster: string;
  readonly #config: OidcConfig;
  readonly #secret: RenewedSecret<string>;
  #fromFile: string | undefined;
  #refreshToken: string | undefined;

  constructor(options: {
    /** Name of the cluster, for messages. */
    cluster: string;
    config: OidcConfig;
    warn: (message: string) => void;
  }) {
    this.#cluster = options.cluster;
    this.#config = options.config;
    this.#fromFile = options.config['id-token'] || undefined;
    this.#refreshToken = options.config['refresh-token'] || undefined;
    this.#secret = new RenewedSecret({
      fetch: () => this.#fetch(),
      warn: options.warn,
    });
  }

  /** Throws `InvalidKubeconfigError` that holds no token. */
  get(): Promise<string> {
    return this.#secret.get();
  }

  /** The server refused the token. */
  forget(): void {
    this.#fromFile = undefined;
    this.#secret.forget();
  }

  async #fetch(): Promise<EndingSecret<string>> {
    const secret = this.#fromFile;
    const expiresAt = secret && jwtExpiry(secret);
    // Used once: what is asked for after that is its successor.
    this.#fromFile = undefined;
    if (secret && expiresAt && expiresAt > Date.now()) {
      return { secret, expiresAt };
    }
    return this.#refresh();
  }

  async #refresh(): Promise<EndingSecret<string>> {
    const { 'idp-issuer-url': issuer, 'client-id': clientId } = this.#config;
    const refreshToken = this.#refreshToken;
    if (!issuer || !clientId || !refreshToken) {
      throw this.#failed(
        'has expired or was refused, and idp-issuer-url, client-id and refresh-token are not all there to renew it; sign in again',
      );
    }
    const agent = new Agent({
      connect: { ca: await this.#ca(), timeout: TIMEOUT_MS },
    });
    try {
      const { endpoint, basic } = await this.#discover(agent, issuer);
      const answer = await this.#post(agent, endpoint, {
        clientId,
        refreshToken,
        basic,
      });
      this.#refreshToken = String(answer.refresh_token || refreshToken);
      const secret = String(answer.id_token);
      return { secret, expiresAt: jwtExpiry(secret) };
    } finally {
      await agent.destroy();
    }
  }

  async #discover(agent: Agent, issuer: string) {
    const base = issuer.replace(/\/+$/, '');
    const { status, answer } = await this.#ask(agent, {
      url: `${base}/.well-known/openid-configuration`,
      method: 'GET',
    });
    const endpoint = answer?.token_endpoint;
    if (
      status !== 200 ||
      typeof endpoint !== 'string' ||
      String(answer.issuer).replace(/\/+$/, '') !== base
    ) {
      throw this.#failed(
        `cannot be renewed: the issuer's configuration does not fit idp-issuer-url (answer ${status}); check idp-issuer-url`,
      );
    }
    const methods = answer.token_endpoint_auth_methods_supported;
    const basic =
      !Array.isArray(methods) || methods.includes('client_secret_basic');
    return { endpoint, basic };
  }

  async #post(
    agent: Agent,
    url: string,
    form: { clientId: string; refreshToken: string; basic: boolean },
  ): Promise<Record<string, unknown>> {
    const secret = this.#config['client-secret'];
    const inHeader = form.basic && Boolean(secret);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: form.refreshToken,
      ...(inHeader ? {} : { client_id: form.clientId }),
      ...(secret && !inHeader ? { client_secret: secret } : {}),
    });
    const { status, answer } = await this.#ask(agent, {
      url,
      method: 'POST',
      body: body.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(inHeader
          ? { authorization: basicHeader(form.clientId, secret!) }
          : {}),
      },
    });
    if (status !== 200 || typeof answer?.id_token !== 'string') {
      // RFC 6749 has short words for the reason; anything else is left out.
      const code = String(answer?.error ?? '');
      const words = /^[a-z_]{1,40}$/.test(code) ? code : `answer ${status}`;
      throw this.#failed(
        `cannot be renewed: the issuer gave no id_token (${words}); sign in again`,
      );
    }
    return answer;
  }

  async #ask(
    agent: Agent,
    request: {
      url: string;
      method: Dispatcher.HttpMethod;
      body?: string;
      headers?: Record<string, string>;
    },
  ): Promise<{ status: number; answer: any }> {
    if (!/^https:\/\//i.test(request.url) || !URL.canParse(request.url)) {
      throw this.#failed(
        "cannot be renewed: the issuer's address is not https; correct idp-issuer-url",
      );
    }
    try {
      const { url, ...options } = request;
      const { statusCode, body } = await agent.request({
        ...options,
        origin: new URL(url).origin,
        path: new URL(url).pathname + new URL(url).search,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await readBody(body, MAX_ANSWER_BYTES);
      const isJson = text.trimStart().startsWith('{');
      return { status: statusCode, answer: isJson ? parseJson(text) : {} };
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      throw this.#failed(
        `cannot be renewed: the issuer does not answer properly (${
          code ?? name
        }); check idp-issuer-url and idp-certificate-authority`,
      );
    }
  }

  async #ca(): Promise<Buffer | undefined> {
    const data = this.#config['idp-certificate-authority-data'];
    const file = this.#config['idp-certificate-authority'];
    if (data) {
      return Buffer.from(data, 'base64');
    }
    return file
      ? readConnectionFile(
          file,
          `idp-certificate-authority in the kubeconfig of cluster '${
            this.#cluster
          }'`,
        )
      : undefined;
  }

  #failed(words: string): InvalidKubeconfigError {
    return new InvalidKubeconfigError(
      `the OIDC token in the kubeconfig of cluster '${this.#cluster}' ${words}`,
    );
  }
}

/** RFC 6749, 2.3.1: both halves are form-encoded first. */
function basicHeader(clientId: string, secret: string): string {
  const text = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}
