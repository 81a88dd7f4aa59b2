import { MovableClock } from '@meshport/ca-conformance';
import { RequestKind, RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ClusterConnection, HttpClusterConnection } from '../../clusters';
import { ClusterRequest } from '../../clusters/types';
import { ClusterInventory } from '../../inventory';
import { Killer } from '../../remote-clusters/__testUtils__/Killer';
import { ModelDatabase, openDatabase } from '../../requests/model/databases';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { issuanceProcess } from './issuanceProcess';
import { StandInAuthority } from './StandInAuthority';

const NOBODY = new Killer(Infinity, 'before');
const PERSON = { principal: { type: 'user' } } as any;

/** A request as its kind works on it. */
export interface WorldRequest {
  id: string;
  plan: any;
}

/** How a world is. */
export interface WorldOptions {
  database?: 'sqlite' | 'pg';
  /** What is watched of the cluster; nothing by default. */
  inventory?: ClusterInventory;
  /** Whether revocation lists are on. */
  lists?: boolean;
  /** Trust domains that may stand below the root; any by default. */
  permits?: string[];
}

/** A control plane, a service that issues and a database, over which processes run, are killed and run again. */
export class IssuanceWorld {
  /** ID of the request of a guided change of the root that is under way. */
  changing: string | undefined;
  #requests = 0;

  private constructor(
    readonly dev: DevClusters,
    readonly database: ModelDatabase,
    readonly service: StandInAuthority,
    private readonly folder: string,
    private readonly options: WorldOptions,
  ) {}

  static async start(options: WorldOptions = {}): Promise<IssuanceWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'meshport-ca-'));
    const dev = await startDevClusters({
      clusters: [
        {
          name: 'main',
          objects: [
            {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'istio-system' },
            },
          ],
        },
      ],
    });
    await dev.writeKubeconfig(join(folder, 'kubeconfig'));
    return new IssuanceWorld(
      dev,
      await openDatabase(options.database ?? 'sqlite'),
      await StandInAuthority.start(new MovableClock(), options),
      folder,
      options,
    );
  }

  /** How another process reaches the cluster. */
  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  now = () => this.service.clock.now().getTime();

  /**
   * A process of its own, which a killer may end.
   *
   * @param authority - further settings of `cloud`
   */
  process(killer: Killer = NOBODY, database = 0, authority: object = {}) {
    const connection = this.#watched(
      new HttpClusterConnection({
        name: 'main',
        kubeconfig: { file: this.kubeconfig, context: 'main' },
      }),
      killer,
    );
    const store = storeThat(
      killer,
      new IssuanceStore(this.database.dbs[database]),
    );
    return {
      ...issuanceProcess({
        connection,
        provider: this.service.provider(call => killer.write(call)),
        store,
        now: this.now,
        authority: {
          revocationLists: {
            enabled: this.options.lists ?? false,
            spread: { seconds: 0 },
          },
          ...authority,
        },
        inventory: this.options.inventory,
        rootChange: async () => this.changing,
      }),
      close: () => connection.close(),
    };
  }

  /** A new request of a kind. */
  async request(kind: RequestKind, parameters: object): Promise<WorldRequest> {
    this.#requests += 1;
    const draft = await kind.plan(parameters, {
      delivery: 'apply',
      credentials: PERSON,
    } as any);
    return { id: `r-${this.#requests}`, plan: { ...draft, delivery: 'apply' } };
  }

  work(of: WorldRequest, killer: Killer = NOBODY): RequestWork {
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

  /** Carries a request out, until it is ready. */
  async carryOut(
    kind: RequestKind,
    request: WorldRequest,
    killer: Killer = NOBODY,
  ): Promise<void> {
    const work = this.work(request, killer);
    await kind.provision(work);
    const { state, message } = await kind.observe(work);
    if (state !== 'ready') {
      throw new Error(message);
    }
  }

  /** Takes the Secret away, as nobody should. */
  async removeSecret(): Promise<void> {
    if (this.secret) {
      await this.#asAnother({
        method: 'DELETE',
        path: '/api/v1/namespaces/istio-system/secrets/cacerts',
      });
    }
  }

  /** Puts an object there, as another would. */
  async apply(object: {
    kind: string;
    metadata: { name: string; namespace: string };
    [field: string]: unknown;
  }): Promise<void> {
    await this.#asAnother({
      method: 'POST',
      path: `/api/v1/namespaces/${
        object.metadata.namespace
      }/${object.kind.toLowerCase()}s`,
      body: object,
    });
  }

  async #asAnother(request: ClusterRequest): Promise<void> {
    const connection = new HttpClusterConnection({
      name: 'main',
      kubeconfig: { file: this.kubeconfig, context: 'main' },
    });
    await connection.request(request);
    await connection.close();
  }

  get secret(): any {
    return this.dev.clusters.main
      .objects('Secret', 'istio-system')
      .find((one: any) => one.metadata.name === 'cacerts');
  }

  file(name: string): string {
    return Buffer.from(this.secret?.data[name] ?? '', 'base64').toString();
  }

  /** Serial of the intermediate in the Secret; undefined without one. */
  get serial(): string | undefined {
    const pem = this.file('ca-cert.pem');
    return pem ? readCertificates(pem)[0].serial : undefined;
  }

  async stop(): Promise<void> {
    await this.database.close();
    await this.dev.stop();
    rmSync(this.folder, { recursive: true });
  }

  #watched(connection: ClusterConnection, killer: Killer): ClusterConnection {
    return new Proxy(connection, {
      get: (target, key) => {
        const value = Reflect.get(target, key, target);
        if (key !== 'request') {
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return async (request: any) => {
          killer.check();
          const run = () => target.request(request);
          return (request.method ?? 'GET') === 'GET'
            ? run()
            : killer.write(run);
        };
      },
    });
  }
}

function storeThat(killer: Killer, store: IssuanceStore): IssuanceStore {
  return new Proxy(store, {
    get: (target, key) => {
      const value = Reflect.get(target, key, target);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]) => {
        const run = () => value.apply(target, args);
        if (key === 'begin' || key === 'append') {
          return killer.write(run);
        }
        killer.check();
        return run();
      };
    },
  });
}
