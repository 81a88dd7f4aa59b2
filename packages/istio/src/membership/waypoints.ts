import { KubernetesObject, LabelSelector, matchesSelector } from '../resources';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const MANAGED = 'gateway.istio.io/managed';

/** Values of `gateway.istio.io/managed` on what belongs to a waypoint or an east-west gateway. */
const OWN_GATEWAYS = [
  'istio.io-mesh-controller',
  'istio.io-eastwest-controller',
];

/**
 * Which waypoint takes the traffic of a service or workload.
 *
 * @public
 */
export interface WaypointUse {
  namespace: string;
  name: string;
  /** Whose label names it. */
  namedBy: 'object' | 'namespace';
  /** Why it takes no traffic for this object; absent when it does. */
  problem?: string;
}

/** Whether a Gateway of the Gateway API is a waypoint. */
export function isWaypoint({ kind, spec }: KubernetesObject): boolean {
  return (
    kind.endsWith('Gateway') && spec?.gatewayClassName === 'istio-waypoint'
  );
}

/**
 * The waypoint that takes the traffic to a service or a workload (a pod or a
 * WorkloadEntry), as istiod decides it: the object's own label, then its
 * namespace's; `none` keeps waypoints off; a waypoint is for services unless it
 * says otherwise. Source: pilot/pkg/serviceregistry/ambient/waypoints.go. Labels
 * of a GatewayClass are not looked at.
 *
 * @param gateways - Gateways of the Gateway API.
 * @returns undefined where no waypoint is asked for.
 * @public
 */
export function waypointFor(
  object: KubernetesObject,
  target: 'service' | 'workload',
  namespace: KubernetesObject | undefined,
  gateways: readonly KubernetesObject[],
): WaypointUse | undefined {
  const { labels = {} } = object.metadata;
  if (OWN_GATEWAYS.includes(labels[MANAGED])) {
    return undefined;
  }
  const namedBy = USE_WAYPOINT in labels ? 'object' : 'namespace';
  const from = namedBy === 'object' ? labels : namespace?.metadata.labels ?? {};
  const name = from[USE_WAYPOINT];
  if (name === undefined || name === 'none') {
    return undefined;
  }
  const home = object.metadata.namespace ?? '';
  const where = from[USE_WAYPOINT_NAMESPACE] ?? home;
  const gateway = gateways.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === where,
  );
  const kind = gateway && trafficOf(gateway);
  const isForServices = kind !== undefined && !isFor(kind, 'workload');
  if (target === 'workload' && namedBy === 'namespace' && isForServices) {
    return undefined;
  }
  const problem = gateway
    ? whyUnused(gateway, target, home, namespace)
    : 'There is no Gateway of this name.';
  return { namespace: where, name, namedBy, ...(problem ? { problem } : {}) };
}

function trafficOf({ metadata }: KubernetesObject): string {
  return metadata.labels?.[WAYPOINT_FOR] ?? 'service';
}

function whyUnused(
  gateway: KubernetesObject,
  target: 'service' | 'workload',
  home: string,
  namespace: KubernetesObject | undefined,
): string | undefined {
  if (!gateway.status?.addresses?.length) {
    return 'It has no address, so istiod does not count it as ready.';
  }
  if (!admits(gateway, home, namespace)) {
    return `It does not admit namespace ${home} (allowedRoutes of its listener).`;
  }
  const kind = trafficOf(gateway);
  return isFor(kind, target)
    ? undefined
    : `It takes no traffic for a ${target} (${WAYPOINT_FOR} is ${kind}).`;
}

function isFor(kind: string, target: 'service' | 'workload'): boolean {
  return kind === target || kind === 'all';
}

interface Listener {
  port?: number;
  protocol?: string;
  allowedRoutes?: { namespaces?: { from?: string; selector?: LabelSelector } };
}

/** By the listener for HBONE; without one only the waypoint's own namespace. */
function admits(
  { metadata, spec }: KubernetesObject,
  home: string,
  namespace: KubernetesObject | undefined,
): boolean {
  const listeners: Listener[] = spec?.listeners ?? [];
  const { from, selector } =
    listeners.find(
      ({ port, protocol }) => protocol === 'HBONE' && port === 15008,
    )?.allowedRoutes?.namespaces ?? {};
  switch (from) {
    case 'All':
      return true;
    case 'Selector':
      return matchesSelector(selector, namespace?.metadata.labels);
    default:
      return metadata.namespace === home;
  }
}
