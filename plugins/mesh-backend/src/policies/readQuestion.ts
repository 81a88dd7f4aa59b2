import { InputError } from '@backstage/errors';
import {
  CALLER_KINDS,
  CallerChoicesQuery,
  CallerReference,
  CallQuestion,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
  MeshObjectQuery,
} from '@meshport/backstage-plugin-mesh-common';
import { refuseOthers } from '../egress/egressInput';

const MOST_HEADERS = 50;
/** Longest text of a question: as long as proxies take request heads by default. */
const MOST_CHARACTERS = 60 * 1024;
const LONGEST_NAME = 253;
/** A token of HTTP (RFC 9110, 5.6.2). */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

const QUESTION_FIELDS = [
  'cluster',
  'from',
  'to',
  'port',
  'method',
  'path',
  'headers',
];

type Fields = Record<string, unknown>;

/** An object; throws `InputError` that names the field. */
function fieldsIn(value: unknown, field: string, known: string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${field}: give an object with ${known.join(', ')}`);
  }
  refuseFields(value as Fields, field, known);
  return value as Fields;
}

function refuseFields(fields: Fields, where: string, known: string[]) {
  const other = Object.keys(fields).find(name => !known.includes(name));
  if (other !== undefined) {
    throw new InputError(
      `${where}: there is no field ${JSON.stringify(
        other.slice(0, 60),
      )}; use ${known.join(', ')}`,
    );
  }
}

function nameIn(value: unknown, field: string): string {
  if (
    typeof value !== 'string' ||
    value === '' ||
    value.length > LONGEST_NAME ||
    CONTROL.test(value)
  ) {
    throw new InputError(
      `${field}: give a name of at most ${LONGEST_NAME} characters`,
    );
  }
  return value;
}

function textIn(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new InputError(`${field}: give a text`);
  }
  if (value.length > MOST_CHARACTERS) {
    throw new InputError(
      `${field}: is longer than ${MOST_CHARACTERS} characters; proxies refuse such a call`,
    );
  }
  if (CONTROL.test(value)) {
    throw new InputError(
      `${field}: holds control characters; write them percent-encoded`,
    );
  }
  return value;
}

function portIn(value: unknown): number {
  const port = value as number;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(
      "port: give the number of the Service's port, 1 to 65535",
    );
  }
  return port;
}

function methodIn(value: unknown): string | undefined {
  const method = textIn(value, 'method');
  if (method !== undefined && !TOKEN.test(method)) {
    throw new InputError('method: give a method of HTTP, e.g. GET');
  }
  return method;
}

function pathIn(value: unknown): string | undefined {
  const path = textIn(value, 'path');
  if (path !== undefined && !/^\/[^\s#]*$/.test(path)) {
    throw new InputError(
      'path: begin with / and write spaces and # percent-encoded, e.g. /ratings/1',
    );
  }
  return path;
}

function headersIn(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new InputError('headers: give an object of texts');
  }
  const entries = Object.entries(value);
  if (entries.length > MOST_HEADERS) {
    throw new InputError(`headers: give at most ${MOST_HEADERS} headers`);
  }
  for (const [name, text] of entries) {
    if (!TOKEN.test(name)) {
      throw new InputError(
        `headers: ${JSON.stringify(
          name.slice(0, 60),
        )} is no name for a header; use letters, digits and -`,
      );
    }
    if (
      typeof text !== 'string' ||
      textIn(text, 'headers') !== (text || undefined)
    ) {
      throw new InputError(`headers.${name}: give a text`);
    }
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function callerIn(value: unknown): CallerReference {
  const { kind, namespace, name } = fieldsIn(value, 'from', [
    'kind',
    'namespace',
    'name',
  ]);
  if (!CALLER_KINDS.includes(kind as CallerReference['kind'])) {
    throw new InputError(`from.kind: is not one of ${CALLER_KINDS.join(', ')}`);
  }
  return {
    kind: kind as CallerReference['kind'],
    namespace: nameIn(namespace, 'from.namespace'),
    name: nameIn(name, 'from.name'),
  };
}

/**
 * Reads the body of `POST /policies/ask`.
 *
 * @throws `InputError` that names the field
 */
export function readQuestion(body: unknown): CallQuestion {
  const fields = fieldsIn(body, 'body', QUESTION_FIELDS);
  const to = fieldsIn(fields.to, 'to', ['namespace', 'name']);
  return {
    cluster: nameIn(fields.cluster, 'cluster'),
    from: callerIn(fields.from),
    to: {
      namespace: nameIn(to.namespace, 'to.namespace'),
      name: nameIn(to.name, 'to.name'),
    },
    port: portIn(fields.port),
    method: methodIn(fields.method),
    path: pathIn(fields.path),
    headers: headersIn(fields.headers),
  };
}

/**
 * Reads the query of `GET /policies/callers`.
 *
 * @throws `InputError` that names the parameter
 */
export function readCallersQuery(
  query: Fields,
): Required<Omit<CallerChoicesQuery, 'search'>> & { search: string } {
  refuseOthers(query, ['cluster', 'search', 'limit']);
  const search = textIn(query.search, 'search') ?? '';
  if (search.length > MAX_SEARCH_LENGTH) {
    throw new InputError(
      `search: is longer than ${MAX_SEARCH_LENGTH} characters; search for less`,
    );
  }
  const limit = query.limit === undefined ? 100 : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE) {
    throw new InputError(`limit: give a number from 1 to ${MAX_PAGE_SIZE}`);
  }
  return { cluster: nameIn(query.cluster, 'cluster'), search, limit };
}

/**
 * Reads the query of `GET /objects`.
 *
 * @throws `InputError` that names the parameter
 */
export function readObjectQuery(query: Fields): MeshObjectQuery {
  const names = ['cluster', 'kind', 'namespace', 'name'] as const;
  refuseOthers(query, [...names, 'field']);
  const [cluster, kind, namespace, name] = names.map(one =>
    nameIn(query[one], one),
  );
  const field = textIn(query.field, 'field');
  if (field !== undefined && !field.startsWith('/')) {
    throw new InputError('field: give a JSON pointer, e.g. /spec/rules/0');
  }
  return {
    cluster,
    kind,
    namespace,
    name,
    ...(field === undefined ? {} : { field }),
  };
}
