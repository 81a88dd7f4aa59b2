import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { RequestKind, RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  ClusterConnection,
  ClusterRegistry,
  HttpClusterConnection,
} from '../../clusters';
import { readApplySettings } from '../../manifests/settings';
import { ModelDatabase, openDatabase } from '../../requests/model/databases';
import { JoinStore } from '../join/JoinStore';
import { Pairs } from '../join/Pairs';
import { RemoteClusterContext } from '../join/RemoteClusterContext';
import { RemoteClusterJoinKind } from '../join/RemoteClusterJoinKind';
import { RemoteClusterLeaveKind } from '../leave/RemoteClusterLeaveKind';
import { RemoteClusterRotateKind } from '../tokens/RemoteClusterRotateKind';
import { TokenRenewal } from '../tokens/TokenRenewal';
import { Killer } from './Killer';
import { controlPlane } from './remoteMesh';

const NOBODY = new Killer(Infinity, 'before');
const LABEL = { name: 'istio-system' };

/** Two clusters and a database, over which processes run, are killed and run again. */
export class CrashWorld {
  /** Every token that was ever minted, in the order of time. */
  readonly tokens: string[] = [];
  /** How often a remote secret was written. */
  secretWrites = 0;
  /** Added to the time. */
  later = 0;
  #requests = 0;

  private constructor(
    readonly dev: DevClusters,
    readonly database: ModelDatabase,
    private readonly folder: string,
  ) {}

  static async start(): Promise<CrashWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'meshport-crash-'));
    const dev = await startDevClusters({
      clusters: [
        { name: 'main', objects: controlPlane() },
        {
          name: 'west',
          objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: LABEL }],
        },
      ],
    });
    await dev.writeKubeconfig(join(folder, 'kubeconfig'));
    return new CrashWorld(dev, await openDatabase('sqlite'), folder);
  }

  /** A process of its own, which a killer may end. */
  process(killer: Killer = NOBODY, database = 0) {
    const connections = ['main', 'west'].map(name =>
      this.#watched(
        new HttpClusterConnection({
          name,
          kubeconfig: { file: join(this.folder, 'kubeconfig'), context: name },
        }),
        killer,
      ),
    );
    const registry: ClusterRegistry = {
      list: () => connections,
      get: name => connections.find(one => one.details.name === name)!,
      subscribe: () => () => {},
    };
    const config = new ConfigReader({
      permission: { enabled: true },
      mesh: {
        clusters: ['main', 'west'].map(name => ({
          name,
          remote: { development: true },
        })),
      },
    });
    const now = () => Date.now() + this.later;
    const context = new RemoteClusterContext({
      config,
      registry,
      now,
      store: storeThat(killer, new JoinStore(this.database.dbs[database])),
      pairs: new Pairs({
        config,
        registry,
        settings: readApplySettings(config),
        istioId: name => name,
      }),
    });
    return {
      context,
      join: new RemoteClusterJoinKind(context),
      rotate: new RemoteClusterRotateKind(context),
      leave: new RemoteClusterLeaveKind(context),
      renewal: (owner: string) =>
        new TokenRenewal({
          context,
          auditor: mockServices.auditor.mock({
            createEvent: async () => ({
              success: async () => {},
              fail: async () => {},
            }),
          }),
          logger: mockServices.logger.mock(),
          owner,
          raise: async () => {},
          lookEveryMs: 5,
          patienceMs: 5000,
        }),
      close: () => Promise.all(connections.map(one => one.close())),
    };
  }

  /** The work on a new request of a kind. */
  async request(kind: RequestKind, parameters: object) {
    this.#requests += 1;
    const id = `request-${this.#requests}`;
    const draft = await kind.plan(parameters, {
      delivery: 'apply',
    } as any);
    return { id, plan: { ...draft, delivery: 'apply' } as any };
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

  /** Carries a request out, until it is ready. */
  async carryOut(
    kind: RequestKind,
    request: { id: string; plan: any },
    killer: Killer = NOBODY,
  ): Promise<void> {
    const work = this.work(request, killer);
    await kind.provision(work);
    for (let tries = 0; tries < 500; tries += 1) {
      const { state, message } = await kind.observe(work);
      if (state === 'ready') {
        return;
      }
      if (state === 'failed') {
        throw new Error(message);
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error('it is never ready');
  }

  objects(cluster: string, kind: string): any[] {
    return this.dev.clusters[cluster].objects(kind, 'istio-system');
  }

  /** The token in the remote secret; undefined without one. */
  token(): string | undefined {
    const secret = this.objects('main', 'Secret').find(
      ({ metadata }) => metadata.name === 'istio-remote-secret-west',
    );
    const text = Buffer.from(secret?.data.west ?? '', 'base64').toString();
    return /token: (\S+)/.exec(text)?.[1];
  }

  /** Whether the remote takes a token. */
  async takes(token: string): Promise<boolean> {
    const { tokens } = this.dev.clusters.west as any;
    return (await tokens.user(token)) !== undefined;
  }

  async stop(): Promise<void> {
    await this.database.close();
    await this.dev.stop();
    rmSync(this.folder, { recursive: true });
  }

  #watched(connection: ClusterConnection, killer: Killer): ClusterConnection {
    return new Proxy(connection, {
      get: (target, key) => {
        if (key !== 'request') {
          const value = Reflect.get(target, key, target);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return async (request: any) => {
          killer.check();
          if ((request.method ?? 'GET') === 'GET') {
            const read: any = await target.request(request);
            const held = read?.data?.token;
            if (held) {
              this.#saw(Buffer.from(held, 'base64').toString());
            }
            return read;
          }
          return killer.write(async () => {
            const answer: any = await target.request(request);
            if (answer?.status?.token) {
              this.#saw(answer.status.token);
            }
            if (
              request.method === 'PATCH' &&
              /istio-remote-secret/.test(request.path)
            ) {
              this.secretWrites += 1;
            }
            return answer;
          });
        };
      },
    });
  }

  #saw(token: string): void {
    if (!this.tokens.includes(token)) {
      this.tokens.push(token);
    }
  }
}

const WRITES = ['begin', 'claim', 'save', 'release', 'remove'];

function storeThat(killer: Killer, store: JoinStore): JoinStore {
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
