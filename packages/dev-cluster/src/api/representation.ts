import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { table } from './table';

/** The shape a client asked for by `Accept`. */
export type Representation = 'object' | 'metadata' | 'table';

/** Reads `Accept`; the first shape that the server knows wins. */
export function representation(accept: string | undefined): Representation {
  for (const range of (accept ?? '').split(',')) {
    if (/;\s*as=PartialObjectMetadata(List)?(;|$)/.test(range))
      return 'metadata';
    if (/;\s*as=Table(;|$)/.test(range)) return 'table';
    if (
      /^\s*application\/(json|yaml)\s*(;|$)/.test(range) &&
      !/as=/.test(range)
    ) {
      return 'object';
    }
  }
  return 'object';
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
