import {
  ClusterConnection,
  KubernetesObject,
  KubernetesStatusError,
} from '../../plugins/mesh-backend/src/clusters';
import { ChangeHistory } from '../../plugins/mesh-backend/src/__testUtils__/ChangeHistory';

/** A kind that is written to. */
export interface WrittenKind {
  path: string;
  apiVersion: string;
  kind: 'Service' | 'ConfigMap';
  content(value: number): object;
}

export const NAMESPACE = 'istio-system';

export const KINDS: WrittenKind[] = [
  {
    path: `/api/v1/namespaces/${NAMESPACE}/services`,
    apiVersion: 'v1',
    kind: 'Service',
    content: value => ({
      spec: {
        clusterIP: 'None',
        ports: [{ port: 80 }],
        selector: { value: `v${value}` },
      },
    }),
  },
  {
    path: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    content: value => ({ data: { mesh: `value: ${value}` } }),
  },
];

/** Makes, changes and deletes objects of one kind, and writes down what came of it. */
export class Writer {
  readonly history = new ChangeHistory();
  readonly #connection: ClusterConnection;
  readonly #kind: WrittenKind;
  readonly #present = new Set<string>();

  constructor(connection: ClusterConnection, kind: WrittenKind) {
    this.#connection = connection;
    this.#kind = kind;
  }

  /** Makes or changes an object. */
  async put(name: string, value: number): Promise<void> {
    const { path, apiVersion, kind, content } = this.#kind;
    const isNew = !this.#present.has(name);
    const body = { apiVersion, kind, metadata: { name }, ...content(value) };
    const stored = await this.#connection.request<KubernetesObject>(
      isNew
        ? { method: 'POST', path, body }
        : {
            method: 'PATCH',
            path: `${path}/${name}`,
            contentType: 'application/merge-patch+json',
            body,
          },
    );
    this.#present.add(name);
    this.history.wrote(stored);
  }

  /** Deletes an object, when it is there. */
  async remove(name: string): Promise<void> {
    if (!this.#present.delete(name)) return;
    await this.#connection.request({
      method: 'DELETE',
      path: `${this.#kind.path}/${name}`,
    });
    this.history.deleted(NAMESPACE, name);
  }

  /** `name version` of what the server has now, sorted. */
  async stored(): Promise<string[]> {
    const { items } = await this.#connection.request<{
      items: KubernetesObject[];
    }>({ path: this.#kind.path });
    const isOurs = ({ data }: KubernetesObject) =>
      this.#kind.kind !== 'ConfigMap' || data?.mesh !== undefined;
    return items.filter(isOurs).map(versionOf).sort();
  }
}

/** `name version` of an object. */
export function versionOf({ metadata }: KubernetesObject): string {
  return `${metadata.name} ${metadata.resourceVersion}`;
}

/** Makes the namespace that everything is in. */
export async function makeNamespace(
  connection: ClusterConnection,
): Promise<void> {
  await connection
    .request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE },
      },
    })
    .catch(error => {
      if (!(error instanceof KubernetesStatusError) || error.code !== 409) {
        throw error;
      }
    });
}
