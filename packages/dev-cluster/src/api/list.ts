import type { KubeObject } from '../objects';
import type { Place } from '../registry/registry';
import type { Store } from '../store/store';
import { fieldSelector, labelSelector, type Selector } from './selectors';
import { badRequest, expired, invalidOptions, StatusError } from './status';

interface ContinueToken {
  revision: number;
  /** Path of the last object of the page before. */
  after: string;
}

/** A page of objects and the metadata of its list. */
export interface Page {
  items: KubeObject[];
  metadata: {
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
  };
}

function readToken(text: string): ContinueToken {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (typeof token.revision === 'number' && typeof token.after === 'string') {
      return token;
    }
  } catch {
    // Falls through to the answer for every unreadable token.
  }
  throw badRequest('continue key is not valid: cannot decode the token');
}

const writeToken = (token: ContinueToken) =>
  Buffer.from(JSON.stringify(token)).toString('base64url');

const pathOf = ({ metadata }: KubeObject) =>
  metadata.namespace
    ? `${metadata.namespace}/${metadata.name}`
    : metadata.name!;

/** Reads a `resourceVersion` parameter. Throws 400 where it is no number. */
export function readRevision(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** The failure of a read from a revision that does not exist yet. */
export function tooLarge(revision: number, current: number): StatusError {
  return new StatusError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${revision}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
  );
}

/** Both selectors of a request as one. */
export function selectorOf(place: Place, query: URLSearchParams): Selector {
  const byLabel = labelSelector(query.get('labelSelector') ?? undefined);
  const byField = fieldSelector(
    query.get('fieldSelector') ?? undefined,
    place.type,
  );
  return object => byLabel(object) && byField(object);
}

function checkOptions(
  query: URLSearchParams,
  match: string | null,
  requested: number | undefined,
) {
  const limit = query.get('limit');
  if (limit && !/^\d+$/.test(limit)) {
    throw badRequest(
      `strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`,
    );
  }
  if (query.get('continue') && requested) {
    throw badRequest(
      'specifying resource version is not allowed when using continue',
    );
  }
  if (!match) return;
  const wrong = (reason: string, message: string) =>
    invalidOptions('ListOptions', 'resourceVersionMatch', reason, message);
  if (requested === undefined) {
    throw wrong(
      'FieldValueForbidden',
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    throw wrong(
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(
        match,
      )}: supported values: "Exact", "NotOlderThan", ""`,
    );
  }
  if (match === 'Exact' && requested === 0) {
    throw wrong(
      'FieldValueForbidden',
      'Forbidden: resourceVersionMatch "Exact" is forbidden for resourceVersion "0"',
    );
  }
}

/**
 * Lists a kind. Pages are a snapshot: later pages show the state of the first
 * one's revision, until it is compacted (410).
 */
export function listPage(
  store: Store,
  place: Place,
  query: URLSearchParams,
): Page {
  const { type, namespace } = place;
  const selects = selectorOf(place, query);
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue');
  const requested = readRevision(query.get('resourceVersion'));
  const match = query.get('resourceVersionMatch');
  checkOptions(query, match, requested);
  if (requested !== undefined && requested > store.revision) {
    throw tooLarge(requested, store.revision);
  }
  const start = token ? readToken(token) : undefined;
  const exact = start?.revision ?? (match === 'Exact' ? requested : undefined);
  if (exact !== undefined && exact < store.log.compactedRevision) {
    throw expired(
      start
        ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
        : `The resourceVersion for the provided list is too old.`,
    );
  }
  const revision = exact ?? store.revision;
  const all =
    exact === undefined
      ? store.list(type.key, namespace)
      : store.listAt(type.key, namespace, exact);
  const selected = all.filter(
    object => selects(object) && (!start || pathOf(object) > start.after),
  );
  const metadata: Page['metadata'] = { resourceVersion: String(revision) };
  if (!limit || selected.length <= limit) return { items: selected, metadata };
  const items = selected.slice(0, limit);
  metadata.continue = writeToken({
    revision,
    after: pathOf(items[items.length - 1]),
  });
  const isSelective = query.has('labelSelector') || query.has('fieldSelector');
  if (!isSelective) metadata.remainingItemCount = selected.length - limit;
  return { items, metadata };
}
