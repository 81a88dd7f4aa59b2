import { createHash } from 'crypto';
import { schemas, type Schema } from '../kinds/schemas';
import type { ResourceType, ResourceTypes } from '../kinds/resourceTypes';

const pathOfVersion = (type: ResourceType) =>
  type.group ? `apis/${type.groupVersion}` : `api/${type.version}`;

function definitionName(type: ResourceType): string {
  const builtIn = schemas().roots.get(`${type.groupVersion}/${type.kind}`);
  if (builtIn) return builtIn;
  const reversed = type.group.split('.').reverse().join('.');
  return `${reversed}.${type.version}.${type.kind}`;
}

const queryParameter = (name: string, type: string) => ({
  name,
  in: 'query',
  schema: { type, uniqueItems: true },
});

function operation(type: ResourceType, action: string) {
  const { group, version, kind } = type;
  const reference = {
    $ref: `#/components/schemas/${definitionName(type)}`,
  };
  const isWrite = action !== 'get' && action !== 'delete';
  return {
    operationId: `${action}${kind}${group}${version}`,
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
    parameters: isWrite
      ? [
          queryParameter('dryRun', 'string'),
          queryParameter('fieldManager', 'string'),
          queryParameter('fieldValidation', 'string'),
          ...(action === 'patch' ? [queryParameter('force', 'boolean')] : []),
        ]
      : [],
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: reference } },
      },
    },
  };
}

const itemMethods = [
  { method: 'get', verb: 'get' },
  { method: 'put', verb: 'update' },
  { method: 'patch', verb: 'patch' },
  { method: 'delete', verb: 'delete' },
];

function paths(type: ResourceType): Record<string, unknown> {
  const scope = type.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `/${pathOfVersion(type)}${scope}/${type.plural}`;
  const item = Object.fromEntries(
    itemMethods
      .filter(({ verb }) => type.verbs.includes(verb))
      .map(({ method }) => [method, operation(type, method)]),
  );
  return {
    [collection]: type.verbs.includes('create')
      ? { post: operation(type, 'post') }
      : {},
    [`${collection}/{name}`]: item,
  };
}

function collect(schema: Schema, into: Record<string, Schema>) {
  const text = JSON.stringify(schema);
  for (const [, name] of text.matchAll(/#\/components\/schemas\/([^"]+)"/g)) {
    if (into[name]) continue;
    into[name] = schemas().definitions.get(name)!;
    collect(into[name], into);
  }
}

/** The OpenAPI v3 documents, one a group-version. */
export class OpenApi {
  private readonly documents = new Map<string, string>();

  constructor(private readonly types: ResourceTypes) {}

  /** The index at `/openapi/v3`. */
  index(): unknown {
    const versions = new Set(this.types.all.map(pathOfVersion));
    return {
      paths: Object.fromEntries(
        [...versions].map(path => [
          path,
          {
            serverRelativeURL: `/openapi/v3/${path}?hash=${createHash('sha256')
              .update(this.document(path)!)
              .digest('hex')
              .toUpperCase()}`,
          },
        ]),
      ),
    };
  }

  /** The document at `/openapi/v3/<path>` as JSON text. */
  document(path: string): string | undefined {
    const ready = this.documents.get(path);
    if (ready) return ready;
    const types = this.types.all.filter(type => pathOfVersion(type) === path);
    if (!types.length) return undefined;
    const components: Record<string, Schema> = {};
    for (const type of types) {
      components[definitionName(type)] = type.schema;
      collect(type.schema, components);
    }
    const document = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: schemas().gitVersion },
      paths: Object.assign({}, ...types.map(paths)),
      components: { schemas: components },
    });
    this.documents.set(path, document);
    return document;
  }
}
