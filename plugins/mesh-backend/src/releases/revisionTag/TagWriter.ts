import { ConflictError, NotAllowedError } from '@backstage/errors';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import { RevisionInjector, RevisionTagObject } from '@meshport/istio';
import { KubernetesStatusError } from '../../clusters/errors';
import { findObject } from '../../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';
import { deleteObject } from '../../manifests/deleteObject';
import { findGitOwner } from '../../manifests/owners';
import { canonicalJson } from '../../requests/canonicalJson';
import { revisionOf } from './clusterTags';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const INJECTORS = `${ADMISSION}/mutatingwebhookconfigurations`;
const NEVER_MATCH = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
/** How often a write is tried that somebody else was quicker than. */
const TRIES = 4;

/** Names an object of a tag. */
export type TagReference = {
  kind: string;
  metadata: { name: string; namespace?: string };
};

/** Reads and writes the objects of tags in one cluster, as they are at that moment. */
export class TagWriter {
  constructor(
    private readonly connection: ClusterConnection,
    private readonly keepLease: () => Promise<void> = async () => {},
  ) {}

  /** The injector of a revision, with the certificate that istiod's is checked with. */
  async injector(revision: string): Promise<RevisionInjector> {
    const { items } = await this.#call(() =>
      this.connection.request<{ items: KubernetesObject[] }>({
        path: INJECTORS,
        query: { labelSelector: 'app=sidecar-injector,!istio.io/tag' },
      }),
    );
    const found = items.filter(one => revisionOf(one) === revision);
    if (found.length !== 1) {
      throw new ConflictError(
        `revision: ${
          found.length === 0
            ? 'there is no injector'
            : 'there are several injectors'
        } of revision ${revision} in cluster ${
          this.#cluster
        } any more; ask anew`,
      );
    }
    return found[0] as RevisionInjector;
  }

  /** An object as it is; undefined when it is not there. */
  async find(object: TagReference): Promise<KubernetesObject | undefined> {
    return this.#call(() => findObject(this.connection, pathOf(object)));
  }

  /**
   * Brings an object to what is wanted, and leaves of others what istioctl
   * leaves: further labels, what the API server and istiod fill in.
   *
   * @param judge - throws where what is there may not be changed
   */
  async write(
    object: RevisionTagObject,
    judge: (existing: KubernetesObject | undefined) => void,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const existing = await this.find(object);
      refuseGitOwned(existing, this.#cluster);
      judge(existing);
      const wanted = existing ? merged(existing, object) : object;
      if (existing && isSame(existing, wanted)) {
        return;
      }
      await this.keepLease();
      try {
        await this.connection.request({
          method: existing ? 'PUT' : 'POST',
          path: existing ? pathOf(object) : collectionOf(object),
          query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
          body: wanted,
        });
        return;
      } catch (error) {
        // Somebody wrote it after it was read: look at what it is now.
        if (!isConflict(error) || attempt === TRIES) {
          throw this.#told(error);
        }
      }
    }
  }

  /** Has the injector of revision `default` match nothing, as istioctl does for the tag `default`. */
  async deactivateDefault(): Promise<void> {
    const { items } = await this.#call(() =>
      this.connection.request<{ items: KubernetesObject[] }>({
        path: INJECTORS,
        query: { labelSelector: 'app=sidecar-injector,!istio.io/tag' },
      }),
    );
    for (const injector of items.filter(one => revisionOf(one) === 'default')) {
      const wanted = {
        ...injector,
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        webhooks: injector.webhooks?.map((webhook: object) => ({
          ...webhook,
          namespaceSelector: NEVER_MATCH,
          objectSelector: NEVER_MATCH,
        })),
      };
      if (!isSame(injector, wanted)) {
        await this.keepLease();
        await this.#call(() =>
          this.connection.request({
            method: 'PUT',
            path: `${INJECTORS}/${injector.metadata.name}`,
            query: { fieldManager: FIELD_MANAGER },
            body: wanted,
          }),
        );
      }
    }
  }

  /** Deletes an object; it being gone already is no error. */
  async remove(object: KubernetesObject, path: string): Promise<void> {
    refuseGitOwned(object, this.#cluster);
    await this.keepLease();
    await this.#call(() =>
      deleteObject(this.connection, path, object.metadata.uid ?? ''),
    );
  }

  get #cluster(): string {
    return this.connection.details.name;
  }

  async #call<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): Error {
    return error instanceof KubernetesStatusError && error.code === 403
      ? new NotAllowedError(
          `cluster: Meshport’s account in ${
            this.#cluster
          } may not change tags; an administrator has to bind docs/rbac/revision-tags.yaml there (${
            error.message
          })`,
        )
      : toBackstageError(error, { cluster: this.#cluster });
  }
}

/** The address of an object of a tag. */
export function pathOf(object: TagReference): string {
  return `${collectionOf(object)}/${object.metadata.name}`;
}

function collectionOf({ kind, metadata }: TagReference): string {
  switch (kind) {
    case 'MutatingWebhookConfiguration':
      return INJECTORS;
    case 'ValidatingWebhookConfiguration':
      return `${ADMISSION}/validatingwebhookconfigurations`;
    default:
      return `/api/v1/namespaces/${metadata.namespace}/services`;
  }
}

function refuseGitOwned(
  existing: KubernetesObject | undefined,
  cluster: string,
): void {
  const owner = existing && findGitOwner(existing);
  if (owner) {
    throw new ConflictError(
      `tag: ${existing.metadata.name} in cluster ${cluster} is kept by ${owner.tool} (${owner.name}); change it in Git`,
    );
  }
}

/** Every webhook that is there leads to the revision, also those that the tag does not name. */
function merged(
  existing: KubernetesObject,
  object: RevisionTagObject,
): KubernetesObject {
  const { managedFields: _, ...metadata } = existing.metadata;
  const base: KubernetesObject = {
    ...existing,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...object.metadata.labels },
      ...(object.metadata.annotations
        ? {
            annotations: {
              ...metadata.annotations,
              ...object.metadata.annotations,
            },
          }
        : {}),
    },
  };
  if (object.kind === 'Service') {
    const { selector } = object.spec as { selector: object };
    return { ...base, spec: { ...existing.spec, selector } };
  }
  const wanted = object.webhooks as { name: string; clientConfig: unknown }[];
  const before = (existing.webhooks ?? []) as { name: string }[];
  return {
    ...base,
    webhooks: [
      ...wanted.map(webhook => ({
        ...before.find(({ name }) => name === webhook.name),
        ...webhook,
      })),
      ...before
        .filter(({ name }) => wanted.every(one => one.name !== name))
        .map(webhook => ({ ...webhook, clientConfig: wanted[0].clientConfig })),
    ],
  };
}

/** Defaults that the API server fills in are in both. */
function isSame(existing: KubernetesObject, wanted: KubernetesObject): boolean {
  const content = ({ metadata, webhooks, spec }: KubernetesObject) =>
    canonicalJson({
      labels: metadata.labels,
      annotations: metadata.annotations,
      webhooks,
      spec,
    });
  return content(existing) === content(wanted);
}

function isConflict(error: unknown): boolean {
  return error instanceof KubernetesStatusError && error.code === 409;
}
