import { setTimeout } from 'node:timers/promises';
import type {
  KubernetesObject,
  ReaderAccount,
  RemoteSecretCluster,
  TokenSecret,
} from '@meshport/istio';
import type { KubernetesRequests } from './KubernetesRequests';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

function encoded(parts: TemplateStringsArray, ...names: string[]): string {
  return String.raw(parts, ...names.map(encodeURIComponent));
}

function pathOf({ kind, metadata }: KubernetesObject): string {
  const { name, namespace = '' } = metadata;
  return kind === 'ServiceAccount'
    ? encoded`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`
    : `${RBAC}/${kind.toLowerCase()}s/${encodeURIComponent(name)}`;
}

/** A running cluster, as far as a remote secret for it is made from it. */
export class LiveRemoteSecretCluster implements RemoteSecretCluster {
  constructor(
    readonly server: string,
    private readonly requests: KubernetesRequests,
  ) {}

  async version(): Promise<{ major: string; minor: string }> {
    return this.requests.send('GET', '/version');
  }

  async getNamespace(name: string): Promise<any> {
    return this.requests.send('GET', encoded`/api/v1/namespaces/${name}`);
  }

  async createNamespace(name: string): Promise<void> {
    await this.requests.send('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }

  async getServiceAccount(
    namespace: string,
    name: string,
  ): Promise<ReaderAccount> {
    return this.requests.send(
      'GET',
      encoded`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
    );
  }

  async getSecret(namespace: string, name: string): Promise<TokenSecret> {
    return this.requests.send(
      'GET',
      encoded`/api/v1/namespaces/${namespace}/secrets/${name}`,
    );
  }

  async listSecrets(namespace: string): Promise<TokenSecret[]> {
    const list = await this.requests.send(
      'GET',
      encoded`/api/v1/namespaces/${namespace}/secrets`,
    );
    return list.items;
  }

  async createSecret(
    secret: KubernetesObject & TokenSecret,
  ): Promise<TokenSecret> {
    return this.requests.send(
      'POST',
      encoded`/api/v1/namespaces/${secret.metadata.namespace ?? ''}/secrets`,
      secret,
    );
  }

  async apply(object: KubernetesObject): Promise<void> {
    await this.requests.send(
      'PATCH',
      `${pathOf(object)}?fieldManager=meshport`,
      object,
    );
  }

  async wait(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds);
  }
}
