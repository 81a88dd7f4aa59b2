import {
  MeshAuthCredential,
  MeshAuthStrategy,
  MeshClusterEndpoint,
} from '@meshport/backstage-plugin-mesh-node';
import { authMetadata } from './AuthStrategies';
import {
  Credentials,
  CredentialsReader,
  withTransportKey,
} from './Credentials';
import { EndpointCredentials } from './EndpointCredentials';
import { InvalidConnectionError } from './errors';
import { jwtExpiry } from './jwt';
import { EndingSecret, RenewedSecret } from './RenewedSecret';

/** For tokens that do not say when they end; the shortest known, of EKS, lives 15 minutes. */
const OPAQUE_TOKEN_LIFE_MS = 5 * 60_000;
const ANSWER_TIMEOUT_MS = 30_000;

type Credential = Exclude<MeshAuthCredential, { type: 'anonymous' }>;

/** Credentials that a module's strategy fetches for an API server's address. */
export class StrategyCredentials implements CredentialsReader {
  readonly #cluster: { name: string; title?: string };
  readonly #endpoint: MeshClusterEndpoint;
  readonly #strategy: MeshAuthStrategy;
  readonly #warn: (message: string) => void;
  readonly #trust: EndpointCredentials;
  readonly #secret: RenewedSecret<Credential>;

  constructor(options: {
    cluster: { name: string; title?: string };
    endpoint: MeshClusterEndpoint;
    strategy: MeshAuthStrategy;
    warn: (message: string) => void;
  }) {
    this.#cluster = options.cluster;
    this.#endpoint = options.endpoint;
    this.#strategy = options.strategy;
    this.#warn = options.warn;
    this.#trust = new EndpointCredentials(
      options.cluster.name,
      () => options.endpoint,
    );
    this.#secret = new RenewedSecret({
      fetch: () => this.#fetch(),
      warn: options.warn,
    });
  }

  forget(): void {
    this.#secret.forget();
  }

  /** Throws `InvalidConnectionError` without the words of the strategy. */
  async read(): Promise<Credentials> {
    const [{ server, tls }, credential] = await Promise.all([
      this.#trust.read(),
      this.#secret.get(),
    ]);
    return credential.type === 'bearer token'
      ? withTransportKey({
          server,
          tls,
          headers: { Authorization: `Bearer ${credential.token}` },
        })
      : withTransportKey({
          server,
          tls: { ...tls, cert: credential.cert, key: credential.key },
          headers: {},
        });
  }

  async #fetch(): Promise<EndingSecret<Credential>> {
    const secret = await this.#ask();
    if (secret.type === 'x509 client certificate') {
      return { secret, expiresAt: secret.expiresAt };
    }
    const { token, expiresAt } = secret;
    return {
      secret: { ...secret, token: token.trim() },
      expiresAt:
        expiresAt ?? jwtExpiry(token) ?? Date.now() + OPAQUE_TOKEN_LIFE_MS,
    };
  }

  async #ask(): Promise<Credential> {
    const { server, caData, caFile, skipTLSVerify } = this.#endpoint;
    let credential: MeshAuthCredential | undefined;
    try {
      credential = await withTimeout(
        this.#strategy.getCredential(
          {
            ...this.#cluster,
            url: server,
            authMetadata: authMetadata(
              this.#endpoint.authStrategy!,
              this.#endpoint,
            ),
            caData,
            caFile,
            skipTLSVerify,
          },
          {},
        ),
      );
    } catch (error) {
      this.#warn(`${this.#failed('failed').message}: ${harmlessWords(error)}`);
      const { name, code } = (error ?? {}) as { name?: string; code?: string };
      throw this.#failed(
        `failed (${
          code ?? name ?? 'unknown reason'
        }); see the log of the backend`,
      );
    }
    const isComplete =
      (credential?.type === 'bearer token' && credential.token?.trim()) ||
      (credential?.type === 'x509 client certificate' &&
        credential.cert &&
        credential.key);
    if (!isComplete) {
      throw this.#failed(
        'gave no credential; use a strategy that needs no person at the browser',
      );
    }
    return credential as Credential;
  }

  #failed(words: string): InvalidConnectionError {
    return new InvalidConnectionError(
      `authStrategy '${this.#endpoint.authStrategy}' of cluster '${
        this.#cluster.name
      }' ${words}`,
    );
  }
}

/** The words of an error for a log, without what could be a secret. */
function harmlessWords(error: unknown): string {
  const words = error instanceof Error ? error.message : 'no reason given';
  return words
    .replace(/[\w+/=.~%-]{20,}/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 200);
}

async function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          Object.assign(new Error('no answer in time'), {
            name: 'TimeoutError',
          }),
        ),
      ANSWER_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
