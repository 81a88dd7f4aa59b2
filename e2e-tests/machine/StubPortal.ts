import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { CleanUp } from '../support/programs';
import { ownCertificate } from './certificate';
import { SidecarPackage } from './sidecarPackage';

export const SCRIPT = join(
  __dirname,
  '../../plugins/mesh-backend/assets/enrol.sh',
);
export const REQUEST = '0b5f1d8e-6d0e-4b0a-9b5c-3d2f8f0b1c11';
/** Words that must be found nowhere but where they belong. */
export const CODE = 'sent-inel-code-abcd-efgh-2345';
export const TOKEN = 'eyJhbGciOiJub25lIn0.c2VudGluZWwtdG9rZW4.c2lnbmF0dXJl';

/** One call of a machine. */
export interface Call {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Another answer than the usual one. */
export interface OtherAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A portal that speaks the two routes without login, and serves packages. */
export class StubPortal {
  readonly calls: Call[] = [];
  /** Answers to come, one a redeem; then the usual. */
  readonly answers: OtherAnswer[] = [];
  /** Files of the bundle that are other than usual; `undefined` leaves one out. */
  files: Record<string, string | undefined> = {};
  /** Lines of `enrolment` that are other than usual. */
  enrolment: Record<string, string> = {};
  /** How far its clock is before that of machines, in seconds. */
  ahead = 0;
  /** Seconds that the package takes. */
  delay = 0;
  #server!: Server;

  private constructor(
    private readonly address: string,
    /** Certificates by which it is trusted. */
    readonly caFile: string,
    public sidecar: SidecarPackage,
  ) {}

  static async start(
    address: string,
    work: string,
    sidecar: SidecarPackage,
    cleanUp: CleanUp,
  ): Promise<StubPortal> {
    const { key, cert, file } = await ownCertificate(address, work);
    const portal = new StubPortal(address, file, sidecar);
    portal.#server = createServer({ key, cert }, async (req, res) => {
      let body = '';
      for await (const part of req) body += part;
      const { method = '', url = '', headers } = req;
      portal.calls.push({ method, url, headers, body });
      res.setHeader(
        'Date',
        new Date(Date.now() + portal.ahead * 1000).toUTCString(),
      );
      const {
        status = 200,
        headers: more = {},
        body: text,
      } = await portal.#answer(`${method} ${url}`);
      if (url.startsWith('/packages/')) {
        await new Promise(resolve => setTimeout(resolve, portal.delay * 1000));
      }
      res.writeHead(status, more).end(text);
    });
    await new Promise<void>(resolve =>
      portal.#server.listen(0, address, resolve),
    );
    cleanUp.add(() => {
      portal.#server.closeAllConnections();
      portal.#server.close();
    });
    return portal;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://${this.address}:${port}`;
  }

  get url(): string {
    return `${this.origin}/api/mesh`;
  }

  /** As it was at the start. */
  reset(sidecar: SidecarPackage): void {
    this.calls.length = 0;
    this.answers.length = 0;
    Object.assign(this, { files: {}, enrolment: {}, ahead: 0, delay: 0 });
    this.sidecar = sidecar;
  }

  /** How many codes were sent in. */
  get redeems(): number {
    return this.calls.filter(({ url }) => url.endsWith('/enrol/redeem')).length;
  }

  async #answer(call: string): Promise<OtherAnswer> {
    switch (call) {
      case 'HEAD /api/mesh/enrol/script':
      case 'GET /api/mesh/enrol/script':
        return { body: readFileSync(SCRIPT) };
      case 'POST /api/mesh/enrol/redeem':
        return this.answers.shift() ?? { body: await this.bundle() };
      case `GET /packages/${this.sidecar.sha256}`:
        return { body: readFileSync(this.sidecar.file) };
      default:
        return { status: 404, body: 'there is nothing here\n' };
    }
  }

  /** The usual bundle with what is other than usual. */
  bundle(): Promise<Buffer> {
    const { sidecar } = this;
    const enrolment = {
      REQUEST,
      GROUP: 'ratings-vm',
      NAMESPACE: 'bookinfo',
      CLUSTER: 'east',
      SERVICE_ACCOUNT: 'ratings-vm',
      ENTRY: '',
      ISTIO_VERSION: '1.30.3',
      PACKAGE_URL: `${this.origin}/packages/${sidecar.sha256}`,
      PACKAGE_SHA256: sidecar.sha256,
      PACKAGE_FORMAT: sidecar.format,
      PACKAGE_ARCH: sidecar.arch,
      HEALTH: 'yes',
      CAPTURE: 'iptables',
      ...this.enrolment,
    };
    const files: Record<string, string | undefined> = {
      'cluster.env': `ISTIO_NAMESPACE='bookinfo'\nISTIO_SERVICE='ratings-vm.bookinfo'\n`,
      'mesh.yaml': 'defaultConfig: {}\n',
      'root-cert.pem':
        '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
      'istio-token': TOKEN,
      hosts: '10.0.0.9 istiod.istio-system.svc\n',
      'hosts-block': '',
      enrolment: Object.entries(enrolment)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
      ...this.files,
    };
    return archive(
      Object.entries(files).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
  }
}

/** A tar.gz of flat files. */
export async function archive(files: [string, string][]): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of files) tar.entry({ name, mode: 0o644 }, text);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** SHA-256 of a text, as a package is pinned by it. */
export function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
