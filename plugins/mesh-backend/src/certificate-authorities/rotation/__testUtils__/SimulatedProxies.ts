import { DevCluster } from '@meshport/dev-cluster';
import { X509Certificate } from 'crypto';
import { createServer, Server } from 'http';
import { connect } from 'net';
import { Duplex } from 'stream';
import { certificatesIn, fingerprintOf } from '../../controlPlane/fingerprints';

/** What one proxy has of istiod. */
export interface HeldByProxy {
  /** PEM of the roots that it believes. */
  roots: string;
  /** PEM of what stands above its own certificate. */
  above: string;
  /** PEM of its own; any certificate will do. */
  leaf: string;
  since: number;
}

/** Proxies over a development cluster's istiods: they keep what their last answer gave them, as real ones do. */
export class SimulatedProxies {
  readonly held = new Map<string, HeldByProxy>();
  /** Whose port cannot be forwarded. */
  readonly hidden = new Set<string>();
  readonly #cluster: DevCluster;
  readonly #leaf: string;
  #turn = 0;

  constructor(cluster: DevCluster, options: { leaf: string }) {
    this.#cluster = cluster;
    this.#leaf = options.leaf;
  }

  /** What every running istiod signs by now. */
  istiods(): { chain: string; roots: string }[] {
    const { authorities } = this.#cluster as any;
    return (this.#cluster.objects('Pod', 'istio-system') as any[])
      .filter(({ metadata }) => metadata.labels?.app === 'istiod')
      .flatMap(pod => authorities.of(pod) ?? []);
  }

  /** A proxy asks one istiod, each time another, for its next certificate. */
  renew(name: string, now: number): void {
    const istiods = this.istiods();
    this.#turn += 1;
    const istiod = istiods[this.#turn % istiods.length];
    if (istiod) {
      this.held.set(name, {
        roots: istiod.roots,
        above: istiod.chain,
        leaf: this.#leaf,
        since: now,
      });
    }
  }

  /** Pairs of proxies whose calls fail: `one → other`. */
  broken(): string[] {
    const all = [...this.held];
    return all.flatMap(([name, caller]) =>
      all
        .filter(([, server]) => !believes(caller, server))
        .map(([other]) => `${name} → ${other}`),
    );
  }

  /** Answers as Envoy's administration does. */
  async open(name: string): Promise<Duplex> {
    const held = this.held.get(name);
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(held ? dump(held) : '{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const socket = connect(portOf(server), '127.0.0.1');
    socket.once('close', () => server.close());
    return socket;
  }
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}

/** A verifier builds a path over names and signatures; here the last certificate above has to lead to a root. */
function believes(one: HeldByProxy, other: HeldByProxy): boolean {
  const roots = certificatesIn(one.roots);
  const above = certificatesIn(other.above);
  return above.some(certificate =>
    roots.some(
      root =>
        fingerprintOf(root) === fingerprintOf(certificate) ||
        isIssued(certificate, root),
    ),
  );
}

function isIssued(certificate: X509Certificate, root: X509Certificate) {
  return (
    certificate.issuer === root.subject && certificate.verify(root.publicKey)
  );
}

function dump({ roots, above, leaf }: HeldByProxy): string {
  const inline = (pem: string) => ({
    inline_bytes: Buffer.from(pem).toString('base64'),
  });
  return JSON.stringify({
    configs: [
      {
        name: 'default',
        secret: {
          name: 'default',
          tls_certificate: { certificate_chain: inline(`${leaf}\n${above}`) },
        },
      },
      {
        name: 'ROOTCA',
        secret: {
          name: 'ROOTCA',
          validation_context: { trusted_ca: inline(roots) },
        },
      },
    ],
  });
}
