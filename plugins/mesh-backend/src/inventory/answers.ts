import { InvalidAnswerError, KubernetesObject } from '../clusters';

/** One page of a list. */
export interface ObjectPage {
  items: KubernetesObject[];
  resourceVersion: string;
  /** Asks for the next page; undefined on the last one. */
  continueToken?: string;
}

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: KubernetesObject;
}

/** Reads the answer to a list. Throws `InvalidAnswerError` when it is none. */
export function readPage(answer: unknown): ObjectPage {
  const { metadata, items } = (answer ?? {}) as Record<string, any>;
  const resourceVersion = metadata?.resourceVersion;
  // An empty list may be written as null.
  const objects = items ?? [];
  if (!isText(resourceVersion) || !Array.isArray(objects)) {
    throw new InvalidAnswerError('it sends something else than a list');
  }
  if (!objects.every(hasName)) {
    throw new InvalidAnswerError('it sends a list with an object without name');
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
