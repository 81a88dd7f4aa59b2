import { InputError } from '@backstage/errors';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection } from '../clusters/types';
import { groupKindOf } from './kinds';
import { describeObject, ManifestObject } from './objects';

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

/** Finds where objects live on a cluster's API server, by asking its discovery once per group. */
export class ResourcePaths {
  readonly #connection: ClusterConnection;
  readonly #lists = new Map<string, Promise<ResourceList | undefined>>();

  constructor(connection: ClusterConnection) {
    this.#connection = connection;
  }

  /**
   * Path of an object, each part encoded. Throws `InputError` when the cluster
   * does not serve the kind, or serves it for the cluster as a whole.
   */
  async pathOf(object: ManifestObject): Promise<string> {
    const found = await this.#resourceOf(object);
    if (!found) {
      throw new InputError(
        `${describeObject(object)}: cluster ${
          this.#connection.details.name
        } does not serve ${object.apiVersion} ${
          object.kind
        }; use a version that it serves, or have the definitions installed`,
      );
    }
    if (!found.namespaced) {
      throw new InputError(
        `${describeObject(object)}: ${
          object.kind
        } is an object of the whole cluster; only objects in namespaces are applied`,
      );
    }
    return found.path;
  }

  /** Path of an object; undefined when the cluster does not serve its kind in namespaces. */
  async find(object: ManifestObject): Promise<string | undefined> {
    const found = await this.#resourceOf(object);
    return found?.namespaced ? found.path : undefined;
  }

  async #resourceOf(
    object: ManifestObject,
  ): Promise<{ path: string; namespaced: boolean } | undefined> {
    const { group, version, kind } = groupKindOf(
      object.apiVersion,
      object.kind,
    );
    const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const list = await this.#listOf(root);
    const resource = list?.resources.find(
      one => one.kind === kind && !one.name.includes('/'),
    );
    const { namespace, name } = object.metadata;
    return (
      resource && {
        path: `${root}/namespaces/${encodeURIComponent(namespace)}/${
          resource.name
        }/${encodeURIComponent(name)}`,
        namespaced: resource.namespaced,
      }
    );
  }

  #listOf(root: string): Promise<ResourceList | undefined> {
    const known = this.#lists.get(root);
    if (known) {
      return known;
    }
    const list = this.#connection
      .request<ResourceList>({ path: root })
      .catch(error => {
        if (error instanceof KubernetesStatusError && error.code === 404) {
          return undefined;
        }
        throw error;
      });
    this.#lists.set(root, list);
    return list;
  }
}
