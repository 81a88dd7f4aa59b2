import { mkdir, rename, writeFile } from 'fs/promises';
import { AddressInfo, createServer } from 'net';
import { join } from 'path';
import { Pool } from 'undici';
import { ChildProgram } from './ChildProgram';
import { judgedKinds } from './judgedKinds';
import type { PortalProgram } from './portalProgram';

/** A cluster as the kubernetes plugin is told of it. */
export interface ServedCluster {
  name: string;
  url: string;
  caPem: string;
  adminToken: string;
}

/** A cluster as the mesh plugin is told of it: a context of a kubeconfig. */
export interface NamedCluster {
  name: string;
  kubeconfig: string;
}

/** What a portal is started with. */
export interface PortalOptions {
  /** For its files and its log. */
  folder: string;
  /** Clusters of the mesh plugin at the start. */
  meshClusters: NamedCluster[];
  /** Clusters of the kubernetes plugin. */
  kubernetesClusters: ServedCluster[];
  /** Catalog entities. */
  entities: object[];
  nodeArgs?: string[];
}

const configFile = (folder: string) => join(folder, 'app-config.json');

/** A running portal with a user who is signed in. */
export class Portal {
  readonly #options: PortalOptions;
  readonly #program: ChildProgram<PortalProgram>;
  readonly #pool: Pool;
  readonly #port: number;
  #token = '';

  static async start(options: PortalOptions): Promise<Portal> {
    await mkdir(options.folder, { recursive: true });
    await writeFile(
      join(options.folder, 'catalog.yaml'),
      options.entities.map(entity => JSON.stringify(entity)).join('\n---\n'),
    );
    const port = await freePort();
    await writeConfig(options, port, options.meshClusters);
    const portal = new Portal(options, port);
    try {
      await portal.call('ready');
      await portal.#signIn();
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  private constructor(options: PortalOptions, port: number) {
    const { folder, nodeArgs } = options;
    this.#options = options;
    this.#port = port;
    this.#program = new ChildProgram<PortalProgram>('portalProgram.ts', {
      log: join(folder, 'portal.log'),
      args: ['--config', configFile(folder)],
      nodeArgs,
    });
    this.#pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Calls a function of the portal's process. */
  call: ChildProgram<PortalProgram>['call'] = (method, ...args) =>
    this.#program.call(method, ...args);

  /** Has the mesh plugin follow these clusters; the portal reads its configuration again. */
  async follow(meshClusters: NamedCluster[]): Promise<void> {
    await writeConfig(this.#options, this.#port, meshClusters);
  }

  /**
   * Asks as the user.
   *
   * @throws Error when the answer is none of success
   */
  async ask(
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const response = await this.#pool.request({
      path: `/api${path}`,
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: body && JSON.stringify(body),
      headersTimeout: 120_000,
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) {
      throw new Error(
        `${path} answers ${response.statusCode}: ${text.slice(0, 300)}`,
      );
    }
    return text;
  }

  async stop(): Promise<void> {
    await this.#pool.destroy();
    await this.#program.stop();
  }

  async #signIn() {
    const session = JSON.parse(await this.ask('/auth/guest/refresh'));
    this.#token = session.backstageIdentity.token;
  }
}

async function writeConfig(
  { folder, kubernetesClusters }: PortalOptions,
  port: number,
  meshClusters: NamedCluster[],
) {
  const config = {
    app: { baseUrl: `http://127.0.0.1:${port}` },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
    auth: {
      environment: 'development',
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    permission: { enabled: true },
    catalog: {
      locations: [{ type: 'file', target: join(folder, 'catalog.yaml') }],
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      ...judgedKinds(),
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: kubernetesClusters.map(cluster => ({
            name: cluster.name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: cluster.adminToken,
            caData: Buffer.from(cluster.caPem).toString('base64'),
            skipMetricsLookup: true,
          })),
        },
      ],
    },
    mesh: {
      clusters: meshClusters.map(({ name, kubeconfig: file }) => ({
        name,
        kubeconfig: { file, context: name },
      })),
    },
  };
  // The portal watches the file: it must never see half of it.
  const draft = `${configFile(folder)}.draft`;
  await writeFile(draft, JSON.stringify(config));
  await rename(draft, configFile(folder));
}

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
