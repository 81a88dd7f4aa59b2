import { DevCluster } from '@meshport/dev-cluster';
import {
  ALLOW,
  Decide,
  RequestBackend,
  startRequestBackend,
} from '../../requests/__testUtils__/startRequestBackend';

export const ann = 'user:default/ann';
export const bob = 'user:default/bob';

/** Platform approves all that is done with authorities. */
const PLATFORM_APPROVES = {
  name: 'certificate-authorities',
  kinds: [
    'certificate-authority-issue',
    'certificate-authority-renew',
    'certificate-authority-revoke',
  ],
  approval: 'required',
  approverGroups: ['platform'],
};

const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'istio-system',
    labels: { 'meshport.dev/owner': 'platform' },
  },
};

/** A development root that serves `main` and `second`. */
export const LOCAL = {
  name: 'dev',
  provider: 'local',
  clusters: ['main', 'second'],
  local: { development: true },
};

/** What tests of certificate authorities ask of a backend. */
export class AuthorityMesh {
  constructor(readonly backend: RequestBackend) {}

  cluster(name: string): DevCluster {
    return this.backend.clusters[name];
  }

  ask(kind: string, parameters: object, as = ann) {
    return this.backend.call('post', '/requests', {
      as,
      body: { kind: `certificate-authority-${kind}`, parameters },
    });
  }

  async approve({ id, contentHash }: { id: string; contentHash: string }) {
    return this.backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash },
    });
  }

  /** Asked for, approved and, unless told otherwise, ready. */
  async done(kind: string, parameters: object, until = 'ready') {
    const { body, message } = await this.ask(kind, parameters);
    if (message) {
      throw new Error(message);
    }
    const approved = await this.approve(body);
    if (approved.message) {
      throw new Error(approved.message);
    }
    return this.backend.until(body.id, until);
  }

  /** The Secret `cacerts` of a cluster; undefined when it is not there. */
  cacerts(cluster = 'main'): any {
    return this.cluster(cluster)
      .objects('Secret', 'istio-system')
      .find((one: any) => one.metadata.name === 'cacerts');
  }

  file(name: string, cluster = 'main'): string {
    return Buffer.from(this.cacerts(cluster).data[name], 'base64').toString();
  }

  stop() {
    return this.backend.stop();
  }
}

/** Clusters `main` and `second`, each with a control plane's namespace. */
export async function startAuthorityMesh(
  options: {
    decide?: Decide;
    authorities?: object[];
    objects?: object[];
    policies?: object[];
  } = {},
): Promise<AuthorityMesh> {
  const objects = [NAMESPACE, ...(options.objects ?? [])];
  const backend = await startRequestBackend({
    policies: options.policies ?? [PLATFORM_APPROVES],
    decide: options.decide ?? (() => ALLOW),
    config: {
      mesh: { certificateAuthorities: options.authorities ?? [LOCAL] },
    },
    others: { main: { objects }, second: { objects: [NAMESPACE] } },
  });
  return new AuthorityMesh(backend);
}
