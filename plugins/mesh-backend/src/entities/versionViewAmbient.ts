import {
  EntityAmbient,
  EntityWaypoint,
  VersionCount,
} from '@meshport/backstage-plugin-mesh-common';
import {
  ambientWish,
  isCaptured,
  isLivePod,
  versionSkew,
  waypointFor,
  Ztunnel,
  ztunnelOf,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { ViewContext } from './EntityView';
import { isUnreadable } from './readability';
import { podProxy, ProxySource } from './versionViewProxies';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** What an entity has in the ambient mesh; undefined where that is nothing. */
export function entityAmbient(
  context: ViewContext,
  source: ProxySource,
  controlPlaneVersion: string | undefined,
): EntityAmbient | undefined {
  const { cluster, objects } = context;
  const pods = objects.pods.filter(isLivePod);
  const captured = pods.filter(isCaptured);
  const wished = pods.filter(
    pod =>
      isCaptured(pod) ||
      ambientWish(pod, namespaceOf(cluster, pod)) === 'asked',
  );
  const waypoints = waypointsOf(context, source, pods);
  if (wished.length === 0 && waypoints.length === 0) {
    return undefined;
  }
  const ztunnels = ztunnelsIn(cluster);
  const nodes = new Set(wished.map(({ spec }) => spec?.nodeName));
  const serving = ztunnels.filter(({ node }) => nodes.has(node));
  const ready = new Set(
    ztunnels.filter(one => one.ready).map(({ node }) => node),
  );
  const without = wished
    .filter(({ spec }) => spec?.nodeName && !ready.has(spec.nodeName))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .sort();
  return {
    captured: captured.length,
    ztunnels: countVersions(serving.map(({ version }) => version)).map(one => {
      const skew =
        one.version && controlPlaneVersion
          ? versionSkew(one.version, controlPlaneVersion)
          : undefined;
      return skew ? { ...one, skew } : one;
    }),
    ...(without.length > 0
      ? {
          withoutZtunnel: {
            count: without.length,
            examples: without.slice(0, 10),
          },
        }
      : {}),
    waypoints,
  };
}

/** The ztunnels of a cluster. */
export function ztunnelsIn(cluster: ClusterInventory): Ztunnel[] {
  return cluster
    .store('Pod')
    .select([{ key: 'app', operator: 'In', values: ['ztunnel'] }])
    .filter(isLivePod)
    .map(pod => ztunnelOf(pod))
    .filter(ztunnel => ztunnel !== undefined);
}

/** Versions of the proxies of a waypoint. */
export function waypointVersions(
  namespace: string,
  name: string,
  source: ProxySource,
): VersionCount[] {
  const pods = source.cluster
    .store('Pod')
    .select([{ key: GATEWAY_NAME, operator: 'In', values: [name] }], namespace)
    .filter(isLivePod);
  return countVersions(pods.map(pod => podProxy(pod, source)?.version));
}

/** How many there are of each version; unknown ones last. */
export function countVersions(
  versions: readonly (string | undefined)[],
): VersionCount[] {
  const counts = new Map<string | undefined, number>();
  versions.forEach(version =>
    counts.set(version, (counts.get(version) ?? 0) + 1),
  );
  return [...counts]
    .sort(([a], [b]) => {
      if (a === undefined || b === undefined) {
        return a === undefined ? 1 : -1;
      }
      return a < b ? -1 : 1;
    })
    .map(([version, count]) => ({ ...(version ? { version } : {}), count }));
}

function waypointsOf(
  context: ViewContext,
  source: ProxySource,
  pods: StoredObject[],
): EntityWaypoint[] {
  const { cluster, objects, mayReadNamespace } = context;
  const gateways = cluster.store('KubernetesGateway').list();
  const isUnknown = isUnreadable(cluster, 'KubernetesGateway');
  const found = new Map<string, EntityWaypoint>();
  const look = (object: StoredObject, target: EntityWaypoint['target']) => {
    const use = waypointFor(
      object,
      target,
      namespaceOf(cluster, object),
      gateways,
    );
    if (!use) {
      return;
    }
    const { namespace, name } = use;
    const problem = isUnknown
      ? 'Gateways of the Gateway API could not be read, so it is not known whether it takes traffic.'
      : use.problem;
    const mayRead = mayReadNamespace(cluster.details.name, namespace);
    const key = JSON.stringify([target, namespace, name, problem]);
    const known = found.get(key) ?? {
      ...(mayRead ? { namespace, name } : { hidden: true as const }),
      target,
      count: 0,
      examples: [],
      versions: mayRead ? waypointVersions(namespace, name, source) : [],
      ...(problem ? { problem } : {}),
    };
    known.count += 1;
    if (known.examples.length < 10) {
      known.examples.push(
        `${object.metadata.namespace}/${object.metadata.name}`,
      );
    }
    found.set(key, known);
  };
  objects.services.forEach(service => look(service, 'service'));
  pods.forEach(pod => look(pod, 'workload'));
  return [...found.keys()].sort().map(key => found.get(key)!);
}

function namespaceOf(
  cluster: ClusterInventory,
  { metadata }: StoredObject,
): StoredObject | undefined {
  return cluster.store('Namespace').get('', metadata.namespace ?? '');
}
