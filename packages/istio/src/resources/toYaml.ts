import { Document, isScalar, Tags, visit } from 'yaml';
import type { KubernetesObject, ObjectMeta } from './kubernetesObject';

/**
 * Characters that are a tab, a line break or not printable in YAML 1.1. They are
 * written as escapes, which only double quotes allow.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** Texts with a meaning of their own for some YAML 1.1 readers. */
const SPECIAL = /^(<<|=|---.*|\.\.\..*)$/s;

function isMergeTag(tag: Tags[number]): boolean {
  return typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:merge';
}

function ordered<T extends object>(
  value: T,
  first: readonly string[],
): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const rank = (key: string) => {
    const index = first.indexOf(key);
    return index < 0 ? first.length : index;
  };
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b)));
}

function inOrder(object: KubernetesObject): Record<string, unknown> {
  const metadata = ordered<ObjectMeta>(object.metadata, [
    'name',
    'namespace',
    'labels',
    'annotations',
  ]);
  return ordered({ ...object, metadata }, [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
  ]);
}

function documentOf(object: KubernetesObject): string {
  return toYamlText(inOrder(object));
}

/**
 * Writes one mapping as YAML, in the order given, quoted as `toYaml` does.
 *
 * @public
 */
export function toYamlText(content: Record<string, unknown>): string {
  // Kubernetes tools read YAML 1.1, most editors 1.2: quote what either takes
  // for something else than a string.
  const document = new Document(content, {
    version: '1.1',
    compat: 'core',
    // With the tag for merge keys the text `<<` could not be quoted.
    customTags: tags => tags.filter(tag => !isMergeTag(tag)),
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Scalar(_, node) {
      if (
        isScalar<unknown>(node) &&
        typeof node.value === 'string' &&
        (UNPRINTABLE.test(node.value) || SPECIAL.test(node.value))
      ) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document
    .toString({ lineWidth: 0 })
    .replace(
      /[\u007f-\u009f\u2028\u2029\ufeff]/g,
      character =>
        `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/**
 * Writes objects as one YAML text with a `---` line between them. Keys come in
 * the order apiVersion, kind, metadata, spec; inside a spec in the order given.
 * Every string that a YAML 1.1 or 1.2 reader could take for something else
 * (`y`, `on`, `0x1`, `1_000`, dates) is quoted.
 *
 * @public
 */
export function toYaml(objects: readonly KubernetesObject[]): string {
  return objects.map(documentOf).join('---\n');
}
