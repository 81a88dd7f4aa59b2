import { MessageCatalogue } from './MessageSpec';

const NEEDS_WAYPOINT = 'Nobody enforces it, since only a waypoint reads it.';

function noWaypoint(name: string, what: string) {
  return {
    name,
    severity: 'warning' as const,
    text: (namespace: string) =>
      `${what} needs a waypoint, and namespace ${namespace} uses none.`,
    effect: NEEDS_WAYPOINT,
  };
}

function noTarget(name: string, what: string) {
  return {
    name,
    severity: 'warning' as const,
    text: () => `${what} names no waypoint by targetRefs.`,
    effect: NEEDS_WAYPOINT,
  };
}

/** Codes of Kiali about workloads without a proxy beside them. */
export const KIALI_AMBIENT: MessageCatalogue = {
  KIA0109: noWaypoint('PolicyWithoutWaypoint', 'A rule about HTTP'),
  KIA0110: noTarget('PolicyWithoutTarget', 'A rule about HTTP'),
  KIA0210: noWaypoint('RuleWithoutWaypoint', 'A DestinationRule'),
  KIA0211: {
    name: 'RuleForUnenrolledService',
    severity: 'warning',
    text: service => `Service ${service} does not use a waypoint.`,
    effect: NEEDS_WAYPOINT,
  },
  KIA0212: {
    name: 'RuleOutsideServiceNamespace',
    severity: 'warning',
    text: service =>
      `It is not in the namespace of Service ${service}, where a waypoint looks.`,
    effect: NEEDS_WAYPOINT,
  },
  KIA1109: noWaypoint('RouteWithoutWaypoint', 'A route about HTTP'),
  KIA1110: noWaypoint('AuthenticationWithoutWaypoint', 'It'),
  KIA1111: noWaypoint('PluginWithoutWaypoint', 'It'),
  KIA1112: noWaypoint('TelemetryWithoutWaypoint', 'It'),
  KIA1113: {
    name: 'RouteForUnenrolledService',
    severity: 'warning',
    text: service => `Service ${service} does not use a waypoint.`,
    effect: NEEDS_WAYPOINT,
  },
  KIA1114: {
    name: 'RouteOutsideServiceNamespace',
    severity: 'warning',
    text: service =>
      `It is not in the namespace of Service ${service}, where a waypoint looks.`,
    effect: NEEDS_WAYPOINT,
  },
  KIA1115: noTarget('AuthenticationWithoutTarget', 'It'),
  KIA1116: noTarget('PluginWithoutTarget', 'It'),
  KIA1117: noTarget('TelemetryWithoutTarget', 'It'),
  KIA1311: {
    name: 'SidecarInAmbientNamespace',
    severity: 'error',
    text: workload =>
      `${workload} has a proxy beside it in a namespace that needs none.`,
    effect: 'Its traffic may be handled twice or by the wrong one.',
  },
  KIA1312: {
    name: 'UnknownWaypoint',
    severity: 'warning',
    text: waypoint => `There is no waypoint ${waypoint}.`,
    effect: 'Rules about HTTP are not enforced.',
  },
  KIA1313: {
    name: 'WaypointIsNone',
    severity: 'error',
    text: gateway => `Gateway ${gateway} is no waypoint.`,
    effect: 'Rules about HTTP are not enforced.',
  },
  KIA1314: {
    name: 'InjectionLabelOnAmbientPod',
    severity: 'error',
    text: workload => `${workload} asks for a proxy and is in ambient mode.`,
    effect: 'Which of them handles its traffic is not defined.',
  },
  KIA1315: {
    name: 'AmbientLabelOnSidecarPod',
    severity: 'error',
    text: workload =>
      `${workload} asks for ambient mode and has a proxy beside it.`,
    effect: 'The proxy handles its traffic; the label does not count.',
  },
  KIA1316: {
    name: 'WaypointForSidecar',
    severity: 'warning',
    text: workload => `${workload} uses a waypoint and has a proxy beside it.`,
    effect: 'Its own proxy handles its traffic.',
  },
  KIA1317: {
    name: 'WorkloadPolicyWithoutWaypoint',
    severity: 'warning',
    text: (workload, policy) =>
      `AuthorizationPolicy ${policy} has rules about HTTP for ${workload}, which uses no waypoint.`,
    effect: NEEDS_WAYPOINT,
  },
};
