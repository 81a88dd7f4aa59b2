import { Finding } from '@meshport/istio';
import { EntitySelection } from '../entities/EntitySelection';
import { EntityObjects } from '../entities/selectObjects';
import { ClusterInventory, StoredObject } from '../inventory';
import { JUDGED_KINDS } from './snapshots';

/** Kinds that choose workloads of their namespace; all of them when they name no labels. */
const SELECTING = new Set([
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'Telemetry',
  'WasmPlugin',
  'Sidecar',
  'EnvoyFilter',
  'ProxyConfig',
]);
/** Kinds that name hosts. */
const NAMING = new Set([
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'HTTPRoute',
  'GRPCRoute',
]);

/**
 * Whether findings in a cluster concern an entity: they are about its own
 * objects, about objects with its labels, its namespaces, policies for its
 * workloads, or traffic rules that name its services.
 */
export function concernsEntity(
  cluster: ClusterInventory,
  objects: EntityObjects,
  { requirements, namespace }: EntitySelection,
): (finding: Finding) => boolean {
  const own = Object.values(objects).flat() as StoredObject[];
  const keys = new Set([
    ...own.map(keyOf),
    ...JUDGED_KINDS.flatMap(kind =>
      cluster.store(kind).select(requirements, namespace).map(keyOf),
    ),
  ]);
  const namespaces = new Set(own.map(({ metadata }) => metadata.namespace));
  const workloads = [...objects.pods, ...objects.workloadEntries];
  const services = objects.services.map(({ metadata }) => metadata);
  return ({ resource: { kind, namespace: within = '', name } }) => {
    if (kind === 'Namespace') {
      return namespaces.has(name);
    }
    if (keys.has(`${kind} ${within}/${name}`)) {
      return true;
    }
    const object = storeOf(cluster, kind)?.get(within, name);
    if (!object) {
      return false;
    }
    if (SELECTING.has(kind)) {
      return namespaces.has(within) && selectsOne(object, within, workloads);
    }
    return NAMING.has(kind) && services.some(one => names(object, within, one));
  };
}

function storeOf(cluster: ClusterInventory, kind: string) {
  const known = JUDGED_KINDS.find(one => one === kind);
  return known === undefined ? undefined : cluster.store(known);
}

function keyOf({ kind, metadata }: StoredObject): string {
  const told = kind === 'KubernetesGateway' ? 'Gateway' : kind;
  return `${told} ${metadata.namespace ?? ''}/${metadata.name}`;
}

function selectsOne(
  { spec }: StoredObject,
  namespace: string,
  workloads: readonly StoredObject[],
): boolean {
  const labels: Record<string, string> =
    spec?.selector?.matchLabels ?? spec?.workloadSelector?.labels ?? {};
  return workloads.some(
    workload =>
      workload.metadata.namespace === namespace &&
      Object.entries(labels).every(
        ([key, value]) =>
          (workload.spec?.labels?.[key] ?? workload.metadata.labels?.[key]) ===
          value,
      ),
  );
}

/** Whether one of a rule's hosts or destinations is a service. */
function names(
  { spec }: StoredObject,
  namespace: string,
  service: { name: string; namespace?: string },
): boolean {
  const full = `${service.name}.${service.namespace}`;
  const accepted = new Set([
    full,
    `${full}.svc`,
    `${full}.svc.cluster.local`,
    ...(namespace === service.namespace ? [service.name] : []),
  ]);
  const rules = [
    ...(spec?.http ?? []),
    ...(spec?.tls ?? []),
    ...(spec?.tcp ?? []),
  ];
  const hosts = [
    ...(spec?.hosts ?? []),
    ...(spec?.host ? [spec.host] : []),
    ...rules.flatMap((rule: any) =>
      (rule?.route ?? []).map((one: any) => one?.destination?.host),
    ),
    ...(spec?.rules ?? []).flatMap((rule: any) =>
      (rule?.backendRefs ?? []).map(
        (one: any) => `${one?.name}.${one?.namespace ?? namespace}`,
      ),
    ),
  ];
  return hosts.some(host => accepted.has(String(host)));
}
