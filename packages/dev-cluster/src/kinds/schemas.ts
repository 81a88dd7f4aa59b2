import { readFileSync } from 'fs';
import type { KubeObject } from '../objects';

/** An OpenAPI v3 schema with the `x-kubernetes-*` extensions. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  default?: unknown;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  uniqueItems?: boolean;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-int-or-string'?: boolean;
  /** A struct that built-in kinds always have, see `schemas/collect.mjs`. */
  'x-always-present'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-group-version-kind'?: {
    group: string;
    version: string;
    kind: string;
  }[];
}

/** One row of an APIResourceList. */
export interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  group?: string;
  version?: string;
}

function lines(file: string): any[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

/** What was collected from a real API server, see `schemas/collect.mjs`. */
export class CollectedSchemas {
  gitVersion = '';
  readonly resources = new Map<string, ApiResource[]>();
  /** `<group>/<version>/<kind>` to the name of its definition. */
  readonly roots = new Map<string, string>();
  readonly definitions = new Map<string, Schema>();
  readonly crds: KubeObject[];

  constructor() {
    for (const line of lines(
      require.resolve('../../schemas/kubernetes.ndjson'),
    )) {
      if (line.gitVersion) this.gitVersion = line.gitVersion;
      else if (line.resources) {
        this.resources.set(line.groupVersion, line.resources);
      } else if (line.root) this.roots.set(line.root, line.definition);
      else this.definitions.set(line.definition, line.schema);
    }
    this.crds = lines(require.resolve('../../schemas/crds.ndjson'));
  }

  /** Follows `$ref` and the `allOf: [$ref]` form that carries a default. */
  resolve(schema: Schema): Schema {
    const reference =
      schema.$ref ??
      (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
    if (!reference) return schema;
    const cached = this.resolved.get(schema);
    if (cached) return cached;
    const name = reference.slice('#/components/schemas/'.length);
    const target = this.definitions.get(name);
    if (!target) throw new Error(`schema ${name} was not collected`);
    const { $ref, allOf, ...own } = schema;
    const whole = { ...this.resolve(target), ...own };
    this.resolved.set(schema, whole);
    return whole;
  }

  private readonly resolved = new WeakMap<Schema, Schema>();
}

let collected: CollectedSchemas | undefined;

/** The collected schemas, read once in a process. */
export function schemas(): CollectedSchemas {
  collected ??= new CollectedSchemas();
  return collected;
}

/** Follows references of a schema node. */
export function resolveSchema(schema: Schema): Schema {
  return schemas().resolve(schema);
}

/** The schema of a declared property; what every object inherits is none. */
export function propertySchema(
  schema: Schema | undefined,
  name: string,
): Schema | undefined {
  const { properties } = schema ?? {};
  return properties && Object.hasOwn(properties, name)
    ? properties[name]
    : undefined;
}
