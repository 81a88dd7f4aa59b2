import { CompoundEntityRef } from '@backstage/catalog-model';
import {
  ObjectReference,
  SidecarScopeAnswer,
  SidecarScopeReport,
} from '@meshport/backstage-plugin-mesh-common';
import {
  isSubset,
  KubernetesObject,
  suggestSidecar,
  toYaml,
} from '@meshport/istio';
import { meshConfigContentOf, meshConfigOf } from '../entities/meshConfig';
import { Caller } from '../entities/EntityLookup';
import { EntitySelection } from '../entities/EntitySelection';
import { EntityObjects } from '../entities/selectObjects';
import { configurationOf } from '../entities/policiesView';
import { isUnreadable } from '../entities/readability';
import { ReadScope } from '../entities/ReadScope';
import {
  ClusterInventory,
  Inventory,
  StoredObject,
  WatchedKindName,
} from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { Declared, DeclaredDependencies } from './DeclaredDependencies';
import { labelsOf, objectsOfEntity, placeOf } from './servicesOfEntity';

const OWN: readonly WatchedKindName[] = ['Pod', 'Service', 'WorkloadEntry'];
const CONFIGURATION: readonly WatchedKindName[] = [
  'VirtualService',
  'ServiceEntry',
  'AuthorizationPolicy',
  'Sidecar',
  'ConfigMap',
];

/** Suggests Sidecars for a component, from what the catalog declares that it calls. */
export class SidecarScopeReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      dependencies: DeclaredDependencies;
    },
  ) {}

  /**
   * @throws `NotAllowedError`, `NotFoundError` for an entity that the caller
   * does not see, `InputError` for annotations that cannot be read
   */
  async read(
    ref: CompoundEntityRef,
    { credentials }: Caller,
  ): Promise<{ answer: SidecarScopeAnswer; decision: string }> {
    const { inventory, authorizer, dependencies } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const declared = await dependencies.of(ref, credentials);
    const { entity, selection } = declared;
    const head = {
      entity,
      declared: declared.dependencies.map(({ entity: called, relation }) => ({
        entity: called,
        relation,
      })),
    };
    if (!selection) {
      return {
        decision: scope.decision,
        answer: {
          ...head,
          items: [],
          clusters: [],
          notJudged: [],
          missingAnnotation: true,
        },
      };
    }
    const clusters = inventory
      .clusters()
      .filter(
        ({ details: { name } }) =>
          scope.mayReadCluster(name) &&
          (selection.cluster === undefined || selection.cluster === name),
      );
    const found = clusters.map(cluster =>
      this.#inCluster(cluster, { declared, selection, scope }),
    );
    return {
      decision: scope.decision,
      answer: {
        ...head,
        items: found.flatMap(({ items }) => items),
        clusters: clusters.map(cluster => cluster.freshness(OWN)),
        notJudged: found.flatMap(({ notJudged }) => notJudged),
      },
    };
  }

  #inCluster(
    cluster: ClusterInventory,
    asked: { declared: Declared; selection: EntitySelection; scope: ReadScope },
  ): { items: SidecarScopeReport[]; notJudged: string[] } {
    const { name } = cluster.details;
    const configuration = configurationOf(cluster, this.services.inventory);
    const unread =
      OWN.find(kind => isUnreadable(cluster, kind)) ??
      CONFIGURATION.find(kind => isUnreadable(configuration, kind));
    if (unread) {
      return {
        items: [],
        notJudged: [
          `Nothing is suggested for ${name}, because ${unread}s could not be read.`,
        ],
      };
    }
    const objects = objectsOfEntity(cluster, asked.selection);
    const namespaces = new Set(
      [...objects.pods, ...objects.workloadEntries].map(
        ({ metadata }) => metadata.namespace ?? '',
      ),
    );
    const readable = [...namespaces].filter(namespace =>
      asked.scope.mayReadNamespace(name, namespace),
    );
    return {
      items: readable
        .sort()
        .map(namespace =>
          reportOf({ cluster, configuration, namespace, objects, ...asked }),
        ),
      notJudged:
        readable.length < namespaces.size
          ? [
              `In ${name} it runs in a namespace that you may not read; nothing is suggested there.`,
            ]
          : [],
    };
  }
}

function reportOf(options: {
  cluster: ClusterInventory;
  configuration: ClusterInventory;
  namespace: string;
  objects: EntityObjects;
  declared: Declared;
  selection: EntitySelection;
  scope: ReadScope;
}): SidecarScopeReport {
  const { cluster, configuration, namespace, objects, declared, scope } =
    options;
  const list = (kind: WatchedKindName) =>
    configuration.store(kind).list() as KubernetesObject[];
  const mayRead = (where: string) =>
    scope.mayReadNamespace(configuration.details.name, where);
  const workloads = [...objects.pods, ...objects.workloadEntries]
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(
      one =>
        ({
          ...one,
          metadata: { ...one.metadata, labels: labelsOf(one) },
        } as KubernetesObject),
    );
  const selector = selectorFor(cluster, namespace, workloads);
  const component = declared.entity.split('/').pop()!;
  const { sidecar, hosts, undeclared, warnings } = suggestSidecar({
    component,
    namespace,
    ...(selector ? { selector } : {}),
    workloads,
    dependencies: declared.dependencies.map(
      ({ entity, relation, selection }) => ({
        entity,
        relation,
        services: selection
          ? objectsOfEntity(cluster, selection).services.map(placeOf)
          : [],
      }),
    ),
    services: cluster.store('Service').list() as KubernetesObject[],
    // What lies where the caller may not read goes into no words.
    virtualServices: readableOf(list('VirtualService'), mayRead),
    serviceEntries: readableOf(list('ServiceEntry'), mayRead),
    authorizationPolicies: readableOf(list('AuthorizationPolicy'), mayRead),
    sidecars: list('Sidecar'),
    isOwn: ({ metadata }) =>
      metadata.labels?.['backstage.io/kubernetes-id'] === component,
    rootNamespace: meshConfigOf(configuration).rootNamespace,
    outboundTrafficPolicy:
      meshConfigContentOf(configuration)?.outboundTrafficPolicy?.mode,
  });
  const name = configuration.details.name;
  const yaml = toYaml([sidecar]);
  return {
    cluster: cluster.details.name,
    namespace,
    yaml,
    hosts,
    undeclared: undeclared.map(({ object, ...one }) => ({
      ...one,
      object: { ...object, cluster: name } satisfies ObjectReference,
    })),
    warnings,
    request: {
      kind: 'manifests',
      parameters: { cluster: name, manifests: yaml },
      beneficiary: declared.entity,
    },
  };
}

function readableOf(
  objects: readonly KubernetesObject[],
  mayRead: (namespace: string) => boolean,
): KubernetesObject[] {
  return objects.filter(({ metadata }) => mayRead(metadata.namespace ?? ''));
}

/** Labels that differ from one pod of a workload to the next, or that others write. */
const OF_SINGLE_PODS =
  /^(pod-template-hash|controller-revision-hash|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|security\.istio\.io\/|service\.istio\.io\/|istio\.io\/|version$)/;

/** The labels that all its workloads have, when no other workload there has them. */
function selectorFor(
  cluster: ClusterInventory,
  namespace: string,
  workloads: readonly KubernetesObject[],
): Record<string, string> | undefined {
  const [first, ...others] = workloads.map(
    ({ metadata }) => metadata.labels ?? {},
  );
  const common = Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([key, value]) =>
        !OF_SINGLE_PODS.test(key) && others.every(one => one[key] === value),
    ),
  );
  const own = new Set(workloads.map(({ metadata }) => metadata.name));
  const strangers = [
    ...cluster.store('Pod').list(namespace),
    ...cluster.store('WorkloadEntry').list(namespace),
  ].filter(({ metadata }) => !own.has(metadata.name));
  const tells = (labels: Record<string, string>) =>
    Object.keys(labels).length > 0 &&
    !strangers.some((one: StoredObject) => isSubset(labels, labelsOf(one)));
  // The fewest labels that tell: one if one does.
  const single = Object.entries(common)
    .map(([key, value]) => ({ [key]: value }))
    .find(tells);
  return single ?? (tells(common) ? common : undefined);
}
