import {
  ClusterRefusal,
  KubernetesObject,
  ReaderAccount,
  RemoteSecretCluster,
  TokenSecret,
} from '@meshport/istio';
import type { Data, RemoteSecretCase } from './remoteSecretRecord';

const PLURALS: Record<string, string> = {
  Namespace: 'namespaces',
  Secret: 'secrets',
  ServiceAccount: 'serviceaccounts',
};
const WITHOUT_NAMESPACE = /^(Namespace|ClusterRole|ClusterRoleBinding)$/;

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** As the API server keeps a Secret: `stringData` becomes `data`. */
function stored({ stringData, ...secret }: Data): Data {
  const texts = Object.entries(stringData ?? {}).map(([key, value]) => [
    key,
    base64(String(value)),
  ]);
  return texts.length === 0
    ? secret
    : { ...secret, data: { ...secret.data, ...Object.fromEntries(texts) } };
}

/** A cluster with the objects of a case, which answers as an API server does. */
export class RecordedCluster implements RemoteSecretCluster {
  readonly server: string;
  /** What was made or applied, in that order. */
  readonly made: KubernetesObject[] = [];
  readonly #objects = new Map<string, Data>();
  readonly #recorded: RemoteSecretCase;
  #reads = 0;

  /** @param namespace - that of objects that name none */
  constructor(recorded: RemoteSecretCase, private readonly namespace: string) {
    this.#recorded = recorded;
    this.server = recorded.host ?? 'server';
    recorded.objects.forEach(object => this.put(object));
  }

  async version(): Promise<{ major: string; minor: string }> {
    return this.#recorded.kubernetes ?? { major: '1', minor: '35' };
  }

  async getNamespace(name: string): Promise<Data> {
    return this.get('Namespace', '', name);
  }

  async createNamespace(name: string): Promise<void> {
    this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  async getServiceAccount(
    namespace: string,
    name: string,
  ): Promise<ReaderAccount> {
    return this.get('ServiceAccount', namespace, name);
  }

  async getSecret(namespace: string, name: string): Promise<TokenSecret> {
    return this.get('Secret', namespace, name);
  }

  async listSecrets(namespace: string): Promise<TokenSecret[]> {
    return [...this.#objects]
      .filter(([key]) => key.startsWith(`Secret/${namespace}/`))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, secret]) => secret);
  }

  async createSecret(
    secret: KubernetesObject & TokenSecret,
  ): Promise<TokenSecret> {
    return this.create(secret);
  }

  async apply(object: KubernetesObject): Promise<void> {
    const { name, namespace = '' } = object.metadata;
    if (!this.#objects.has(this.key(object.kind, namespace, name))) {
      this.made.push(object);
    }
    this.put(object);
  }

  /** Time passes at once; what comes later comes by the number of reads. */
  async wait(): Promise<void> {
    this.#reads += 1;
    if (this.#reads >= this.#recorded.laterReads) {
      this.#recorded.later.forEach(object => this.put(object));
    }
  }

  private key(kind: string, namespace: string, name: string): string {
    return `${kind}/${WITHOUT_NAMESPACE.test(kind) ? '' : namespace}/${name}`;
  }

  private put(object: Data): Data {
    const { namespace = this.namespace, name } = object.metadata ?? {};
    const kept = {
      ...stored(object),
      metadata: { ...object.metadata, name: String(name), namespace },
    };
    this.#objects.set(this.key(object.kind, namespace, name), kept);
    return kept;
  }

  private get(kind: string, namespace: string, name: string): Data {
    const found = this.#objects.get(this.key(kind, namespace, name));
    if (!found) {
      throw new ClusterRefusal(
        'NotFound',
        `${PLURALS[kind]} ${JSON.stringify(name)} not found`,
      );
    }
    return found;
  }

  private create(object: KubernetesObject): Data {
    const { name, namespace = '' } = object.metadata;
    if (this.#objects.has(this.key(object.kind, namespace, name))) {
      throw new ClusterRefusal(
        'AlreadyExists',
        `${PLURALS[object.kind]} ${JSON.stringify(name)} already exists`,
      );
    }
    this.made.push(object);
    return this.put(object);
  }
}
