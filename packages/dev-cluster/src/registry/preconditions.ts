import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { conflict, stale, unforeseen } from '../api/status';

/** Checks the preconditions of a DELETE. Throws 409. */
export function checkDeletePreconditions(
  type: ResourceType,
  { metadata }: KubeObject,
  wanted: { uid?: string; resourceVersion?: string },
) {
  const kind = { group: type.group, plural: type.kind };
  const fail = (what: string, asked: string, why: string) =>
    conflict(
      kind,
      metadata.name!,
      `the ${what} in the precondition (${asked}) does not match the ${what} in record (${why}`,
    );
  if (wanted.uid && wanted.uid !== metadata.uid) {
    throw fail(
      'UID',
      wanted.uid,
      `${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  const { resourceVersion } = wanted;
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw fail(
      'ResourceVersion',
      resourceVersion,
      `${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

/** Where etcd would keep an object, which one failure names. */
function etcdKey(type: ResourceType, { metadata }: KubeObject): string {
  const folder = type.custom ? `${type.group}/${type.plural}` : type.plural;
  const namespace = metadata.namespace ? `${metadata.namespace}/` : '';
  return `/registry/${folder}/${namespace}${metadata.name}`;
}

/** Checks the resourceVersion and uid that a write names. Throws 409. */
export function checkPreconditions(
  type: ResourceType,
  live: KubeObject,
  wanted: { uid?: string; resourceVersion?: string },
) {
  const name = live.metadata.name!;
  if (wanted.resourceVersion && !/^\d+$/.test(wanted.resourceVersion)) {
    throw unforeseen(
      `strconv.ParseUint: parsing ${JSON.stringify(
        wanted.resourceVersion,
      )}: invalid syntax`,
    );
  }
  if (wanted.uid && wanted.uid !== live.metadata.uid) {
    throw conflict(
      type,
      name,
      `StorageError: invalid object, Code: 4, Key: ${etcdKey(
        type,
        live,
      )}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${
        wanted.uid
      }, UID in object meta: ${live.metadata.uid}`,
    );
  }
  if (
    wanted.resourceVersion &&
    wanted.resourceVersion !== live.metadata.resourceVersion
  ) {
    throw stale(type, name);
  }
}
