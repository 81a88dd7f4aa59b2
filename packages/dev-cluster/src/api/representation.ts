import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { notAcceptable } from './status';
import { table } from './table';

/** The shape a client asked for by `Accept`. */
export type Representation = 'object' | 'metadata' | 'table';

const listMedia = 'application/json, application/yaml';

function shapeOf(range: string): Representation | undefined {
  const [media, ...parameters] = range.split(';').map(part => part.trim());
  if (!/^(application\/(json|yaml|\*)|\*\/\*)$/.test(media)) {
    return undefined;
  }
  const as = parameters.find(part => part.startsWith('as='))?.slice(3);
  if (as === undefined) return 'object';
  if (/^PartialObjectMetadata(List)?$/.test(as)) return 'metadata';
  return as === 'Table' ? 'table' : undefined;
}

/**
 * Reads `Accept`; the first shape that the server knows wins.
 *
 * @throws StatusError 406 where it knows none.
 */
export function representation(accept: string | undefined): Representation {
  if (!accept) return 'object';
  for (const range of accept.split(',')) {
    const shape = shapeOf(range);
    if (shape) return shape;
  }
  throw notAcceptable(
    accept.includes('application/json')
      ? `only the following media types are accepted: ${listMedia}`
      : `406: Not Acceptable\n\nAvailable representations: ${listMedia}`,
  );
}

const partial = ({ metadata }: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

/** One object in the shape asked for. */
export function shapeObject(
  shape: Representation,
  type: ResourceType,
  object: KubeObject,
): unknown {
  if (shape === 'metadata') return partial(object);
  if (shape === 'table')
    return table(type, [object], {
      resourceVersion: object.metadata.resourceVersion,
    });
  return object.apiVersion === type.groupVersion
    ? object
    : { ...object, apiVersion: type.groupVersion };
}

/** A list in the shape asked for. */
export function shapeList(
  shape: Representation,
  type: ResourceType,
  items: KubeObject[],
  metadata: Record<string, unknown>,
): unknown {
  if (shape === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partial),
    };
  }
  if (shape === 'table') return table(type, items, metadata);
  return {
    kind: `${type.kind}List`,
    apiVersion: type.groupVersion,
    metadata,
    items: items.map(item => {
      if (type.custom) return shapeObject('object', type, item);
      // Items of built-in lists do not repeat the kind.
      const { kind, apiVersion, ...rest } = item;
      return rest;
    }),
  };
}
