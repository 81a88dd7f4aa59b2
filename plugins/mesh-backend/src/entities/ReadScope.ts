import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  meshClusterReadPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { MeshAuthorizer, ReadFilters } from '../permissions';

/** What one caller may read; asked once a request, then answered from memory. */
export class ReadScope {
  readonly #authorizer: MeshAuthorizer;
  readonly #filters: ReadFilters;
  readonly #namespaces = new Map<string, boolean>();

  /** Throws `NotAllowedError` when clusters or namespaces are denied outright. */
  static async create(
    authorizer: MeshAuthorizer,
    credentials: BackstageCredentials,
  ): Promise<ReadScope> {
    const filters = await authorizer.readFilters(credentials);
    for (const [filter, { name }] of [
      [filters.cluster, meshClusterReadPermission],
      [filters.namespace, meshNamespaceReadPermission],
    ] as const) {
      if (filter.deniedOutright) {
        throw new NotAllowedError(
          `You may not see meshes: permission ${name} is denied. Ask the platform team for it`,
        );
      }
    }
    return new ReadScope(authorizer, filters);
  }

  private constructor(authorizer: MeshAuthorizer, filters: ReadFilters) {
    this.#authorizer = authorizer;
    this.#filters = filters;
  }

  /** The decision as a text: scopes with the same text may read the same. */
  get decision(): string {
    const { cluster, namespace } = this.#filters;
    return `${cluster.decision} ${namespace.decision}`;
  }

  /** The same decision for another moment: owners and labels may have changed. */
  renewed(): ReadScope {
    return new ReadScope(this.#authorizer, this.#filters);
  }

  mayReadCluster(name: string): boolean {
    return this.#filters.cluster({ name });
  }

  mayReadNamespace(cluster: string, namespace: string): boolean {
    const key = `${cluster}/${namespace}`;
    let answer = this.#namespaces.get(key);
    if (answer === undefined) {
      answer = this.#filters.namespace(
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
