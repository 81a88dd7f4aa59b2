import { InputError } from '@backstage/errors';
import { ManifestDocument, parseDocuments } from './documents';
import { AllowedKinds, groupKindOf } from './kinds';

/** An object to apply, its place already checked. */
export interface ManifestObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/** Kubernetes' names: RFC 1123 subdomains of at most 253 characters. */
const NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Kubernetes' namespaces: RFC 1123 labels of at most 63 characters. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const METADATA_FIELDS = ['name', 'namespace', 'labels', 'annotations'];

/** Whether a text is an RFC 1123 label, as namespaces and clusters have to be. */
export function isDnsLabel(text: string): boolean {
  return NAMESPACE.test(text);
}

/** `VirtualService shop/httpbin`, for messages. */
export function describeObject(object: {
  kind?: string;
  metadata: { name: string; namespace?: string };
}): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/**
 * Reads the objects of a YAML text and checks all that can be known without
 * the cluster: their kinds, names, namespaces and metadata.
 *
 * @param fallbackNamespace - namespace of documents that name none; there is
 * no silent `default`.
 *
 * Throws `InputError` that names the document and the field.
 */
export function readManifestObjects(
  text: string,
  options: { allowedKinds: AllowedKinds; fallbackNamespace?: string },
): ManifestObject[] {
  const seen = new Map<string, number>();
  return parseDocuments(text).map(document => {
    const object = inDocument(document, () =>
      readObject(document.content, options),
    );
    const { group, kind } = groupKindOf(object.apiVersion, object.kind);
    const { namespace, name } = object.metadata;
    const key = [group, kind, namespace, name].join('/');
    const first = seen.get(key);
    if (first) {
      throw new InputError(
        `manifests: documents ${first} and ${
          document.index
        } are the same object, ${describeObject(object)}; keep one of them`,
      );
    }
    seen.set(key, document.index);
    return object;
  });
}

function inDocument<T>(document: ManifestDocument, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) {
      throw new InputError(
        `manifests: document ${document.index}: ${error.message}`,
      );
    }
    throw error;
  }
}

function readObject(
  content: Record<string, unknown>,
  options: { allowedKinds: AllowedKinds; fallbackNamespace?: string },
): ManifestObject {
  const { apiVersion, kind } = content;
  if (typeof kind === 'string' && kind.endsWith('List') && 'items' in content) {
    throw new InputError(
      `kind: ${kind.slice(
        0,
        60,
      )} is a list; write its items as documents of their own, separated by ---`,
    );
  }
  options.allowedKinds.check(groupKindOf(apiVersion, kind));
  if ('status' in content) {
    throw new InputError(
      'status: is written by the cluster; take it out of the document',
    );
  }
  const metadata = readMetadata(content.metadata, options.fallbackNamespace);
  return {
    ...content,
    apiVersion: apiVersion as string,
    kind: kind as string,
    metadata,
  };
}

function readMetadata(
  metadata: unknown,
  fallbackNamespace: string | undefined,
): ManifestObject['metadata'] {
  if (!isMapping(metadata)) {
    throw new InputError('metadata: give at least metadata.name');
  }
  const others = Object.keys(metadata).filter(
    field => !METADATA_FIELDS.includes(field),
  );
  if (others.includes('generateName')) {
    throw new InputError(
      'metadata.generateName: a second run would make a second object; give metadata.name instead',
    );
  }
  if (others.length) {
    throw new InputError(
      `metadata.${others[0]}: only ${METADATA_FIELDS.join(
        ', ',
      )} may be given, the rest is written by the cluster; take out ${others.join(
        ', ',
      )}`,
    );
  }
  const { name, namespace = fallbackNamespace } = metadata;
  if (typeof name !== 'string' || name.length > 253 || !NAME.test(name)) {
    throw new InputError(
      'metadata.name: is not a name of Kubernetes; use lower-case letters, digits, - and ., at most 253 characters',
    );
  }
  if (namespace === undefined || namespace === null) {
    throw new InputError(
      `metadata.namespace: is missing; name the namespace in the document or in the field namespace`,
    );
  }
  if (typeof namespace !== 'string' || !isDnsLabel(namespace)) {
    throw new InputError(
      'metadata.namespace: is not a namespace of Kubernetes; use lower-case letters, digits and -, at most 63 characters',
    );
  }
  return {
    ...metadata,
    name,
    namespace,
    ...readStringMap(metadata, 'labels'),
    ...readStringMap(metadata, 'annotations'),
  };
}

function readStringMap<F extends 'labels' | 'annotations'>(
  metadata: Record<string, unknown>,
  field: F,
): { [field in F]?: Record<string, string> } {
  const value = metadata[field];
  if (value === undefined || value === null) {
    return {};
  }
  if (!isMapping(value)) {
    throw new InputError(
      `metadata.${field}: is not a mapping of names to text`,
    );
  }
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') {
      throw new InputError(
        `metadata.${field}.${key}: is not text; put the value in quotes`,
      );
    }
  }
  return { [field]: value } as { [field in F]?: Record<string, string> };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
