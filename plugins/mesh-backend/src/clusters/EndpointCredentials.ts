import { MeshClusterEndpoint } from '@meshport/backstage-plugin-mesh-node';
import { readConnectionFile, readTokenFile } from './connectionFiles';
import {
  Credentials,
  CredentialsReader,
  withTransportKey,
} from './Credentials';

/** Credentials for an API server's address; files are read each time. */
export class EndpointCredentials implements CredentialsReader {
  readonly #name: string;
  readonly #endpoint: () => MeshClusterEndpoint;

  /**
   * @param name - of the cluster, for messages
   * @param endpoint - asked at each reading; may throw `InvalidConnectionError`
   */
  constructor(name: string, endpoint: () => MeshClusterEndpoint) {
    this.#name = name;
    this.#endpoint = endpoint;
  }

  forget(): void {
    // Nothing is kept: files are read each time.
  }

  async read(): Promise<Credentials> {
    const endpoint = this.#endpoint();
    const { clientCertificate: certificate } = endpoint;
    const [ca, cert, key, token] = await Promise.all([
      this.#pem('caFile', endpoint.caFile, endpoint.caData),
      this.#pem(
        'clientCertificate.certFile',
        certificate?.certFile,
        certificate?.certData,
      ),
      this.#pem(
        'clientCertificate.keyFile',
        certificate?.keyFile,
        certificate?.keyData,
      ),
      endpoint.tokenFile === undefined
        ? endpoint.token?.trim()
        : readTokenFile(endpoint.tokenFile, this.#field('tokenFile')),
    ]);
    return withTransportKey({
      server: endpoint.server.replace(/\/+$/, ''),
      tls: {
        ca,
        cert,
        key,
        rejectUnauthorized: endpoint.skipTLSVerify ? false : undefined,
      },
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
  }

  async #pem(field: string, file?: string, data?: string) {
    if (file !== undefined) {
      return readConnectionFile(file, this.#field(field));
    }
    return data === undefined ? undefined : Buffer.from(data, 'base64');
  }

  #field(field: string): string {
    return `${field} of cluster '${this.#name}'`;
  }
}
