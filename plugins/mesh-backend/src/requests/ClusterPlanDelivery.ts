import { NotFoundError } from '@backstage/errors';
import {
  AppliedObject,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestCluster,
  RequestObjectReference,
} from '@meshport/backstage-plugin-mesh-node';
import { findObject } from '../clusters/findObject';
import {
  ClusterConnection,
  ClusterRegistry,
  KubernetesObject,
} from '../clusters/types';
import { applyObjects } from '../manifests/applyObjects';
import { toBackstageError } from '../manifests/clusterErrors';
import { Origin } from '../manifests/existingObjects';
import { ManifestObject } from '../manifests/objects';
import { deleteObject } from '../manifests/deleteObject';
import { ResourcePaths } from '../manifests/resourcePaths';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import {
  isNamespace,
  makeNamespaces,
  namespacePath,
  toBeCreated,
} from './plannedNamespaces';
import { missingFrom, ObjectDifference } from './planDifferences';
import { PlanDelivery } from './PlanDelivery';
import { keyOf } from './store';

/** Delivers plans through the clusters' API servers. */
export class ClusterPlanDelivery implements PlanDelivery {
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;

  constructor(options: { registry: ClusterRegistry; settings: ApplySettings }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
  }

  async rehearse(plan: RequestPlan): Promise<AppliedObject[]> {
    return this.#apply(plan, { dryRun: true });
  }

  apply(
    plan: RequestPlan,
    beforeWrite: () => Promise<void>,
  ): Promise<AppliedObject[]> {
    return this.#apply(plan, { dryRun: false, beforeWrite });
  }

  async #apply(
    plan: RequestPlan,
    options: { dryRun: boolean; beforeWrite?: () => Promise<void> },
  ): Promise<AppliedObject[]> {
    const applied: AppliedObject[] = [];
    for (const [cluster, objects] of objectsByCluster(plan)) {
      const connection = writableCluster(
        this.#registry,
        this.#settings,
        cluster,
      );
      const namespaces = await makeNamespaces(connection, objects, options);
      const others = objects.filter(one => !isNamespace(one));
      const isRehearsed = ({ metadata }: ManifestObject) =>
        !namespaces.missing.has(metadata.namespace);
      applied.push(
        ...namespaces.applied,
        ...(await applyObjects(connection, others.filter(isRehearsed), {
          origin: originOf(plan),
          ...options,
        })),
        ...others
          .filter(one => !isRehearsed(one))
          .map(one => toBeCreated(connection, one)),
      );
    }
    return applied;
  }

  async presence(plan: RequestPlan): Promise<Record<string, string | null>> {
    const found = await this.#look(plan);
    return Object.fromEntries(
      found.map(({ cluster, reference, existing }) => [
        keyOf(cluster, reference),
        existing ? existing.metadata.uid ?? '' : null,
      ]),
    );
  }

  async compare(plan: RequestPlan): Promise<ObjectDifference[]> {
    const found = await this.#look(plan);
    return found.map(({ cluster, reference, existing, wanted }) => ({
      object: { ...reference, cluster },
      present: existing !== undefined,
      changes: existing ? missingFrom(existing, wanted) : [],
    }));
  }

  cluster(name: string, beforeWrite: () => Promise<void>): RequestCluster {
    const connection = this.#connection(name);
    const paths = new ResourcePaths(connection);
    const call = async <T>(run: () => Promise<T>): Promise<T> => {
      try {
        return await run();
      } catch (error) {
        throw toBackstageError(error, { cluster: name });
      }
    };
    return {
      get: reference =>
        call(async () =>
          findObject(connection, await paths.pathOf(objectOf(reference))),
        ),
      list: (of, labels) =>
        call(async () => {
          const path = await paths.pathOf(objectOf({ ...of, name: 'any' }));
          const { items } = await connection.request<{
            items: KubernetesObject[];
          }>({
            path: path.replace(/\/[^/]*$/, ''),
            query: {
              labelSelector: Object.entries(labels)
                .map(([key, value]) => `${key}=${value}`)
                .join(','),
            },
          });
          // The items of a list do not name what they are.
          return items.map(item => ({
            ...item,
            apiVersion: of.apiVersion,
            kind: of.kind,
          }));
        }),
      delete: async (reference, uid) => {
        const path = await call(() => paths.pathOf(objectOf(reference)));
        writableCluster(this.#registry, this.#settings, name);
        await beforeWrite();
        await call(() => deleteObject(connection, path, uid));
      },
    };
  }

  async #look(plan: RequestPlan) {
    const found: {
      cluster: string;
      reference: RequestObjectReference;
      wanted: ManifestObject;
      existing?: KubernetesObject;
    }[] = [];
    for (const [cluster, objects] of objectsByCluster(plan)) {
      const connection = this.#connection(cluster);
      const paths = new ResourcePaths(connection);
      for (const wanted of objects) {
        try {
          found.push({
            cluster,
            reference: referenceOf(wanted),
            wanted,
            existing: await findObject(
              connection,
              isNamespace(wanted)
                ? namespacePath(wanted.metadata.name)
                : await paths.pathOf(wanted),
            ),
          });
        } catch (error) {
          throw toBackstageError(error, { cluster, object: wanted });
        }
      }
    }
    return found;
  }

  #connection(name: string): ClusterConnection {
    try {
      return this.#registry.get(name);
    } catch (error) {
      if (error instanceof NotFoundError) {
        throw new NotFoundError(
          `cluster: there is no cluster ${name} any more; an administrator has to configure it again`,
        );
      }
      throw error;
    }
  }
}

function objectsByCluster(plan: RequestPlan): Map<string, ManifestObject[]> {
  const byCluster = new Map<string, ManifestObject[]>();
  for (const { cluster, manifest } of plan.objects) {
    const list = byCluster.get(cluster) ?? [];
    byCluster.set(cluster, list);
    list.push(manifest as unknown as ManifestObject);
  }
  return byCluster;
}

/** People write the YAML of kind `manifests`; every other kind renders its objects. */
function originOf(plan: RequestPlan): Origin {
  return plan.kind === 'manifests' ? 'yaml' : 'rendered';
}

/** Names an object of a plan. */
export function referenceOf(object: ManifestObject): RequestObjectReference {
  const { namespace, name } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
  };
}

function objectOf(reference: RequestObjectReference): ManifestObject {
  const { apiVersion, kind, namespace = '', name } = reference;
  return { apiVersion, kind, metadata: { namespace, name } };
}
