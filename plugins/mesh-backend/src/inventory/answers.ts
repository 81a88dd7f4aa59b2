import { InvalidAnswerError, KubernetesObject } from '../clusters';

/** One page of a list whose items were read already. */
export interface ObjectPage<T> {
  items: T[];
  resourceVersion: string;
  /** Asks for the next page; undefined on the last one. */
  continueToken?: string;
}

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: KubernetesObject;
}

/** Checks an item of a list. Throws `InvalidAnswerError` when it is no object. */
export function readItem(item: unknown): KubernetesObject {
  if (!hasName(item)) {
    throw new InvalidAnswerError('it sends a list with an object without name');
  }
  return item as KubernetesObject;
}

/** Reads the answer to a list. Throws `InvalidAnswerError` when it is none. */
export function readPage<T>(answer: unknown): ObjectPage<T> {
  const { metadata, items } = (answer ?? {}) as Record<string, any>;
  const resourceVersion = metadata?.resourceVersion;
  // An empty list may be written as null.
  const objects = items ?? [];
  if (!isText(resourceVersion) || !Array.isArray(objects)) {
    throw new InvalidAnswerError('it sends something else than a list');
  }
  const token = metadata.continue;
  return {
    items: objects,
    resourceVersion,
    continueToken: isText(token) ? token : undefined,
  };
}

/** Checks a line of a watch. Throws `InvalidAnswerError` when it is no event. */
export function readEvent(line: unknown): WatchEvent {
  const { type, object } = (line ?? {}) as Record<string, any>;
  const isEvent =
    isText(type) &&
    (type === 'ERROR' ||
      (isText(object?.metadata?.resourceVersion) &&
        (type === 'BOOKMARK' || hasName(object))));
  if (!isEvent) {
    throw new InvalidAnswerError('it sends something else than an event');
  }
  return { type, object };
}

function hasName(object: any): boolean {
  return isText(object?.metadata?.name);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
