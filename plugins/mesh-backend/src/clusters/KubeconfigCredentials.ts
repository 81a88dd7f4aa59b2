import { KubeConfig } from '@kubernetes/client-node';
import { readFile, stat } from 'fs/promises';
import { RequestOptions } from 'https';
import { dirname, resolve } from 'path';
import {
  Credentials,
  CredentialsReader,
  withTransportKey,
} from './Credentials';
import { InvalidKubeconfigError } from './errors';
import { ExecPlugin, ExecSpec } from './ExecPlugin';
import { OidcConfig, OidcToken } from './OidcToken';
import { readTokenFile } from './connectionFiles';
import { parseKubeconfig } from './parseKubeconfig';
import { turns } from './Turns';

interface Loaded {
  /** Changes with the file. */
  stamp: string;
  kubeconfig: KubeConfig;
  tokenFile?: string;
  exec?: { plugin: ExecPlugin; key: string };
  oidc?: { token: OidcToken; key: string };
}

/**
 * Credentials out of a kubeconfig file, as `@kubernetes/client-node`
 * understands it: tokens and client certificates; exec plugins, OIDC and
 * `tokenFile` (which it does not know) are ours. A changed file is read again.
 */
export class KubeconfigCredentials implements CredentialsReader {
  readonly #name: string;
  readonly #file: string;
  readonly #context: string | undefined;
  readonly #warn: (message: string) => void;
  #loaded: Loaded | undefined;

  constructor(options: {
    /** Name of the cluster, for messages. */
    name: string;
    file: string;
    context?: string;
    warn: (message: string) => void;
  }) {
    this.#name = options.name;
    this.#file = options.file;
    this.#context = options.context;
    this.#warn = options.warn;
  }

  forget(): void {
    this.#loaded?.exec?.plugin.forget();
    this.#loaded?.oidc?.token.forget();
    if (this.#loaded) {
      this.#loaded.stamp = '';
    }
  }

  /** Throws `InvalidKubeconfigError` whose message never holds file content. */
  async read(): Promise<Credentials> {
    const { kubeconfig, exec, oidc, tokenFile } = await this.#load();
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
    const credential = await exec?.plugin.get();
    if (credential?.clientCertificateData) {
      tls.cert = credential.clientCertificateData;
      tls.key = credential.clientKeyData;
    }
    let token = credential?.token ?? (await oidc?.token.get());
    if (tokenFile !== undefined) {
      token = await readTokenFile(
        tokenFile,
        `tokenFile in the kubeconfig of cluster '${this.#name}'`,
      );
    }
    if (token) {
      headers.Authorization = `Bearer ${token}`;
    }
    const { server, proxyUrl } = cluster;
    return withTransportKey({ server, proxyUrl, tls, headers });
  }

  async #load(): Promise<Loaded> {
    let stamp: string;
    let text: string;
    try {
      const { mtimeMs, size, ino } = await stat(this.#file);
      stamp = `${mtimeMs} ${size} ${ino}`;
      if (this.#loaded?.stamp === stamp) {
        return this.#loaded;
      }
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new InvalidKubeconfigError(
        `kubeconfig.file of cluster '${
          this.#name
        }' cannot be read (${code}); check the path and its rights`,
      );
    }
    // Many clusters may be in one large file, and all be read at once.
    return turns.run(() => this.#take(stamp, text));
  }

  #take(stamp: string, text: string): Loaded {
    const parsed = parseKubeconfig(text, {
      name: this.#name,
      file: this.#file,
      context: this.#context,
    });
    const { kubeconfig, tokenFile, exec, oidc } = parsed;
    const skips = kubeconfig.getCurrentCluster()!.skipTLSVerify;
    if (skips && !this.#loaded?.kubeconfig.getCurrentCluster()?.skipTLSVerify) {
      this.#warn(
        `the TLS certificate of cluster '${
          this.#name
        }' is not checked, because its kubeconfig says insecure-skip-tls-verify; give it certificate-authority-data instead`,
      );
    }
    this.#loaded = {
      stamp,
      kubeconfig,
      tokenFile,
      exec: exec && this.#plugin(kubeconfig, exec),
      oidc: oidc && this.#oidcToken(oidc, dirname(resolve(this.#file))),
    };
    return this.#loaded;
  }

  /** The one at hand while the file says the same: its refresh token may be newer. */
  #oidcToken(config: OidcConfig, directory: string): Loaded['oidc'] {
    const key = JSON.stringify(config);
    if (this.#loaded?.oidc?.key === key) {
      return this.#loaded.oidc;
    }
    const ca = config['idp-certificate-authority'];
    const token = new OidcToken({
      cluster: this.#name,
      config: ca
        ? { ...config, 'idp-certificate-authority': resolve(directory, ca) }
        : config,
      warn: this.#warn,
    });
    return { token, key };
  }

  /** The one at hand while the file says the same, because it keeps its answer. */
  #plugin(kubeconfig: KubeConfig, spec: ExecSpec): Loaded['exec'] {
    const cluster = kubeconfig.getCurrentCluster()!;
    const clusterInfo = {
      server: cluster.server,
      'tls-server-name': cluster.tlsServerName,
      'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
      'certificate-authority-data': cluster.caData,
      'proxy-url': cluster.proxyUrl,
    };
    const key = JSON.stringify([spec, clusterInfo]);
    if (this.#loaded?.exec?.key === key) {
      return this.#loaded.exec;
    }
    const plugin = new ExecPlugin({
      cluster: this.#name,
      spec,
      directory: dirname(resolve(this.#file)),
      clusterInfo,
      warn: this.#warn,
    });
    return { plugin, key };
  }

  #authenticationError(kubeconfig: KubeConfig, error: unknown) {
    const name = this.#name;
    const code = (error as NodeJS.ErrnoException).code;
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
