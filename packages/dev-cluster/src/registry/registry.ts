import { randomUUID } from 'crypto';
import type { ResourceType, ResourceTypes } from '../kinds/resourceTypes';
import { timestamp, type KubeObject } from '../objects';
import type { Store } from '../store/store';
import { recordUpdate } from '../apply/managedFields';
import { sameButTimes } from './unchanged';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  notFound,
  unforeseen,
} from '../api/status';
import type { Addresses } from './addresses';
import { initialStatus } from './initialStatus';
import { decodeObject } from './decode';
import { generatedName } from './names';
import { immutableViolations } from './immutable';
import { deleteObject, type Deletion } from './deletion';
import { nextState } from './nextState';
import type { DeleteOptions, WriteOptions } from './options';
import { checkPreconditions } from './preconditions';
import { inject } from '../controllers/injection';
import { checkObject, fillDefaults } from './admission';
import { specChanged } from './generation';

/** Where an object lies: its kind and, where namespaced, its namespace. */
export interface Place {
  type: ResourceType;
  namespace?: string;
}

/**
 * The rules of writing: what is checked, filled in, kept and refused before an
 * object reaches the store.
 */
export class Registry {
  constructor(
    readonly store: Store,
    readonly types: ResourceTypes,
    private readonly addresses: Addresses,
  ) {}

  /** The stored object, in the version of the place. Throws 404. */
  get({ type, namespace }: Place, name: string): KubeObject {
    const found = this.store.get(type.key, namespace, name);
    if (!found) throw notFound(type, name);
    return inVersion(type, found);
  }

  /** The stored object, if there is one. */
  find({ type, namespace }: Place, name: string): KubeObject | undefined {
    const found = this.store.get(type.key, namespace, name);
    return found && inVersion(type, found);
  }

  /** What must hold before an apply may create its object. */
  checkCreation({ type, namespace }: Place, { metadata }: KubeObject): void {
    if (metadata.uid) {
      throw conflict(
        type,
        metadata.name!,
        `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
      );
    }
    this.checkNamespace(type, namespace, metadata.name!);
  }

  create(place: Place, body: unknown, options: WriteOptions): KubeObject {
    const { type, namespace } = place;
    const object = decodeObject(place, body, options);
    const { metadata } = object;
    if (metadata.resourceVersion) {
      throw unforeseen(
        'resourceVersion should not be set on objects to be created',
      );
    }
    if (!metadata.name && metadata.generateName) {
      metadata.name = generatedName(metadata.generateName);
    }
    if (!metadata.name) {
      throw invalid(type, '', [
        {
          field: 'metadata.name',
          reason: 'FieldValueRequired',
          message: 'Required value: name or generateName is required',
        },
      ]);
    }
    this.checkNamespace(type, namespace, metadata.name);
    if (type.key === '/pods') {
      // What Istio's webhook does before a pod is judged and stored.
      metadata.namespace = namespace;
      inject(this.store, object);
    }
    return this.insert(place, object, options);
  }

  /** Creates an object that is decoded and named. */
  insert(place: Place, object: KubeObject, options: WriteOptions): KubeObject {
    const { type, namespace } = place;
    const name = object.metadata.name!;
    const { deletionTimestamp, deletionGracePeriodSeconds, ...rest } =
      object.metadata;
    const created: KubeObject = {
      ...object,
      metadata: {
        ...rest,
        uid: randomUUID(),
        creationTimestamp: timestamp(),
        ...(type.hasGeneration ? { generation: 1 } : {}),
        ...(namespace ? { namespace } : {}),
      },
    };
    if (!type.hasGeneration) delete created.metadata.generation;
    if (type.hasStatus) delete created.status;
    fillDefaults(type, created, this.addresses);
    if (type.kind === 'Namespace')
      created.spec = { finalizers: ['kubernetes'] };
    const status = type.custom ? undefined : initialStatus(created);
    if (status) created.status = status;
    checkObject(type, created);
    options.admit?.(type, created);
    const present = this.store.get(type.key, namespace, name);
    if (present) {
      const isEnding = present.metadata.deletionTimestamp !== undefined;
      throw alreadyExists(type, name, isEnding);
    }
    const owned = object.metadata.managedFields?.length
      ? created
      : recordUpdate(type.schema, type.hasStatus, undefined, created, {
          manager: options.fieldManager,
          operation: 'Update',
          apiVersion: type.groupVersion,
        });
    return this.save(place, owned, options);
  }

  update(
    place: Place,
    name: string,
    body: unknown,
    options: WriteOptions,
  ): KubeObject {
    const { type } = place;
    const object = decodeObject(place, body, options);
    if (object.metadata.name !== name) {
      throw badRequest(
        `the name of the object (${
          object.metadata.name ?? ''
        }) does not match the name on the URL (${name})`,
      );
    }
    const live = this.get(place, name);
    if (type.custom && !object.metadata.resourceVersion) {
      throw invalid(type, name, [
        {
          field: 'metadata.resourceVersion',
          reason: 'FieldValueInvalid',
          message: 'Invalid value: 0: must be specified for an update',
        },
      ]);
    }
    return this.replace(place, live, object, options);
  }

  /**
   * Stores a new state of a live object, keeping what writers may not change.
   * `owned` says that managedFields are already right (server-side apply).
   */
  replace(
    place: Place,
    live: KubeObject,
    wanted: KubeObject,
    options: WriteOptions,
    owned = false,
  ): KubeObject {
    const { type } = place;
    const name = live.metadata.name!;
    checkPreconditions(type, live, wanted.metadata);
    const next = nextState(type, live, wanted, options.subresource);
    fillDefaults(type, next, this.addresses);
    const violations = immutableViolations(live, next);
    if (violations.length) throw invalid(type, name, violations);
    if (specChanged(type, live, next)) {
      next.metadata.generation = (live.metadata.generation ?? 0) + 1;
    }
    checkObject(type, next, live);
    options.admit?.(type, next);
    const isReset = wanted.metadata.managedFields?.length === 0;
    if (isReset) delete next.metadata.managedFields;
    const result =
      owned || isReset
        ? next
        : recordUpdate(type.schema, type.hasStatus, live, next, {
            manager: options.fieldManager,
            operation: 'Update',
            apiVersion: type.groupVersion,
            subresource: options.subresource,
          });
    if (sameButTimes(live, result)) return live;
    if (
      result.metadata.deletionTimestamp &&
      !result.metadata.finalizers?.length &&
      live.metadata.finalizers?.length &&
      type.kind !== 'Namespace'
    ) {
      if (!options.dryRun) {
        this.store.remove(type.key, live.metadata.namespace, name);
      }
      return result;
    }
    return this.save(place, result, options);
  }

  /** Deletes an object, or marks it where finalizers hold it. */
  delete(place: Place, name: string, options: DeleteOptions): Deletion {
    return deleteObject(this, place, name, options);
  }

  /** Puts an object without rules, in its storage version. */
  put(type: ResourceType, object: KubeObject): KubeObject {
    const storage = this.types.ofKey(type.key);
    return this.store.put(type.key, inVersion(storage, object));
  }

  private save(place: Place, object: KubeObject, options: WriteOptions) {
    if (options.dryRun) return object;
    return inVersion(place.type, this.put(place.type, object));
  }

  private checkNamespace(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ) {
    if (!namespace) return;
    const owner = this.store.get('/namespaces', undefined, namespace);
    if (!owner) throw notFound({ group: '', plural: 'namespaces' }, namespace);
    if (owner.metadata.deletionTimestamp) {
      throw forbidden(
        type,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  }
}

/** The object with the `apiVersion` of a type; the stored one is not changed. */
export function inVersion(type: ResourceType, object: KubeObject): KubeObject {
  return object.apiVersion === type.groupVersion
    ? object
    : { ...object, apiVersion: type.groupVersion };
}
