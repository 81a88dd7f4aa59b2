import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { forbidden, invalid } from '../api/status';
import { applyDefaults } from '../schema/walk';
import { violationsOf, type Violation } from '../schema/validate';
import type { Addresses } from './addresses';
import { defaultBuiltIn } from './defaults';
import { builtInViolations } from './rules';
import { metadataViolations } from './names';

/** Fills in the defaults of the schema and of the built-in kinds. */
export function fillDefaults(
  type: ResourceType,
  object: KubeObject,
  addresses: Addresses,
): void {
  applyDefaults(type.schema, object);
  if (!type.custom) defaultBuiltIn(object, addresses);
}

function schemaViolations(type: ResourceType, object: KubeObject): Violation[] {
  // Metadata has rules of its own.
  const { metadata, status, ...rest } = object;
  if (type.custom) {
    return violationsOf(
      type.schema,
      status === undefined ? rest : { ...rest, status },
    );
  }
  // Built-in status types mark Go's always-written fields as required; writers
  // need not name them. Which lists may hold a key twice is said by rules.
  return violationsOf(type.schema, rest).filter(
    ({ reason }) => reason !== 'FieldValueDuplicate',
  );
}

/**
 * Checks a complete object.
 *
 * @throws StatusError 422 with a cause per wrong field; 403 for new finalizers
 * on an object that is being deleted.
 */
export function checkObject(
  type: ResourceType,
  object: KubeObject,
  live?: KubeObject,
): void {
  const name = object.metadata.name!;
  const violations = [
    ...metadataViolations(type, object),
    ...schemaViolations(type, object),
  ];
  if (!type.custom) {
    violations.push(...builtInViolations(object));
  }
  if (violations.length) throw invalid(type, name, violations);
  if (live?.metadata.deletionTimestamp) {
    const old = live.metadata.finalizers ?? [];
    const added = (object.metadata.finalizers ?? []).filter(
      finalizer => !old.includes(finalizer),
    );
    if (added.length) {
      throw invalid(type, name, [
        {
          field: 'metadata.finalizers',
          reason: 'FieldValueForbidden',
          message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added
            .map(finalizer => JSON.stringify(finalizer))
            .join(', ')}}`,
        },
      ]);
    }
  }
}

/** Refuses a write to a kind that is served read-only. */
export function readOnlyKind(type: ResourceType, name: string) {
  return forbidden(type, name, 'the dev cluster serves this kind read-only');
}
