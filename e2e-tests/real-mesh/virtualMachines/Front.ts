import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { ownCertificate } from '../../machine/certificate';
import { SidecarPackage } from '../../machine/sidecarPackage';
import { CleanUp } from '../../support/programs';

/**
 * What machines reach: TLS by a private authority in front of the portal, and
 * the packages that an administrator offers.
 */
export class Front {
  /** Method and address of every call, as an access log has them. */
  readonly log: string[] = [];
  /** The portal behind it. */
  portal: string | undefined;
  #server!: Server;

  private constructor(
    private readonly address: string,
    readonly caFile: string,
    private readonly sidecar: SidecarPackage,
  ) {}

  static async start(
    address: string,
    work: string,
    sidecar: SidecarPackage,
    cleanUp: CleanUp,
  ): Promise<Front> {
    const { key, cert, file } = await ownCertificate(address, work);
    const front = new Front(address, file, sidecar);
    front.#server = createServer({ key, cert }, (req, res) => {
      front.log.push(`${req.method} ${req.url}`);
      if (req.url === '/istio-sidecar.deb') {
        pipeline(createReadStream(front.sidecar.file), res).catch(() =>
          res.destroy(),
        );
        return;
      }
      const onward = request(
        `${front.portal}${req.url}`,
        { method: req.method, headers: req.headers },
        answer => {
          res.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(res);
        },
      );
      onward.on('error', () => res.writeHead(502).end('no portal\n'));
      req.pipe(onward);
    });
    await new Promise<void>(resolve =>
      front.#server.listen(0, address, resolve),
    );
    cleanUp.add(() => {
      front.#server.closeAllConnections();
      front.#server.close();
    });
    return front;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://${this.address}:${port}`;
  }
}
