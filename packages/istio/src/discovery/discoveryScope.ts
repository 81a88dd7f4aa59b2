import { isLivePod, NEVER_INJECTED, podKind } from '../membership';
import { routesOf } from '../policy/meshRoutes';
import { fullHost, serviceOfHost } from '../policy/selection';
import {
  KubernetesObject,
  LabelSelector,
  referenceTo,
  ResourceReference,
} from '../resources';
import { isDiscovered } from './discoverySelectors';

/**
 * The objects of a cluster of which discovery takes a part.
 *
 * @public
 */
export interface DiscoveryObjects {
  namespaces: readonly KubernetesObject[];
  pods: readonly KubernetesObject[];
  services: readonly KubernetesObject[];
  workloadEntries: readonly KubernetesObject[];
  /** Objects of Istio's and the Gateway API that lie in namespaces. */
  configuration: readonly KubernetesObject[];
  /** Default `cluster.local`. */
  clusterDomain?: string;
  controlPlaneNamespace: string;
}

/**
 * What an object says of something that is not discovered.
 *
 * @public
 */
export interface MissingName {
  object: ResourceReference;
  /** What it names, e.g. `ratings.bookinfo.svc.cluster.local`. */
  name: string;
  namespace: string;
  /** What comes of it, in a sentence. */
  why: string;
}

/**
 * A namespace under one list of selectors and under another.
 *
 * @public
 */
export interface DiscoveredNamespace {
  name: string;
  labels: Record<string, string>;
  now: boolean;
  then: boolean;
  /** Services of it. */
  services: string[];
  /** Pods by how they are in the mesh. */
  pods: { inMesh: number; outside: number };
  machines: number;
  /** How many objects of Istio's and the Gateway API lie in it, by kind. */
  configuration: Record<string, number>;
  /** Whether `istio-ca-root-cert` is kept there; else pods with a proxy do not start anew. */
  rootCertificate: boolean;
}

/**
 * What a change of selectors does.
 *
 * @public
 */
export interface DiscoveryChange {
  namespaces: DiscoveredNamespace[];
  joins: string[];
  leaves: string[];
  /** Objects that stay discovered and name what leaves. */
  missing: MissingName[];
  /** Sentences on what breaks beside, each about one namespace. */
  warnings: { namespace: string; text: string }[];
}

/** Namespaces in which istiod keeps no ConfigMap of roots (NewNamespaceController). */
const WITHOUT_ROOTS = NEVER_INJECTED.filter(name => name !== 'kube-system');

function kindName({ kind, apiVersion }: KubernetesObject): string {
  return kind === 'KubernetesGateway' ||
    (kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io'))
    ? 'Gateway (Gateway API)'
    : kind;
}

/** Hosts of Services that an object names, and what comes of a missing one. */
function namesIn(
  object: KubernetesObject,
  clusterDomain: string,
): { name: string; namespace: string; why: string }[] {
  const { spec = {}, metadata } = object;
  const own = metadata.namespace ?? '';
  const ofHost = (host: string, why: string) => {
    const name = fullHost(host, own, clusterDomain);
    const service = serviceOfHost(name, clusterDomain);
    return service ? [{ name, namespace: service.namespace, why }] : [];
  };
  switch (object.kind) {
    case 'VirtualService': {
      const routed = routesOf(object).flatMap(({ route = [], ...one }) => [
        ...route.map(({ destination }) => destination.host),
        ...[
          (one as any).mirror,
          ...((one as any).mirrors ?? []).map((m: any) => m.destination),
        ]
          .filter(Boolean)
          .map((destination: any) => destination.host),
      ]);
      return [
        ...routed.flatMap(host =>
          ofHost(host, 'Calls that it sends there fail: no workload is known.'),
        ),
        ...(spec.hosts ?? []).flatMap((host: string) =>
          ofHost(host, 'It routes calls to a host that is not known any more.'),
        ),
      ];
    }
    case 'DestinationRule':
      return ofHost(
        spec.host ?? '',
        'It has no effect: the host is not known any more.',
      );
    case 'Sidecar':
      return (spec.egress ?? [])
        .flatMap(({ hosts = [] }: any) => hosts)
        .map((host: string) => host.split('/')[0])
        .filter((where: string) => !['*', '.', '~', ''].includes(where))
        .map((namespace: string) => ({
          name: `${namespace}/*`,
          namespace,
          why: 'Its workloads know nothing of that namespace any more.',
        }));
    case 'HTTPRoute':
    case 'GRPCRoute':
      return (spec.rules ?? [])
        .flatMap(({ backendRefs = [] }: any) => backendRefs)
        .filter(({ kind = 'Service' }: any) => kind === 'Service')
        .map(({ name, namespace = own }: any) => ({
          name: `${name}.${namespace}.svc.${clusterDomain}`,
          namespace,
          why: 'Calls that it sends there are answered with 500: the backend is not known.',
        }));
    default:
      return [];
  }
}

function countBy(objects: readonly KubernetesObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const object of objects) {
    const kind = kindName(object);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function byNamespace(objects: readonly KubernetesObject[]) {
  const found = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const { namespace = '' } = object.metadata;
    const list = found.get(namespace) ?? [];
    list.push(object);
    found.set(namespace, list);
  }
  return (namespace: string) => found.get(namespace) ?? [];
}

/**
 * What falls in and out of discovery when its selectors change.
 *
 * Everything of a namespace that is not discovered is as if it were not there:
 * its Services, workloads, machines and configuration. The ConfigMap
 * `istio-ca-root-cert` is kept up in discovered namespaces only. Objects of the
 * whole cluster are always seen.
 *
 * @public
 */
export function changeDiscovery(
  objects: DiscoveryObjects,
  selectors: {
    now: readonly LabelSelector[];
    then: readonly LabelSelector[];
    /** Labels that namespaces would have then, where others than now. */
    labelsThen?: ReadonlyMap<string, Record<string, string>>;
  },
): DiscoveryChange {
  const { clusterDomain = 'cluster.local' } = objects;
  const pods = byNamespace(objects.pods.filter(isLivePod));
  const services = byNamespace(objects.services);
  const machines = byNamespace(objects.workloadEntries);
  const configuration = byNamespace(objects.configuration);
  const namespaces = objects.namespaces
    .map(({ metadata: { name, labels = {} } }): DiscoveredNamespace => {
      const here = pods(name);
      const inMesh = here.filter(pod => podKind(pod) !== 'none').length;
      const then = isDiscovered(
        selectors.then,
        selectors.labelsThen?.get(name) ?? labels,
      );
      return {
        name,
        labels,
        now: isDiscovered(selectors.now, labels),
        then,
        services: services(name)
          .map(({ metadata }) => metadata.name)
          .sort(),
        pods: { inMesh, outside: here.length - inMesh },
        machines: machines(name).length,
        configuration: countBy(configuration(name)),
        rootCertificate: then && !WITHOUT_ROOTS.includes(name),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const leaves = new Set(
    namespaces.filter(({ now, then }) => now && !then).map(({ name }) => name),
  );
  const stays = new Set(
    namespaces.filter(({ then }) => then).map(({ name }) => name),
  );
  return {
    namespaces,
    joins: namespaces
      .filter(({ now, then }) => !now && then)
      .map(({ name }) => name),
    leaves: [...leaves],
    missing: objects.configuration
      .filter(({ metadata }) => stays.has(metadata.namespace ?? ''))
      .flatMap(object => missingIn(object, leaves, clusterDomain)),
    warnings: warningsOf(namespaces, objects.controlPlaneNamespace),
  };
}

function missingIn(
  object: KubernetesObject,
  leaves: ReadonlySet<string>,
  clusterDomain: string,
): MissingName[] {
  const found = new Map(
    namesIn(object, clusterDomain)
      .filter(({ namespace }) => leaves.has(namespace))
      .map(one => [one.name, one]),
  );
  return [...found.values()].map(one => ({
    object: referenceTo(object),
    ...one,
  }));
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function warningsOf(
  namespaces: readonly DiscoveredNamespace[],
  controlPlane: string,
): DiscoveryChange['warnings'] {
  const leaving = namespaces.filter(({ now, then }) => now && !then);
  const warnings: DiscoveryChange['warnings'] = [];
  if (leaving.some(({ name }) => name === controlPlane)) {
    warnings.push({
      namespace: controlPlane,
      text: `The control plane’s own namespace ${controlPlane} falls out: its policies for the whole mesh, its gateways and its Services are not seen any more.`,
    });
  }
  const proxied = leaving.filter(
    ({ pods, machines }) => pods.inMesh + machines > 0,
  );
  for (const { name, pods, machines } of proxied) {
    const parts = [
      ...(pods.inMesh > 0
        ? [countOf(pods.inMesh, 'pod in the mesh', 'pods in the mesh')]
        : []),
      ...(machines > 0 ? [countOf(machines, 'machine', 'machines')] : []),
    ];
    warnings.push({
      namespace: name,
      text: `${name} has ${parts.join(
        ' and ',
      )}: their proxies lose what the namespace says, nobody in the mesh knows them, and without istio-ca-root-cert pods with a proxy do not start anew. Take them out of the mesh first.`,
    });
  }
  return warnings;
}
