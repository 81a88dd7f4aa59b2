import { YamlPath } from './types';

/**
 * A path as people write it: `spec.http[0].route`.
 *
 * @public
 */
export function yamlPathText(path: YamlPath): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') {
        return `[${key}]`;
      }
      if (!/^[A-Za-z0-9_-]+$/.test(key)) {
        return `[${JSON.stringify(key)}]`;
      }
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}
