import { randomUUID } from 'crypto';
import type { ResourceType } from './kinds/resourceTypes';
import { clone, isRecord, timestamp, type KubeObject } from './objects';
import { placeOf } from './seed';
import { asController } from './registry/options';
import type { Registry } from './registry/registry';

const options = () => ({
  ...asController('dev-cluster-seed'),
  fieldValidation: 'Strict' as const,
});

const labelOf = ({ kind, metadata }: KubeObject) =>
  `${kind} ${metadata?.namespace ?? ''}/${metadata?.name ?? '(no name)'}`;

/**
 * Puts objects into a store without a request: seeds and what tests ask for.
 * They are checked like any other write, but may carry `uid`,
 * `creationTimestamp`, `managedFields` and `status`.
 */
export class Planter {
  constructor(private readonly registry: Registry) {}

  /**
   * Plants many objects: namespaces first, missing ones made, owners' uids
   * filled in by name.
   *
   * @throws Error that names the object which is refused, its place where it
   * was read from a file, and why.
   */
  plant(objects: object[]): void {
    const all = objects as KubeObject[];
    const isNamespace = ({ kind }: KubeObject) => kind === 'Namespace';
    for (const each of all.filter(isNamespace)) this.plantOne(each);
    const rest = all.filter(each => !isNamespace(each));
    const pending: KubeObject[] = [];
    for (const each of rest) {
      if (each.metadata?.ownerReferences?.some(({ uid }) => !uid)) {
        pending.push(each);
      } else this.plantOne(each);
    }
    for (const each of pending) {
      this.plantOne(each, () => this.withOwners(each));
    }
  }

  private plantOne(each: KubeObject, complete = () => each) {
    try {
      this.put(complete());
    } catch (error) {
      const place = placeOf(each);
      if (!place) throw error;
      throw new Error(`${place}: ${(error as Error).message}`);
    }
  }

  /** Creates or replaces one object, its status included. */
  put(given: KubeObject): KubeObject {
    const type = this.typeOf(given);
    try {
      return this.putAs(type, clone(given));
    } catch (error) {
      throw new Error(`${labelOf(given)}: ${(error as Error).message}`);
    }
  }

  private typeOf(object: KubeObject): ResourceType {
    const { apiVersion, kind } = object;
    const type = this.registry.types.ofKind(apiVersion, kind);
    if (!type) {
      throw new Error(
        `${labelOf(
          object,
        )}: the dev cluster does not serve ${apiVersion} ${kind}`,
      );
    }
    return type;
  }

  /**
   * Takes objects in as another API server stored them: nothing is checked or
   * filled in but their uid and time. For seeds of many thousands of objects.
   *
   * @throws Error that names an object of a kind that is not served
   */
  adopt(objects: object[]): void {
    for (const each of objects as KubeObject[]) {
      const { metadata } = each;
      const type = this.typeOf(each);
      if (type.namespaced) this.ensureNamespace(metadata.namespace!);
      this.registry.store.put(type.key, {
        ...each,
        metadata: {
          uid: randomUUID(),
          creationTimestamp: timestamp(),
          ...(type.hasGeneration ? { generation: 1 } : {}),
          ...metadata,
        },
      });
    }
  }

  /** Deletes an object of the first of these kinds that has it. */
  remove(
    types: ResourceType[],
    namespace: string | undefined,
    name: string,
  ): void {
    const type = types.find(each =>
      this.registry.store.get(each.key, namespace, name),
    );
    if (!type) throw new Error(`there is no such object ${name} to remove`);
    this.registry.delete({ type, namespace }, name, { dryRun: false });
  }

  private putAs(type: ResourceType, given: KubeObject): KubeObject {
    const namespace = type.namespaced
      ? given.metadata.namespace ?? 'default'
      : undefined;
    const place = { type, namespace };
    const { name = '' } = given.metadata;
    if (namespace) this.ensureNamespace(namespace);
    const { resourceVersion, ...metadata } = given.metadata;
    const live = this.registry.find(place, name);
    let object: KubeObject;
    if (live) {
      const wanted = {
        ...given,
        metadata: {
          ...metadata,
          resourceVersion: live.metadata.resourceVersion,
        },
      };
      object = this.registry.update(place, name, wanted, options());
    } else {
      const { managedFields, ...withoutManagers } = metadata;
      object = this.registry.create(
        place,
        { ...given, metadata: withoutManagers },
        options(),
      );
      object = this.keepIdentity(type, object, given);
    }
    return this.withStatus(place, object, given);
  }

  private keepIdentity(
    type: ResourceType,
    object: KubeObject,
    { metadata }: KubeObject,
  ): KubeObject {
    const { uid, creationTimestamp, managedFields, generation } = metadata;
    if (!uid && !creationTimestamp && !managedFields && !generation) {
      return object;
    }
    const next = clone(object);
    next.metadata.uid = uid ?? next.metadata.uid ?? randomUUID();
    next.metadata.creationTimestamp = creationTimestamp
      ? timestamp(Date.parse(creationTimestamp))
      : next.metadata.creationTimestamp;
    if (managedFields) next.metadata.managedFields = managedFields;
    if (generation && type.hasGeneration) next.metadata.generation = generation;
    return this.registry.put(type, next);
  }

  private withStatus(
    place: { type: ResourceType; namespace?: string },
    object: KubeObject,
    given: KubeObject,
  ): KubeObject {
    if (!place.type.hasStatus || !isRecord(given.status)) return object;
    const status = { ...object.status, ...given.status };
    return this.registry.replace(
      place,
      object,
      { ...object, status },
      { ...options(), subresource: 'status' },
    );
  }

  private ensureNamespace(name: string) {
    if (this.registry.store.get('/namespaces', undefined, name)) return;
    this.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  private withOwners(object: KubeObject): KubeObject {
    const { namespace = 'default', ownerReferences = [] } = object.metadata;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        ownerReferences: ownerReferences.map(reference => {
          if (reference.uid) return reference;
          const type = this.registry.types.ofKind(
            reference.apiVersion,
            reference.kind,
          );
          const owner =
            type &&
            this.registry.store.get(
              type.key,
              type.namespaced ? namespace : undefined,
              reference.name,
            );
          if (!owner) {
            throw new Error(
              `${object.kind} ${namespace}/${object.metadata.name}: its owner ${reference.kind} ${reference.name} is not among the objects`,
            );
          }
          return { ...reference, uid: owner.metadata.uid! };
        }),
      },
    };
  }
}
