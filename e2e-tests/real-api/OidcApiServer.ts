import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { HttpClusterConnection } from '../../plugins/mesh-backend/src/clusters';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { CleanUp, run, serve } from '../support/programs';
import { CLIENT, OidcIssuer } from './OidcIssuer';

/** Before the names of the issuer's users. */
export const USER_PREFIX = 'oidc:';

/** A real API server, with its etcd, that believes an OpenID Connect issuer. */
export class OidcApiServer {
  readonly #url: string;
  readonly #caFile: string;
  /** As the administrator. */
  readonly admin: HttpClusterConnection;

  /** @param bin - the folder of the equipment's programs */
  static async start(
    bin: string,
    folder: string,
    issuer: OidcIssuer,
    cleanUp: CleanUp,
  ): Promise<OidcApiServer> {
    mkdirSync(folder);
    const file = (name: string) => join(folder, name);
    const etcd = `http://127.0.0.1:${await freePort()}`;
    const port = await freePort();
    const adminToken = randomBytes(24).toString('base64url');
    const key = file('service-accounts.pem');
    await run('openssl', ['genrsa', '-out', key, '2048']);
    writeFileSync(
      file('tokens.csv'),
      `${adminToken},admin,admin,"system:masters"\n`,
      { mode: 0o600 },
    );
    writeFileSync(
      file('authentication.yaml'),
      stringify({
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'AuthenticationConfiguration',
        jwt: [
          {
            issuer: {
              url: issuer.url,
              audiences: [CLIENT],
              certificateAuthority: Buffer.from(
                issuer.caData,
                'base64',
              ).toString('utf8'),
            },
            claimMappings: { username: { claim: 'sub', prefix: USER_PREFIX } },
          },
        ],
      }),
    );
    const services = [
      serve(
        join(bin, 'etcd'),
        [
          `--data-dir=${file('etcd')}`,
          ...[
            `--listen-client-urls=${etcd}`,
            `--advertise-client-urls=${etcd}`,
          ],
          ...['--listen-peer-urls=http://127.0.0.1:0', '--log-level=warn'],
        ],
        { log: file('etcd.log') },
      ),
      serve(
        join(bin, 'kube-apiserver'),
        [
          `--etcd-servers=${etcd}`,
          ...['--advertise-address=127.0.0.1', '--bind-address=127.0.0.1'],
          `--secure-port=${port}`,
          // It makes its own certificate there.
          `--cert-dir=${file('certificates')}`,
          `--authentication-config=${file('authentication.yaml')}`,
          `--token-auth-file=${file('tokens.csv')}`,
          '--authorization-mode=RBAC',
          '--service-account-issuer=https://kubernetes.default.svc',
          `--service-account-key-file=${key}`,
          `--service-account-signing-key-file=${key}`,
          '--service-cluster-ip-range=10.0.0.0/24',
          '--endpoint-reconciler-type=none',
          '--disable-admission-plugins=ServiceAccount',
        ],
        { log: file('apiserver.log') },
      ),
    ];
    services.forEach(service => cleanUp.add(() => service.stop(30)));
    const server = new OidcApiServer(
      `https://127.0.0.1:${port}`,
      file('certificates/apiserver.crt'),
      adminToken,
    );
    cleanUp.add(() => server.admin.close());
    await eventually(120, async () => {
      for (const service of services) {
        if (!service.alive()) throw new Error(`it ended: ${service.tail()}`);
      }
      await server.admin.request({ path: '/readyz' });
    });
    return server;
  }

  private constructor(url: string, caFile: string, token: string) {
    this.#url = url;
    this.#caFile = caFile;
    this.admin = new HttpClusterConnection({
      name: 'admin',
      endpoint: { server: url, caFile, token },
    });
  }

  /** Writes a kubeconfig of the issuer's user. */
  writeKubeconfig(file: string, issuer: OidcIssuer): void {
    const ca = readFileSync(this.#caFile).toString('base64');
    writeFileSync(
      file,
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'east',
        clusters: [
          {
            name: 'east',
            cluster: {
              server: this.#url,
              'certificate-authority-data': ca,
            },
          },
        ],
        users: [
          { name: 'portal', user: { 'auth-provider': issuer.authProvider() } },
        ],
        contexts: [
          { name: 'east', context: { cluster: 'east', user: 'portal' } },
        ],
      }),
      { mode: 0o600 },
    );
  }
}
