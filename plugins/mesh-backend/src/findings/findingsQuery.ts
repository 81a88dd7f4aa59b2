import { InputError } from '@backstage/errors';
import {
  DEFAULT_PAGE_SIZE,
  FINDING_SEVERITIES,
  FINDING_STATES,
  FindingState,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
  MeshFinding,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';

/** Where a finding stands in the order: rank of its severity, cluster, code, id. */
type Place = [number, string, string, string];

/** A query of findings that was read. */
export interface ReadFindingsQuery {
  cluster?: string;
  namespace?: string;
  severity?: MeshFindingSeverity[];
  code?: string[];
  search?: string;
  state: FindingState;
  limit: number;
  after?: Place;
}

const PARAMETERS = [
  'cluster',
  'namespace',
  'severity',
  'code',
  'search',
  'state',
  'limit',
  'cursor',
];

/**
 * Reads the query of `GET /findings`.
 *
 * @throws `InputError` that names the parameter
 */
export function readFindingsQuery(
  query: Record<string, unknown>,
): ReadFindingsQuery {
  const unknown = Object.keys(query).find(name => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `query: there is no parameter ${JSON.stringify(
        unknown.slice(0, 60),
      )}; use ${PARAMETERS.join(', ')}`,
    );
  }
  const severity = readText(query, 'severity')?.split(',');
  const wrong = severity?.find(
    one => !(FINDING_SEVERITIES as string[]).includes(one),
  );
  if (wrong !== undefined) {
    throw new InputError(
      `severity: '${wrong.slice(
        0,
        60,
      )}' is not one of ${FINDING_SEVERITIES.join(', ')}`,
    );
  }
  const state = readText(query, 'state') ?? 'open';
  if (!isState(state)) {
    throw new InputError(
      `state: '${state.slice(0, 60)}' is not one of ${FINDING_STATES.join(
        ', ',
      )}`,
    );
  }
  const search = readText(query, 'search');
  if (search && search.length > MAX_SEARCH_LENGTH) {
    throw new InputError(
      `search: is longer than ${MAX_SEARCH_LENGTH} characters; search for less`,
    );
  }
  return {
    cluster: readText(query, 'cluster'),
    namespace: readText(query, 'namespace'),
    severity: severity as MeshFindingSeverity[] | undefined,
    code: readText(query, 'code')?.split(','),
    search,
    state,
    limit: readLimit(readText(query, 'limit')),
    after: readCursor(readText(query, 'cursor')),
  };
}

function isState(text: string): text is FindingState {
  return (FINDING_STATES as string[]).includes(text);
}

/** Whether a finding is among those that a query chooses. */
export function isChosen(
  finding: MeshFinding,
  query: ReadFindingsQuery,
): boolean {
  const { cluster, severity } = query;
  return (
    (cluster === undefined || finding.cluster === cluster) &&
    (!severity || severity.includes(finding.severity)) &&
    isAmong(finding, query)
  );
}

/** The same, whatever cluster and severity the query chooses. */
export function isAmong(
  finding: MeshFinding,
  { namespace, code, search }: ReadFindingsQuery,
): boolean {
  const { object } = finding;
  const within = object.kind === 'Namespace' ? object.name : object.namespace;
  return (
    (namespace === undefined || within === namespace) &&
    (!code || code.includes(finding.code)) &&
    (!search || holdsText(finding, search.toLocaleLowerCase('en-US')))
  );
}

/** The findings of a page, and where the next one begins. */
export function pageOf(
  findings: MeshFinding[],
  { limit, after }: ReadFindingsQuery,
): { items: MeshFinding[]; nextCursor?: string } {
  const placed = inOrder(findings);
  const first = after
    ? placed.findIndex(one => compare(placeOf(one), after) > 0)
    : 0;
  const items = first < 0 ? [] : placed.slice(first, first + limit);
  const isLast = first < 0 || first + limit >= placed.length;
  return {
    items,
    ...(isLast
      ? {}
      : {
          nextCursor: Buffer.from(
            JSON.stringify(placeOf(items[items.length - 1])),
          ).toString('base64url'),
        }),
  };
}

/** The worst first; then by cluster and code. */
export function inOrder(findings: MeshFinding[]): MeshFinding[] {
  return [...findings].sort((a, b) => compare(placeOf(a), placeOf(b)));
}

function placeOf({ severity, cluster, code, id }: MeshFinding): Place {
  return [FINDING_SEVERITIES.indexOf(severity), cluster, code, id];
}

function compare(a: Place, b: Place): number {
  const index = a.findIndex((part, i) => part !== b[i]);
  return index < 0 ? 0 : (a[index] < b[index] && -1) || 1;
}

function holdsText(finding: MeshFinding, wanted: string): boolean {
  const { code, name, message, cluster, object } = finding;
  return [
    code,
    name,
    message,
    cluster,
    object.kind,
    `${object.namespace ?? ''}/${object.name}`,
  ].some(text => text.toLocaleLowerCase('en-US').includes(wanted));
}

function readText(
  query: Record<string, unknown>,
  field: string,
): string | undefined {
  const value = query[field];
  if (value !== undefined && typeof value !== 'string') {
    throw new InputError(`${field}: is given more than once; give one text`);
  }
  return value === '' ? undefined : value;
}

function readLimit(text = String(DEFAULT_PAGE_SIZE)): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_PAGE_SIZE) {
    throw new InputError(
      `limit: '${text.slice(
        0,
        60,
      )}' is not a whole number from 1 to ${MAX_PAGE_SIZE}`,
    );
  }
  return limit;
}

function readCursor(text: string | undefined): Place | undefined {
  if (text === undefined) {
    return undefined;
  }
  const place = decode(text);
  const [rank, ...texts] = place;
  if (
    typeof rank !== 'number' ||
    texts.length !== 3 ||
    !texts.every(one => typeof one === 'string')
  ) {
    throw new InputError(
      'cursor: is not the nextCursor of a page; ask without a cursor for the first page',
    );
  }
  return place as Place;
}

function decode(text: string): unknown[] {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    // Whatever it is, it is no cursor: the caller says so.
    return [];
  }
}
