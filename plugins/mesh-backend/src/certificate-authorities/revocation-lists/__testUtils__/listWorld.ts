import { mockServices } from '@backstage/backend-test-utils';
import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import {
  createEmptyRevocationList,
  createIntermediateCsr,
  createRevocationList,
  createRoot,
  generateCaKey,
  LocalAuthority,
  privateKeyPem,
} from '@meshport/certificates';
import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { KeyObject } from 'crypto';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  ClusterUnreachableError,
  HttpClusterConnection,
} from '../../../clusters';
import { ClusterConnection } from '../../../clusters/types';
import { Killer } from '../../../remote-clusters/__testUtils__/Killer';
import { ModelDatabase, openDatabase } from '../../../requests/model/databases';
import { Issuance } from '../../issuance/Issuance';
import { AlertStore } from '../../renewal/AlertStore';
import { CaAlerts } from '../../renewal/CaAlerts';
import { issuancesInUse } from '../../renewal/inUse';
import { RevocationListRefresh } from '../RevocationListRefresh';
import { RevocationListStore } from '../RevocationListStore';

const DAY = 86_400_000;
const NOBODY = new Killer(Infinity, 'before');
const WRITES = ['claim', 'renew', 'save', 'release'];

/** A cluster whose authority is revocable by lists of a week, and a clock. */
export class ListWorld {
  readonly began = Date.now();
  now = this.began;
  /** Writes to the Secret. */
  writes = 0;
  fetches = 0;
  outage: Error | undefined;
  clusterDown = false;
  beforeWrite: (() => void) | undefined;
  readonly logs: string[] = [];
  readonly audits: any[] = [];
  readonly #sent: any[] = [];
  #published: string[] = [];
  #instances = 0;

  private constructor(
    readonly dev: DevClusters,
    readonly database: ModelDatabase,
    private readonly folder: string,
    private readonly made: {
      rootKey: KeyObject;
      root: string;
      certificate: string;
      own: string;
    },
    /** A part of the private key. */
    readonly keySentinel: string,
  ) {}

  static async start(): Promise<ListWorld> {
    const now = new Date();
    const [rootKey, key] = await Promise.all([
      generateCaKey('P-256'),
      generateCaKey('P-256'),
    ]);
    const root = createRoot({
      key: rootKey,
      subject: { commonName: 'Root' },
      now,
      notAfter: new Date(now.getTime() + 3650 * DAY),
    });
    const certificate = new LocalAuthority({
      key: rootKey,
      certificate: root,
    }).signIntermediate(
      createIntermediateCsr({
        key,
        subject: { commonName: 'East' },
        pathLength: 0,
      }),
      { notAfter: new Date(now.getTime() + 3000 * DAY), pathLength: 0, now },
    );
    const own = createEmptyRevocationList({ certificate, key, now });
    const keyPem = privateKeyPem(key).toString();
    const first = listOf(root, rootKey, now, 7);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const dev = await startDevClusters({
      clusters: [
        {
          name: 'east',
          objects: [
            {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'istio-system' },
            },
            {
              apiVersion: 'v1',
              kind: 'Secret',
              type: 'Opaque',
              metadata: { name: 'cacerts', namespace: 'istio-system' },
              data: {
                'ca-cert.pem': base64(certificate),
                'ca-key.pem': base64(keyPem),
                'cert-chain.pem': base64(certificate + root),
                'root-cert.pem': base64(root),
                'ca-crl.pem': base64(own + first),
              },
            },
          ],
        },
      ],
    });
    const folder = mkdtempSync(join(tmpdir(), 'meshport-lists-'));
    await dev.writeKubeconfig(join(folder, 'kubeconfig'));
    const world = new ListWorld(
      dev,
      await openDatabase('sqlite'),
      folder,
      { rootKey, root, certificate, own },
      keyPem.split('\n')[1],
    );
    world.#published = [first];
    return world;
  }

  /** One backend, which a killer may end. */
  instance(killer: Killer = NOBODY): { refresh: RevocationListRefresh } {
    this.#instances += 1;
    const db = this.database.dbs[0];
    const logger = mockServices.logger.mock({
      warn: (text: string) => {
        this.logs.push(text);
      },
    });
    const provider = {
      remembersSeconds: 1,
      revocationLists: async () => {
        killer.check();
        this.fetches += 1;
        if (this.outage) {
          throw this.outage;
        }
        return this.#published.map(crl => ({ crl, source: 'http://crl' }));
      },
    } as unknown as CaProvider;
    const refresh = new RevocationListRefresh({
      inUse: async () => issuancesInUse([this.#issuance()]),
      providerOf: () => provider,
      connectionOf: () => this.#connection(killer),
      store: killed(killer, new RevocationListStore(db)),
      alerts: new CaAlerts({
        store: new AlertStore(db),
        notifications: {
          send: async sent => {
            this.#sent.push(sent.payload);
          },
        },
        logger,
        now: () => this.now,
      }),
      recipients: () => ['group:default/platform'],
      auditor: mockServices.auditor.mock({
        createEvent: async (event: any) => {
          this.audits.push(event);
          return { success: async () => {}, fail: async () => {} };
        },
      }),
      logger,
      owner: `instance-${this.#instances}`,
      now: () => this.now,
      chance: () => 0.5,
    });
    return { refresh };
  }

  /** The authority publishes a list that holds for a week. */
  publish({
    without,
    life = 7,
    at = 0,
  }: { without?: 'root'; life?: number; at?: number } = {}): void {
    const { root, rootKey } = this.made;
    const from = new Date(this.now + at - (life < 0 ? 2 * DAY : 0));
    this.#published =
      without === 'root'
        ? []
        : [listOf(root, rootKey, from, life < 0 ? 1 : life)];
  }

  garbage(): void {
    this.#published = [
      '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n',
    ];
  }

  secret(): any {
    return this.dev.clusters.east
      .objects('Secret', 'istio-system')
      .find((one: any) => one.metadata.name === 'cacerts');
  }

  /** `ca-crl.pem`; undefined without one. */
  crl(): string | undefined {
    const held = this.secret().data['ca-crl.pem'];
    return held && Buffer.from(held, 'base64').toString();
  }

  /** Somebody else changes the Secret. */
  change(how: (secret: any) => void): void {
    const secret = structuredClone(this.secret());
    how(secret);
    this.dev.clusters.east.apply({
      ...secret,
      apiVersion: 'v1',
      kind: 'Secret',
    });
  }

  async replaceAuthority(): Promise<void> {
    const key = await generateCaKey('P-256');
    const other = createRoot({
      key,
      subject: { commonName: 'Other' },
      notAfter: new Date(this.now + 100 * DAY),
    });
    const list = listOf(other, key, new Date(this.now - 5 * DAY), 6);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    this.change(({ data }) => {
      data['ca-cert.pem'] = base64(other);
      data['ca-crl.pem'] = base64(list);
    });
  }

  get told(): [string, string, string][] {
    return this.#sent.map(({ severity, title, description }) => [
      severity,
      title,
      description,
    ]);
  }

  async stop(): Promise<void> {
    await this.database.close();
    await this.dev.stop();
    rmSync(this.folder, { recursive: true });
  }

  #issuance(): Issuance {
    const at = this.began;
    return {
      id: 'issuance-1',
      cluster: 'east',
      namespace: 'istio-system',
      authority: 'corporate',
      events: [
        {
          type: 'issued',
          at,
          certificate: this.made.certificate,
          chain: [this.made.root],
        },
        { type: 'written', at },
        { type: 'live', at },
      ],
    } as unknown as Issuance;
  }

  #connection(killer: Killer): ClusterConnection {
    const connection = new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file: join(this.folder, 'kubeconfig'), context: 'east' },
    });
    return new Proxy(connection, {
      get: (target, key) => {
        if (key !== 'request') {
          const value = Reflect.get(target, key, target);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return async (request: any) => {
          killer.check();
          if (this.clusterDown) {
            throw new ClusterUnreachableError(
              'cluster east: connection refused',
            );
          }
          if ((request.method ?? 'GET') === 'GET') {
            return target.request(request);
          }
          this.beforeWrite?.();
          return killer.write(async () => {
            const answer = await target.request(request);
            this.writes += 1;
            return answer;
          });
        };
      },
    });
  }
}

/** The list of a root that revokes nothing. */
function listOf(
  certificate: string,
  key: KeyObject,
  now: Date,
  days: number,
): string {
  return createRevocationList({
    certificate,
    key,
    now,
    nextUpdate: new Date(now.getTime() + days * DAY),
  });
}

/** A store whose process may be killed at each write. */
function killed(
  killer: Killer,
  store: RevocationListStore,
): RevocationListStore {
  return new Proxy(store, {
    get: (target, key) => {
      const value = Reflect.get(target, key, target);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]) => {
        const run = () => value.apply(target, args);
        if (WRITES.includes(String(key))) {
          return killer.write(run);
        }
        killer.check();
        return run();
      };
    },
  });
}
