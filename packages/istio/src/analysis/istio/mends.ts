import { FindingMend, YamlPath } from '../types';

/** A path as a JSON pointer (RFC 6901). */
export function pointerOf(path: YamlPath): string {
  return path
    .map(key => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('');
}

/** Takes an annotation off. */
export function withoutAnnotation(name: string): FindingMend {
  return {
    title: `Remove the annotation ${name}`,
    patch: [
      { op: 'remove', path: pointerOf(['metadata', 'annotations', name]) },
    ],
  };
}

/** Sets a field to a value. */
export function setTo(
  title: string,
  path: YamlPath,
  value: unknown,
  exists: boolean,
): FindingMend {
  return {
    title,
    patch: [{ op: exists ? 'replace' : 'add', path: pointerOf(path), value }],
  };
}

/** Takes a field out. */
export function without(title: string, path: YamlPath): FindingMend {
  return { title, patch: [{ op: 'remove', path: pointerOf(path) }] };
}
