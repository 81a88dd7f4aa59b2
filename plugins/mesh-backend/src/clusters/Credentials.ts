import { createHash } from 'crypto';

/** What a request to a cluster needs: where to, how to trust it, who we are. */
export interface Credentials {
  /** URL of the API server without a trailing slash. */
  server: string;
  /** HTTP proxy on the way, if the kubeconfig names one. */
  proxyUrl?: string;
  /** Options of the TLS connection. */
  tls: {
    ca?: Buffer;
    cert?: Buffer | string;
    key?: Buffer | string;
    servername?: string;
    rejectUnauthorized?: boolean;
  };
  /** Changes when a new connection is needed because server or TLS changed. */
  transportKey: string;
  /** Authorization and impersonation headers. */
  headers: Record<string, string>;
}

/** Gives the credentials of one cluster. */
export interface CredentialsSource {
  /** Throws `InvalidConnectionError` whose message never holds a secret. */
  get(): Promise<Credentials>;
  /**
   * Gets new ones after the server refused `used`, unless newer ones are there
   * already.
   */
  renew(used: Credentials): Promise<Credentials>;
}

/** Where credentials are read from. */
export interface CredentialsReader {
  read(): Promise<Credentials>;
  /** Drops what it keeps, because the server refused it. */
  forget(): void;
}

/** A burst of refusals renews once. */
const RENEWAL_PAUSE_MS = 1000;

/**
 * Keeps what a reader gave for a short while and asks it once at a time, so
 * that many requests at once read the files once.
 */
export class KeptCredentials implements CredentialsSource {
  readonly #reader: CredentialsReader;
  readonly #maxAgeMs: number;
  #current: { credentials: Credentials; at: number } | undefined;
  #pending: Promise<Credentials> | undefined;
  #renewedAt = -Infinity;

  constructor(reader: CredentialsReader, options?: { maxAgeMs?: number }) {
    this.#reader = reader;
    this.#maxAgeMs = options?.maxAgeMs ?? 10_000;
  }

  async get(): Promise<Credentials> {
    if (this.#current && Date.now() - this.#current.at < this.#maxAgeMs) {
      return this.#current.credentials;
    }
    this.#pending ??= this.#read().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async renew(used: Credentials): Promise<Credentials> {
    const known = await this.get();
    if (!isSame(known, used)) {
      return known;
    }
    if (Date.now() - this.#renewedAt < RENEWAL_PAUSE_MS) {
      // Another who was refused at the same moment may be renewing them.
      return this.get();
    }
    this.#renewedAt = Date.now();
    this.#current = undefined;
    this.#reader.forget();
    return this.get();
  }

  async #read(): Promise<Credentials> {
    const credentials = await this.#reader.read();
    this.#current = { credentials, at: Date.now() };
    return credentials;
  }
}

function isSame(a: Credentials, b: Credentials): boolean {
  return (
    a.transportKey === b.transportKey &&
    JSON.stringify(a.headers) === JSON.stringify(b.headers)
  );
}

/** Adds the key by which connections are told apart. */
export function withTransportKey(
  credentials: Omit<Credentials, 'transportKey'>,
): Credentials {
  const { server, proxyUrl, tls } = credentials;
  const transportKey = createHash('sha256')
    .update(JSON.stringify([server, proxyUrl, tls]))
    .digest('hex');
  return { ...credentials, transportKey };
}
