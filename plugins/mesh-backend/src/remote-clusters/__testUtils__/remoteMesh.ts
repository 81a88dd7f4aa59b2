import { DevCluster } from '@meshport/dev-cluster';
import { Agent, request as httpsRequest } from 'https';
import {
  ALLOW,
  Decide,
  RequestBackend,
  startRequestBackend,
} from '../../requests/__testUtils__/startRequestBackend';

export const ann = 'user:default/ann';
export const bob = 'user:default/bob';

/** A control plane as far as joins look at it. */
export function controlPlane(version = '1.31.1'): object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'istio-system',
        labels: { 'meshport.dev/owner': 'platform' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'istiod-1',
        namespace: 'istio-system',
        labels: { app: 'istiod', 'istio.io/rev': 'default' },
      },
      spec: {
        containers: [
          {
            name: 'discovery',
            image: `istio/pilot:${version}`,
            env: [{ name: 'ENABLE_DEBUG_ON_HTTP', value: 'true' }],
          },
        ],
      },
      status: { phase: 'Running' },
    },
  ];
}

const ISTIO_SYSTEM = controlPlane().slice(0, 1);
const DEVELOPMENT = { remote: { development: true } };

/** Platform approves all that is done with remote clusters. */
export const PLATFORM_APPROVES_REMOTES = {
  name: 'remote-clusters',
  kinds: [
    'remote-cluster-join',
    'remote-cluster-rotate',
    'remote-cluster-leave',
  ],
  approval: 'required',
  approverGroups: ['platform'],
};

/** What tests of remote clusters ask of a backend. */
export class RemoteMesh {
  constructor(readonly backend: RequestBackend) {}

  cluster(name: string): DevCluster {
    return this.backend.clusters[name];
  }

  ask(kind: string, parameters: object, more: object = {}, as = ann) {
    return this.backend.call('post', '/requests', {
      as,
      body: { kind: `remote-cluster-${kind}`, parameters, ...more },
    });
  }

  /** Asked for, approved and, unless told otherwise, ready. */
  async done(kind: string, parameters: object, until = 'ready') {
    const { body, message } = await this.ask(kind, parameters);
    if (message) {
      throw new Error(message);
    }
    await this.approve(body);
    return this.backend.until(body.id, until);
  }

  async approve({ id, contentHash }: { id: string; contentHash: string }) {
    const answer = await this.backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash },
    });
    if (answer.message) {
      throw new Error(answer.message);
    }
  }

  find(cluster: string, kind: string, name: string): any {
    return this.cluster(cluster)
      .objects(kind)
      .find((one: any) => one.metadata.name === name);
  }

  /** Names of all Secrets in the namespace of the control plane. */
  secrets(cluster: string): string[] {
    return this.cluster(cluster)
      .objects('Secret', 'istio-system')
      .map((one: any) => one.metadata.name);
  }

  /** The kubeconfig in the remote secret of a cluster. */
  kubeconfig(primary = 'main', id = 'west'): string {
    const secret = this.find(primary, 'Secret', `istio-remote-secret-${id}`);
    return Buffer.from(secret.data[id], 'base64').toString();
  }

  token(primary = 'main', id = 'west'): string {
    return /token: (\S+)/.exec(this.kubeconfig(primary, id))![1];
  }

  /** The status with which a cluster answers a token that lists pods. */
  async statusOf(cluster: string, token: string): Promise<number> {
    const { url, caPem } = this.cluster(cluster);
    return new Promise((resolve, reject) => {
      httpsRequest(
        `${url}/api/v1/pods`,
        {
          agent: new Agent({ ca: caPem, keepAlive: false }),
          headers: { authorization: `Bearer ${token}` },
        },
        response => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end();
    });
  }

  /** Everything that is kept, logged, audited, sent or notified. */
  async stores(): Promise<string> {
    const { backend } = this;
    return [
      await backend.dump(),
      JSON.stringify(backend.logs),
      JSON.stringify(
        backend.audits.map(one => ({ ...one, error: String(one.error) })),
      ),
      JSON.stringify(backend.events),
      JSON.stringify(backend.notifications),
    ].join('\n');
  }

  stop() {
    return this.backend.stop();
  }
}

/** Primaries `main` and `second`, remotes `west` and `north`, and one by which nothing may be joined. */
export async function startRemoteMesh(
  options: {
    decide?: Decide;
    config?: any;
    policies?: object[];
    database?: any;
    version?: string;
  } = {},
): Promise<RemoteMesh> {
  const primary = controlPlane(options.version);
  const backend = await startRequestBackend({
    policies: options.policies ?? [PLATFORM_APPROVES_REMOTES],
    decide: options.decide ?? (() => ALLOW),
    config: options.config,
    database: options.database,
    others: {
      main: { objects: primary, config: DEVELOPMENT },
      second: { objects: primary, config: DEVELOPMENT },
      west: { objects: ISTIO_SYSTEM, config: DEVELOPMENT },
      north: {
        objects: ISTIO_SYSTEM,
        config: {
          remote: { server: 'https://169.254.169.254', development: true },
        },
      },
      south: { objects: ISTIO_SYSTEM },
    },
  });
  await backend.clusters.gone.start();
  return new RemoteMesh(backend);
}
