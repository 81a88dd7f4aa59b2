import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import {
  DevCluster,
  DevClusters,
  startDevClusters,
} from '@meshport/dev-cluster';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import {
  ClusterConnection,
  ClusterRegistry,
  HttpClusterConnection,
} from '../../../clusters';
import { Inventory } from '../../../inventory';
import { readApplySettings } from '../../../manifests/settings';
import { Killer } from '../../../remote-clusters/__testUtils__/Killer';
import { ModelDatabase, openDatabase } from '../../../requests/model/databases';
import { CertificateAuthorities } from '../../CertificateAuthorities';
import { IntermediateIssuer } from '../../issuance/IntermediateIssuer';
import { IssuanceStore } from '../../issuance/IssuanceStore';
import { IssueContext } from '../../issuance/IssueContext';
import { CaProviders } from '../../providers/CaProviders';
import { IstiodReload } from '../../controlPlane/IstiodReload';
import { localProviderFactory } from '../../providers/local/LocalProvider';
import { createRootChanges, rootChangeUnderWay } from '../createRootChanges';
import { rootMeshObjects } from './rootMeshObjects';
import { SimulatedProxies } from './SimulatedProxies';
import { constrainedRoot, TestRoot, testRoot } from './testRoot';

/** The proxies of every world, as `namespace/name`. */
export const PROXIES = ['shop/one', 'shop/two'];
const NOBODY = new Killer(Infinity, 'before');
const ALLOW = Object.assign(() => true, {
  deniedOutright: false,
  decision: 'ALLOW',
});

/** One mesh with proxies, in which processes change the root. */
export class RootWorld {
  /** Added to the time. */
  later = 0;
  /** Requests with a method that writes, e.g. `PUT /api/v1/…/secrets/cacerts`. */
  readonly writes: string[] = [];
  proxies!: SimulatedProxies;
  #requests = 0;
  readonly #keys = new Set<string>();

  private constructor(
    readonly dev: DevClusters,
    readonly database: ModelDatabase,
    readonly selfSigned: TestRoot,
    private readonly folder: string,
    private readonly options: WorldOptions,
  ) {}

  static async start(options: WorldOptions = {}): Promise<RootWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'meshport-roots-'));
    const selfSigned = await testRoot('cluster.local');
    for (const name of ['first', 'second']) {
      const { certificate, key } = options.permits
        ? await constrainedRoot(`${name} root`, options.permits)
        : await testRoot(`${name} root`);
      writeFileSync(join(folder, `${name}.pem`), certificate);
      writeFileSync(join(folder, `${name}-key.pem`), key);
    }
    const dev = await startDevClusters({
      clusters: [
        { name: 'east', objects: rootMeshObjects(selfSigned, options) },
      ],
      pods: { readyAfterMs: 1 },
    });
    await dev.writeKubeconfig(join(folder, 'kubeconfig'));
    const { east } = dev.clusters;
    writeFileSync(
      join(folder, 'account'),
      readFileSync(join(folder, 'kubeconfig'), 'utf8').replace(
        east.adminToken,
        options.account?.(east) ?? east.adminToken,
      ),
    );
    const world = new RootWorld(
      dev,
      await openDatabase('sqlite'),
      selfSigned,
      folder,
      options,
    );
    world.proxies = new SimulatedProxies(dev.clusters.east, {
      leaf: (await testRoot('workload', 60_000)).certificate,
    });
    return world;
  }

  now = () => Date.now() + this.later;

  /** Istiods run, and proxies have certificates of them. */
  async ready(): Promise<void> {
    while (this.proxies.istiods().length < 2) {
      await sleep(20);
    }
    PROXIES.forEach(name => this.proxies.renew(name, this.now()));
  }

  /**
   * Goes on until a message matches, while proxies ask for certificates. After
   * each step every proxy has to believe every other.
   */
  async advance(
    process: Pick<ReturnType<RootWorld['process']>, 'kind' | 'rootChanges'>,
    request: { id: string; plan: any },
    until: RegExp,
    renewing: string[] = PROXIES,
    killer: Killer = NOBODY,
  ) {
    const work = this.work(request, killer);
    let last = '';
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const seen = await process.kind.observe(work);
      // What it could not ask any more, a dead process only notes.
      killer.check();
      last = `${seen.state}: ${seen.message}`;
      this.refuseBroken(last);
      if (until.test(last)) {
        return seen;
      }
      if (seen.state !== 'waiting') {
        break;
      }
      renewing.forEach(name => this.proxies.renew(name, this.now()));
      this.refuseBroken(last);
      await sleep(25);
      // Whoever has not turned over is asked again after three seconds.
      this.later += 4_000;
    }
    const { steps } = await process.rootChanges.progress(request.id);
    const laggards = steps.flatMap(step => step.laggards);
    throw new Error(`it does not come: ${last} ${JSON.stringify(laggards)}`);
  }

  refuseBroken(when: string): void {
    const broken = this.proxies.broken();
    if (broken.length) {
      throw new Error(`calls fail (${broken.join(', ')}) at: ${when}`);
    }
  }

  /** As somebody else would. */
  async patchSecret(data: Record<string, string>): Promise<void> {
    const connection = this.#connection();
    await connection.request({
      method: 'PATCH',
      path: '/api/v1/namespaces/istio-system/secrets/cacerts',
      contentType: 'application/merge-patch+json',
      body: { data },
    });
    await connection.close();
  }

  /** All text of all tables. */
  async dump(): Promise<string> {
    const [db] = this.database.dbs;
    const tables = await db('sqlite_master').where({ type: 'table' });
    const rows = await Promise.all(tables.map(({ name }) => db(name)));
    return JSON.stringify(rows).replace(/\\n/g, '\n');
  }

  /** Every key that was ever in the Secret, and istiod's own: a line of each. */
  keys(): string[] {
    return [...this.#keys].map(key => key.split('\n')[1]);
  }

  /** A process of its own, which a killer may end. */
  process(killer: Killer = NOBODY, database = 0) {
    const { through = one => one } = this.options;
    const connection = this.#watched(
      through(this.#connection('account')),
      killer,
    );
    const registry: ClusterRegistry = {
      list: () => [connection],
      get: () => connection,
      subscribe: () => () => {},
    };
    const logger = mockServices.logger.mock();
    const config = new ConfigReader({
      permission: { enabled: true },
      mesh: {
        rootChanges: this.options.settings,
        certificateAuthorities: ['first', 'second'].map(name => ({
          name,
          provider: 'local',
          clusters: ['east'],
          revocationLists: {
            enabled: this.options.listsOf === name,
            spread: { seconds: 0 },
          },
          local: {
            certificateFile: join(this.folder, `${name}.pem`),
            keyFile: join(this.folder, `${name}-key.pem`),
          },
        })),
      },
    });
    const inventory = new Inventory({
      registry,
      logger,
      timing: { forbiddenRetryMs: 300, proxySettleMs: 50, proxyPauseMs: 50 },
    });
    inventory.start();
    const knex = this.database.dbs[database];
    const providers = new CaProviders();
    providers.addProvider(localProviderFactory);
    const authorities = new CertificateAuthorities({
      config,
      logger,
      providers,
      registry,
    });
    const authorizer = {
      authorityFilter: async () => ALLOW,
      readFilters: async () => ({ cluster: ALLOW, namespace: ALLOW }),
      namespaceFilter: async () => ALLOW,
      namespaceResource: (cluster: string, name: string) => ({
        cluster,
        name,
        labels: {},
        owners: [],
      }),
    } as any;
    const store = new IssuanceStore(knex);
    const context = new IssueContext({
      authorities,
      issuer: new IntermediateIssuer({ authorities, store, now: this.now }),
      inventory,
      authorizer,
      registry,
      settings: readApplySettings(config),
      now: this.now,
      rootChange: rootChangeUnderWay(knex),
    });
    const { kind, rootChanges } = createRootChanges({
      authorizer,
      config,
      context,
      inventory,
      knex: killing(knex, killer),
      registry,
    });
    return {
      kind,
      rootChanges,
      context,
      inventory,
      issuances: store,
      look: () =>
        new IstiodReload(connection).look({
          signal: AbortSignal.timeout(20_000),
        }),
      close: async () => {
        await inventory.stop();
        await connection.close();
      },
    };
  }

  /** The work on a new request of a kind. */
  async request(
    kind: ReturnType<RootWorld['process']>['kind'],
    parameters: object,
  ) {
    this.#requests += 1;
    const draft = await kind.plan(parameters, {
      credentials: { principal: { type: 'service' } },
      delivery: 'apply',
      mayRead: () => true,
    } as any);
    return {
      id: `request-${this.#requests}`,
      plan: { ...draft, delivery: 'apply' } as any,
    };
  }

  work(of: { id: string; plan: any }, killer: Killer = NOBODY): RequestWork {
    return {
      requestId: of.id,
      plan: of.plan,
      attempt: 1,
      signal: new AbortController().signal,
      made: [],
      keepLease: async () => killer.check(),
      hide: () => {},
    } as unknown as RequestWork;
  }

  /** Files of Secret `cacerts`; undefined where there is none. */
  secret(): Record<string, string> | undefined {
    const found: any = (
      this.dev.clusters.east.objects('Secret', 'istio-system') as any[]
    ).find(({ metadata }) => metadata.name === 'cacerts');
    return (
      found &&
      Object.fromEntries(
        Object.entries<string>(found.data).map(([name, value]) => [
          name,
          Buffer.from(value, 'base64').toString(),
        ]),
      )
    );
  }

  /** PEM of a configured authority's root. */
  root(name: 'first' | 'second'): string {
    return readFileSync(join(this.folder, `${name}.pem`), 'utf8');
  }

  #noteKey(): void {
    const key = this.secret()?.['ca-key.pem'];
    if (key) {
      this.#keys.add(key);
    }
  }

  async stop(): Promise<void> {
    await this.database.close();
    await this.dev.stop();
    rmSync(this.folder, { recursive: true });
  }

  #connection(file = 'kubeconfig'): ClusterConnection {
    return new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file: join(this.folder, file), context: 'east' },
    });
  }

  #watched(connection: ClusterConnection, killer: Killer): ClusterConnection {
    return new Proxy(connection, {
      get: (target, key) => {
        if (key === 'portForward') {
          return (namespace: string, pod: string, port: number, how: any) => {
            killer.check();
            const name = `${namespace}/${pod}`;
            if (port !== 15000 || this.proxies.hidden.has(name)) {
              return target.portForward(namespace, pod, port, how);
            }
            return this.proxies.open(name);
          };
        }
        if (key !== 'request') {
          const value = Reflect.get(target, key, target);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return async (request: any) => {
          const { method = 'GET', path } = request;
          if (method === 'GET') {
            killer.check();
            return target.request(request);
          }
          return killer.write(async () => {
            const answer = await target.request(request);
            this.writes.push(`${method} ${path}`);
            this.#noteKey();
            return answer;
          });
        };
      },
    });
  }
}

/** How a world is. */
export interface WorldOptions {
  /** `mesh.rootChanges`. */
  settings?: object;
  /** The authority that has revocation lists. */
  listsOf?: 'first' | 'second';
  /** Further objects. */
  objects?: object[];
  /** Trust domains that may stand below the authorities' roots; any by default. */
  permits?: string[];
  /** Makes the account that the processes use, and gives its token; they may do everything by default. */
  account?: (east: DevCluster) => string;
  /** Looks at what the processes ask the cluster. */
  through?: (connection: ClusterConnection) => ClusterConnection;
  /** Variables of istiod. */
  env?: { name: string; value: string }[];
}

/** Kills at writes of the database, too. */
function killing(knex: any, killer: Killer): any {
  return new Proxy(knex, {
    apply: (target, self, args) => Reflect.apply(target, self, args),
    get: (target, key) => {
      if (key === 'transaction') {
        return (run: any) => killer.write(() => target.transaction(run));
      }
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
