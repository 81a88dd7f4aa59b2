import type { KubeObject } from '../objects';
import { schemas, type ApiResource, type Schema } from './schemas';

/** A printer column of a CRD, used for `Table` answers. */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority?: number;
}

/** One served version of one kind. */
export interface ResourceType {
  /** `<group>/<plural>`: all versions of a kind share one store table. */
  key: string;
  group: string;
  version: string;
  groupVersion: string;
  storageVersion: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  verbs: string[];
  /** Subresource name to its discovery row. */
  subresources: Map<string, ApiResource>;
  /** True when writes to the object must not touch `.status`. */
  hasStatus: boolean;
  /** True when the server keeps `metadata.generation`. */
  hasGeneration: boolean;
  /** True for kinds that come from a CRD. */
  custom: boolean;
  schema: Schema;
  printerColumns: PrinterColumn[];
}

const crudVerbs = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

// Read off a real API server: these built-in kinds carry metadata.generation.
const kindsWithGeneration = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'PodDisruptionBudget',
  'Job',
  'Pod',
  'EndpointSlice',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'CustomResourceDefinition',
]);

/** The schema of every kind's metadata. */
export const metadataSchema: Schema = {
  allOf: [
    {
      $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    },
  ],
};

function builtInTypes(): ResourceType[] {
  const collected = schemas();
  const types: ResourceType[] = [];
  for (const [groupVersion, rows] of collected.resources) {
    const [version, group = ''] = groupVersion.split('/').reverse();
    for (const row of rows.filter(({ name }) => !name.includes('/'))) {
      const definition = collected.roots.get(`${groupVersion}/${row.kind}`);
      if (!definition) throw new Error(`no schema for ${row.kind}`);
      const readOnly = row.kind === 'CustomResourceDefinition';
      const subresources = new Map(
        rows
          .filter(({ name }) => name.startsWith(`${row.name}/`))
          .map(sub => [sub.name.slice(row.name.length + 1), sub]),
      );
      types.push({
        key: `${group}/${row.name}`,
        group,
        version,
        groupVersion,
        storageVersion: version,
        plural: row.name,
        singular: row.singularName,
        kind: row.kind,
        namespaced: row.namespaced,
        shortNames: row.shortNames ?? [],
        categories: row.categories ?? [],
        verbs: readOnly ? ['get', 'list', 'watch'] : row.verbs,
        subresources,
        hasStatus: subresources.has('status'),
        hasGeneration: kindsWithGeneration.has(row.kind),
        custom: false,
        schema: collected.definitions.get(definition)!,
        printerColumns: [],
      });
    }
  }
  return types;
}

function customTypes(crd: KubeObject): ResourceType[] {
  const { group, names, scope, versions } = crd.spec;
  const storage = versions.find((version: any) => version.storage).name;
  return versions
    .filter((version: any) => version.served)
    .map((version: any): ResourceType => {
      const groupVersion = `${group}/${version.name}`;
      const row: ApiResource = {
        name: names.plural,
        singularName: names.singular,
        namespaced: scope === 'Namespaced',
        kind: names.kind,
        verbs: crudVerbs,
      };
      const subresources = new Map<string, ApiResource>();
      if (version.subresources?.status) {
        subresources.set('status', {
          ...row,
          name: `${names.plural}/status`,
          singularName: '',
          verbs: ['get', 'patch', 'update'],
        });
      }
      const { openAPIV3Schema } = version.schema;
      return {
        key: `${group}/${names.plural}`,
        group,
        version: version.name,
        groupVersion,
        storageVersion: storage,
        plural: names.plural,
        singular: names.singular,
        kind: names.kind,
        namespaced: row.namespaced,
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        verbs: crudVerbs,
        subresources,
        hasStatus: subresources.has('status'),
        hasGeneration: true,
        custom: true,
        schema: {
          ...openAPIV3Schema,
          properties: {
            ...openAPIV3Schema.properties,
            apiVersion: { type: 'string' },
            kind: { type: 'string' },
            metadata: metadataSchema,
          },
          'x-kubernetes-group-version-kind': [
            { group, version: version.name, kind: names.kind },
          ],
        },
        printerColumns: version.additionalPrinterColumns ?? [],
      };
    });
}

/** All kinds that the dev cluster serves. */
export class ResourceTypes {
  readonly all: ResourceType[];
  private readonly byPath: Map<string, ResourceType>;
  private readonly byKind: Map<string, ResourceType>;
  private readonly byKey: Map<string, ResourceType>;

  /** @param more - CustomResourceDefinitions beside Istio's and Gateway API's. */
  constructor(more: readonly KubeObject[] = []) {
    this.all = [
      ...builtInTypes(),
      ...[...schemas().crds, ...more].flatMap(customTypes),
    ];
    this.byPath = new Map(
      this.all.map(type => [`${type.groupVersion}/${type.plural}`, type]),
    );
    this.byKind = new Map(
      this.all.map(type => [`${type.groupVersion}/${type.kind}`, type]),
    );
    this.byKey = new Map(
      this.all
        .filter(type => type.version === type.storageVersion)
        .map(type => [type.key, type]),
    );
  }

  /** The type at `/api(s)/<groupVersion>/…/<plural>`. */
  atPath(groupVersion: string, plural: string): ResourceType | undefined {
    return this.byPath.get(`${groupVersion}/${plural}`);
  }

  /** True when something is served in a group-version. */
  hasVersion(groupVersion: string): boolean {
    return this.all.some(type => type.groupVersion === groupVersion);
  }

  /** The type of an object's `apiVersion` and `kind`. */
  ofKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.byKind.get(`${apiVersion}/${kind}`);
  }

  /** The storage version of a table. */
  ofKey(key: string): ResourceType {
    const type = this.byKey.get(key);
    if (!type) throw new Error(`no kind is stored as ${key}`);
    return type;
  }

  /** Storage versions of every kind with this name, in any group. */
  named(kind: string): ResourceType[] {
    return [...this.byKey.values()].filter(type => type.kind === kind);
  }

  /** Group to its served versions, the preferred one first. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const { group, version } of this.all) {
      const versions = groups.get(group) ?? [];
      if (!versions.includes(version)) versions.push(version);
      groups.set(group, versions.sort(compareVersions));
    }
    return groups;
  }
}

/** GA before beta before alpha, then the higher number (Kubernetes' order). */
export function compareVersions(a: string, b: string): number {
  const rank = (version: string) => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!match) return [0, 0, 0];
    const stage = { alpha: 1, beta: 2 }[match[2] as 'alpha' | 'beta'] ?? 3;
    return [stage, Number(match[1]), Number(match[3] ?? 0)];
  };
  const left = rank(a);
  const right = rank(b);
  for (let index = 0; index < 3; index += 1) {
    if (left[index] !== right[index]) return right[index] - left[index];
  }
  return 0;
}
