import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  meshClusterReadPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { MeshAuthorizer } from '../permissions';

/** What one caller may read; asked once a request, then answered from memory. */
export class ReadScope {
  readonly #authorizer: MeshAuthorizer;
  readonly #cluster: (resource: { name: string }) => boolean;
  readonly #namespace: Awaited<ReturnType<MeshAuthorizer['namespaceFilter']>>;
  readonly #namespaces = new Map<string, boolean>();

  /** Throws `NotAllowedError` when clusters or namespaces are denied outright. */
  static async create(
    authorizer: MeshAuthorizer,
    credentials: BackstageCredentials,
  ): Promise<ReadScope> {
    const [cluster, namespace] = await Promise.all([
      authorizer.clusterFilter(credentials, meshClusterReadPermission),
      authorizer.namespaceFilter(credentials, meshNamespaceReadPermission),
    ]);
    for (const [filter, { name }] of [
      [cluster, meshClusterReadPermission],
      [namespace, meshNamespaceReadPermission],
    ] as const) {
      if (filter.deniedOutright) {
        throw new NotAllowedError(
          `You may not see meshes: permission ${name} is denied. Ask the platform team for it`,
        );
      }
    }
    return new ReadScope(authorizer, cluster, namespace);
  }

  private constructor(
    authorizer: MeshAuthorizer,
    cluster: (resource: { name: string }) => boolean,
    namespace: Awaited<ReturnType<MeshAuthorizer['namespaceFilter']>>,
  ) {
    this.#authorizer = authorizer;
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  mayReadCluster(name: string): boolean {
    return this.#cluster({ name });
  }

  mayReadNamespace(cluster: string, namespace: string): boolean {
    const key = `${cluster}/${namespace}`;
    let answer = this.#namespaces.get(key);
    if (answer === undefined) {
      answer = this.#namespace(
        this.#authorizer.namespaceResource(cluster, namespace),
      );
      this.#namespaces.set(key, answer);
    }
    return answer;
  }

  /** Who to ask for a namespace. */
  ownerOf(cluster: string, namespace: string): string | undefined {
    return this.#authorizer.namespaceResource(cluster, namespace).owners[0];
  }
}
