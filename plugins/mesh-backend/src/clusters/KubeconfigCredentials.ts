import { KubeConfig } from '@kubernetes/client-node';
import { createHash } from 'crypto';
import { RequestOptions } from 'https';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { InvalidKubeconfigError } from './errors';

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

/**
 * Credentials out of a kubeconfig file, as `@kubernetes/client-node`
 * understands it: tokens, client certificates, exec plugins, OIDC.
 *
 * The answer is kept for a short while and asked for once at a time, so that
 * many requests at once start one exec plugin only.
 */
export class KubeconfigCredentials {
  readonly #details: MeshClusterDetails;
  readonly #maxAgeMs: number;
  #kubeconfig: KubeConfig | undefined;
  #current: { credentials: Credentials; at: number } | undefined;
  #pending: Promise<Credentials> | undefined;

  constructor(details: MeshClusterDetails, options?: { maxAgeMs?: number }) {
    this.#details = details;
    this.#maxAgeMs = options?.maxAgeMs ?? 10_000;
  }

  /** Throws `InvalidKubeconfigError` whose message never holds file content. */
  async get(): Promise<Credentials> {
    if (this.#current && Date.now() - this.#current.at < this.#maxAgeMs) {
      return this.#current.credentials;
    }
    this.#pending ??= this.#resolve().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /**
   * Reads the file again after the server refused `used`, unless a newer
   * answer is there already.
   */
  async renew(used: Credentials): Promise<Credentials> {
    if (!this.#current || this.#current.credentials === used) {
      this.#current = undefined;
      this.#kubeconfig = undefined;
    }
    return this.get();
  }

  async #resolve(): Promise<Credentials> {
    this.#kubeconfig ??= this.#load();
    const kubeconfig = this.#kubeconfig;
    const cluster = kubeconfig.getCurrentCluster()!;
    const options: RequestOptions = { headers: {} };
    try {
      await kubeconfig.applyToHTTPSOptions(options);
    } catch (error) {
      throw this.#authenticationError(kubeconfig, error);
    }
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([k, v]) => [k, String(v)]),
    );
    if (options.auth) {
      const basic = Buffer.from(options.auth).toString('base64');
      headers.Authorization = `Basic ${basic}`;
    }
    const { ca, cert, key, servername, rejectUnauthorized } = options as any;
    const tls = { ca, cert, key, servername, rejectUnauthorized };
    const credentials: Credentials = {
      server: cluster.server,
      proxyUrl: cluster.proxyUrl,
      tls,
      headers,
      transportKey: createHash('sha256')
        .update(JSON.stringify([cluster.server, cluster.proxyUrl, tls]))
        .digest('hex'),
    };
    this.#current = { credentials, at: Date.now() };
    return credentials;
  }

  #load(): KubeConfig {
    const { name, kubeconfig: source } = this.#details;
    const kubeconfig = new KubeConfig();
    try {
      kubeconfig.loadFromFile(source.file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      throw new InvalidKubeconfigError(
        code
          ? `kubeconfig.file of cluster '${name}' cannot be read (${code}); check the path and its rights`
          : `kubeconfig.file of cluster '${name}' is not a kubeconfig; check its content`,
      );
    }
    if (source.context !== undefined) {
      kubeconfig.setCurrentContext(source.context);
    }
    const context = kubeconfig.getCurrentContext();
    if (!context || !kubeconfig.getContextObject(context)) {
      throw new InvalidKubeconfigError(
        `kubeconfig.context of cluster '${name}': the file has no context '${
          context ?? ''
        }'; name one of the file's contexts`,
      );
    }
    if (!kubeconfig.getCurrentCluster() || !kubeconfig.getCurrentUser()) {
      throw new InvalidKubeconfigError(
        `kubeconfig.context of cluster '${name}': the context '${context}' names a cluster or user that the file does not have`,
      );
    }
    return kubeconfig;
  }

  #authenticationError(kubeconfig: KubeConfig, error: unknown) {
    const { name } = this.#details;
    const command = kubeconfig.getCurrentUser()?.exec?.command;
    const code = (error as NodeJS.ErrnoException).code;
    if (command) {
      // What the command printed may hold credentials: it stays out.
      return new InvalidKubeconfigError(
        `the credentials command '${command}' of cluster '${name}' failed${
          code ? ` (${code})` : ''
        }; run it by hand as the backend's user`,
      );
    }
    if (code) {
      return new InvalidKubeconfigError(
        `a certificate, key or token file named by the kubeconfig of cluster '${name}' cannot be read (${code})`,
      );
    }
    if (kubeconfig.getCurrentCluster()?.server.startsWith('http:')) {
      return new InvalidKubeconfigError(
        `the kubeconfig of cluster '${name}' names a server without TLS; use https`,
      );
    }
    return new InvalidKubeconfigError(
      `the credentials in the kubeconfig of cluster '${name}' cannot be used`,
    );
  }
}
