import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { CleanUp, run, serve, Service } from '../../support/programs';
import { Mesh } from '../equipment';

/** How one request reached the host outside the mesh. */
export interface SeenRequest {
  path: string;
  host: string;
  /** The caller's address. */
  from: string;
  /** The server name of the TLS handshake. */
  serverName: string | false;
  /** e.g. `TLSv1.3`. */
  protocol: string;
}

/** Who signed the certificate that the host shows. */
export type Authority = 'partner' | 'stranger';

/**
 * A machine outside the mesh that serves a host over TLS, with a certificate
 * of a certificate authority of its own.
 */
export class Upstream {
  readonly host = 'api.partner.example';
  readonly address: string;
  #service: Service | undefined;

  static async start(mesh: Mesh, folder: string, cleanUp: CleanUp) {
    const upstream = new Upstream(mesh, folder);
    await run(mesh.vm, ['up', mesh.dir, 'outside', upstream.address]);
    cleanUp.add(() => run(mesh.vm, ['down', mesh.dir, 'outside']));
    cleanUp.add(() => upstream.#service?.stop(5));
    mkdirSync(upstream.#inside);
    copyFileSync(
      join(__dirname, 'server.mjs'),
      join(upstream.#inside, 'server.mjs'),
    );
    mkdirSync(folder, { recursive: true });
    await upstream.#makeCertificate('partner');
    await upstream.#makeCertificate('stranger');
    await upstream.showCertificateOf('partner');
    return upstream;
  }

  /** PEM of the authority that is trusted. */
  get certificateAuthority(): string {
    return readFileSync(join(this.folder, 'partner-ca.crt'), 'utf8');
  }

  /** Every request so far, oldest first. */
  get requests(): SeenRequest[] {
    const log = join(this.#inside, 'requests.log');
    if (!existsSync(log)) return [];
    return readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  }

  /** Starts the server anew with a certificate of this authority. */
  async showCertificateOf(authority: Authority): Promise<void> {
    await this.#service?.stop(5);
    const ready = join(this.#inside, 'requests.log.ready');
    rmSync(ready, { force: true });
    const files = [
      'server.mjs',
      `${authority}.crt`,
      `${authority}.key`,
      'requests.log',
    ];
    const { vm, dir } = this.mesh;
    const service = serve(
      vm,
      [
        'exec',
        dir,
        'outside',
        '--',
        'node',
        ...files.map(name => `/upstream/${name}`),
      ],
      { log: join(this.folder, 'server.log') },
    );
    this.#service = service;
    await eventually(20, () => {
      if (!service.alive())
        throw new Error(`the upstream ended: ${service.tail()}`);
      if (!existsSync(ready)) throw new Error('the upstream does not listen');
    });
  }

  private constructor(
    private readonly mesh: Mesh,
    private readonly folder: string,
  ) {
    this.address = mesh.addresses.machine(240);
  }

  get #inside(): string {
    return join(this.mesh.dir, 'vms/outside/root/upstream');
  }

  async #makeCertificate(authority: Authority): Promise<void> {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
    ];
    const ca = {
      key: `${authority}-ca.key`,
      certificate: `${authority}-ca.crt`,
    };
    const own = { key: `${authority}.key`, certificate: `${authority}.crt` };
    const request = (files: typeof ca, ...args: string[]) =>
      run(
        'openssl',
        [
          ...['req', '-x509', ...key, '-days', '2'],
          ...['-keyout', files.key, '-out', files.certificate, ...args],
        ],
        { cwd: this.folder },
      );
    await request(ca, '-subj', `/O=${authority}/CN=root`);
    await request(
      own,
      ...['-CA', ca.certificate, '-CAkey', ca.key, '-subj', `/CN=${this.host}`],
      ...['-addext', `subjectAltName=DNS:${this.host}`],
      ...['-addext', 'basicConstraints=critical,CA:false'],
    );
    for (const file of Object.values(own)) {
      copyFileSync(join(this.folder, file), join(this.#inside, file));
    }
  }
}
