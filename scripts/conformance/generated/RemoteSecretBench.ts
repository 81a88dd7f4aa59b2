import { setTimeout } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterRefusal } from '@meshport/istio';
import { KubernetesRequests } from '../KubernetesRequests';

const ACCOUNT = 'kubernetes.io/service-account.name';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** What the differential looks at of an object. */
function comparable(object: any): { kind: string } {
  const { apiVersion, kind, type, rules, roleRef, subjects } = object;
  const { name, namespace, labels, annotations = {} } = object.metadata;
  const account = annotations[ACCOUNT];
  const metadata = {
    ...{ name, namespace, labels },
    ...(account ? { annotations: { [ACCOUNT]: account } } : {}),
  };
  return JSON.parse(
    JSON.stringify({
      ...{ apiVersion, kind, metadata },
      ...{ type, rules, roleRef, subjects },
    }),
  );
}

/** One namespace of a throw-away cluster, laid out for a case and cleared after it. */
export class RemoteSecretBench {
  readonly #requests: KubernetesRequests;
  readonly #own: string;
  #laid = new Set<string>();
  readonly host: string;

  constructor(kubeconfig: string, private readonly namespace: string) {
    const loaded = new KubeConfig();
    loaded.loadFromFile(kubeconfig);
    this.host = loaded.getCurrentCluster()!.server;
    this.#requests = new KubernetesRequests(loaded, { timeout: 20_000 });
    this.#own = `/api/v1/namespaces/${namespace}`;
  }

  /**
   * Makes the objects of a case.
   *
   * @param settling - milliseconds in which a token controller has its way
   */
  async lay(objects: readonly any[], settling: number): Promise<void> {
    for (const object of objects) {
      const path =
        object.kind === 'Namespace'
          ? '/api/v1/namespaces'
          : `${this.#own}/${object.kind.toLowerCase()}s`;
      await this.#requests.send('POST', path, object);
    }
    await setTimeout(settling);
    this.#laid = new Set(await this.paths());
    if (objects.length > 0) {
      this.#laid.add(this.#own);
    }
  }

  /** What is there that was not laid. */
  async made(): Promise<{ kind: string }[]> {
    const made = [];
    for (const path of [this.#own, ...(await this.paths())]) {
      if (!this.#laid.has(path)) {
        const object = await this.ifThere('GET', path);
        made.push(...(object ? [comparable(object)] : []));
      }
    }
    return made;
  }

  /** Takes away what was not laid, but for the namespace, which takes its time. */
  async unmake(): Promise<void> {
    for (const path of await this.paths()) {
      if (!this.#laid.has(path)) {
        await this.ifThere('DELETE', path);
      }
    }
    while ((await this.paths()).some(path => !this.#laid.has(path))) {
      await setTimeout(100);
    }
  }

  /** Takes away all but the namespace, which has a name of its own. */
  async clear(): Promise<void> {
    this.#laid.clear();
    for (const path of await this.paths()) {
      await this.ifThere('DELETE', path);
    }
  }

  /** UID of the namespace kube-system. */
  async clusterUid(): Promise<string> {
    const { metadata } = await this.#requests.send(
      'GET',
      '/api/v1/namespaces/kube-system',
    );
    return metadata.uid;
  }

  private async paths(): Promise<string[]> {
    const role = `istio-reader-clusterrole-${this.namespace}`;
    const single = [
      `${RBAC}/clusterroles/${role}`,
      `${RBAC}/clusterrolebindings/${role}`,
    ];
    const there = [];
    for (const path of single) {
      if (await this.ifThere('GET', path)) {
        there.push(path);
      }
    }
    for (const plural of ['serviceaccounts', 'secrets']) {
      const { items } = await this.#requests.send(
        'GET',
        `${this.#own}/${plural}`,
      );
      there.push(
        ...items
          .filter(({ metadata }: any) => metadata.name !== 'default')
          .map(
            ({ metadata }: any) => `${this.#own}/${plural}/${metadata.name}`,
          ),
      );
    }
    return there;
  }

  /** The answer; undefined when the object went meanwhile. */
  private async ifThere(method: 'GET' | 'DELETE', path: string): Promise<any> {
    try {
      return await this.#requests.send(method, path);
    } catch (error) {
      if (error instanceof ClusterRefusal && error.reason === 'NotFound') {
        return undefined;
      }
      throw error;
    }
  }
}
