import { Resource } from '../snapshot/Resource';
import { FindingMend, PatchOperation, YamlPath } from '../types';

/** A change of one field. */
export type FieldChange = { set: YamlPath; to: unknown } | { remove: YamlPath };

/** A path as a JSON pointer (RFC 6901). */
function pointerOf(path: YamlPath): string {
  return path
    .map(key => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('');
}

function isParent(value: unknown): value is Record<string | number, any> {
  return typeof value === 'object' && value !== null;
}

/** Sets a field of a draft, and makes the maps around it that are missing. */
function set(
  draft: any,
  path: YamlPath,
  to: unknown,
): PatchOperation | undefined {
  let parent = draft;
  for (const [i, key] of path.entries()) {
    if (!isParent(parent)) {
      return undefined;
    }
    const isThere = Object.hasOwn(parent, key);
    const isLast = i === path.length - 1;
    if (isLast || !isThere || parent[key] === null) {
      const rest = path.slice(i + 1);
      if (rest.some(one => typeof one === 'number')) {
        return undefined;
      }
      parent[key] = rest.reduceRight<unknown>(
        (value, one) => ({ [one]: value }),
        to,
      );
      return {
        op: isThere ? 'replace' : 'add',
        path: pointerOf(path.slice(0, i + 1)),
        value: structuredClone(parent[key]),
      };
    }
    parent = parent[key];
  }
  return undefined;
}

function remove(draft: any, path: YamlPath): PatchOperation | undefined {
  const last = path[path.length - 1];
  let parent = draft;
  for (const key of path.slice(0, -1)) {
    parent = isParent(parent) ? parent[key] : undefined;
  }
  if (!isParent(parent) || !Object.hasOwn(parent, last)) {
    return undefined;
  }
  if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return { op: 'remove', path: pointerOf(path) };
}

/**
 * A mend of changes that are made one after the other; undefined where the
 * object, as it was written, does not have the fields that they are about.
 */
export function mendOf(
  { object }: Resource,
  title: string,
  ...changes: readonly FieldChange[]
): FindingMend | undefined {
  const draft = structuredClone(object);
  const patch = changes.map(change =>
    'set' in change
      ? set(draft, change.set, change.to)
      : remove(draft, change.remove),
  );
  return patch.every(one => one !== undefined)
    ? { title, patch: patch as PatchOperation[] }
    : undefined;
}
