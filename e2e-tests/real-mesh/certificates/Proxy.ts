import { X509Certificate } from 'node:crypto';

const LIST = /-----BEGIN X509 CRL-----/g;
const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a file, in their order. */
export function certificatesOf(pem: string): X509Certificate[] {
  return [...pem.matchAll(CERTIFICATE)].map(
    ([text]) => new X509Certificate(text),
  );
}

/** What an Envoy shows itself by, and whom it trusts. */
export interface ProxySecrets {
  /** The workload's certificate first. */
  chain: X509Certificate[];
  roots: X509Certificate[];
  /** How many revocation lists it checks others by. */
  lists: number;
}

/** How often an Envoy made TLS with others, as client and as server. */
export interface Handshakes {
  made: number;
  /** Sessions that were taken up again, without looking at certificates. */
  resumed: number;
  failed: number;
}

/** A real Envoy, asked by its own admin port. */
export class Proxy {
  constructor(
    readonly name: string,
    private readonly ways: {
      /** Gets JSON from the admin port. */
      get(path: string): Promise<any>;
      /** A command to the admin port. */
      post(path: string): Promise<unknown>;
      /** What agent and Envoy wrote. */
      log(): Promise<string>;
    },
  ) {}

  /** From here on Envoy writes why a connection failed. */
  async explainConnections(): Promise<void> {
    await this.ways.post('logging?connection=debug');
  }

  /** Lines that agent and Envoy wrote after a time, ISO 8601. */
  async linesSince(time: string): Promise<string[]> {
    return (await this.ways.log())
      .split('\n')
      .filter(line => /^\d{4}-\d\d-\d\dT/.test(line) && line > time);
  }

  async secrets(): Promise<ProxySecrets> {
    const { configs } = await this.ways.get(
      'config_dump?resource=dynamic_active_secrets',
    );
    const of = (name: string) =>
      configs?.find((one: any) => one.name === name)?.secret;
    const text = (bytes = '') => Buffer.from(bytes, 'base64').toString();
    const trust = of('ROOTCA')?.validation_context;
    return {
      chain: certificatesOf(
        text(of('default')?.tls_certificate?.certificate_chain?.inline_bytes),
      ),
      roots: certificatesOf(text(trust?.trusted_ca?.inline_bytes)),
      lists: [...text(trust?.crl?.inline_bytes).matchAll(LIST)].length,
    };
  }

  /** Adds up the counters of all clusters and listeners. */
  async handshakes(): Promise<Handshakes> {
    const sum = { made: 0, resumed: 0, failed: 0 };
    const fields = {
      handshake: 'made',
      session_reused: 'resumed',
      fail_verify_error: 'failed',
      connection_error: 'failed',
    } as const;
    const { stats } = await this.ways.get('stats?format=json&filter=ssl%5C.');
    for (const { name, value } of stats) {
      const [, last] = /ssl\.(\w+)$/.exec(name ?? '') ?? [];
      const field = fields[last as keyof typeof fields];
      if (field) sum[field] += value;
    }
    return sum;
  }
}
