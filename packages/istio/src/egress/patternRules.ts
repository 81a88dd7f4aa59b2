import { parseIpAddress } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel, EgressPattern } from './EgressGatewayInput';
import { isAtLeastIstio, servesKind } from './environmentFacts';
import { routeVersionOf } from './gatewayApiRoutes';
import { isMutualHop } from './objectParts';
import type { FieldOf } from './upstreamConflicts';

type Refuse = (field: string, message: string) => void;

/** All patterns, the one for every cluster first. */
export const PATTERNS: readonly EgressPattern[] = [
  'injected',
  'helm',
  'gateway-api',
  'waypoint',
  'sidecar-direct',
];

/** Patterns that can serve wildcards. */
export const WILDCARD_PATTERNS: readonly EgressPattern[] = [
  'waypoint',
  'sidecar-direct',
];

/**
 * Why a cluster cannot run a pattern; undefined when it can, as far as is known.
 */
export function problemWithPattern(
  pattern: EgressPattern,
  environment: EgressEnvironment = {},
): string | undefined {
  const { patterns, ambient } = environment;
  if (patterns && !patterns.includes(pattern)) {
    return `Configuration allows only ${patterns.join(', ')}.`;
  }
  if (isAtLeastIstio('1.22', environment) === false) {
    return `Istio's kinds are written as v1, which Istio serves from 1.22 on, and the control plane is ${environment.istioVersion}. Upgrade it first.`;
  }
  if (pattern === 'gateway-api' || pattern === 'waypoint') {
    const missing = ['Gateway', 'HTTPRoute'].find(
      kind => servesKind(kind, environment) === false,
    );
    const older = environment.gatewayApi?.find(
      one => one.kind === 'Gateway' && !one.versions.includes('v1'),
    );
    if (older && missing !== 'Gateway') {
      return `The cluster serves the kind Gateway only as ${older.versions.join(
        ' and ',
      )}, and v1 is needed. Choose injected, or have the Gateway API brought up to 1.0.`;
    }
    if (missing && (pattern === 'gateway-api' || missing === 'Gateway')) {
      return `The cluster does not serve the kind ${missing} of the Gateway API. Choose injected, or have the Gateway API installed.`;
    }
  }
  if (pattern === 'waypoint' && ambient === false) {
    return 'The cluster has no ambient mesh, so no proxy would lead calls to a waypoint. Choose another pattern.';
  }
  if (
    pattern === 'sidecar-direct' &&
    isAtLeastIstio('1.30', environment) === false
  ) {
    return `Sidecars serve wildcards from Istio 1.30 on, and the control plane is ${environment.istioVersion}. Choose waypoint in an ambient mesh, or name the hosts one by one.`;
  }
  return undefined;
}

/** What no waypoint and no sidecar can do. */
const WITHOUT_GATEWAY = [
  'callers',
  'replicas',
  'resources',
  'autoscaling',
  'disruptionBudget',
  'readiness',
  'authorization',
  'accessLog',
  'networkPolicy',
  'strictMtls',
  'revision',
] as const;

/** What the Deployment that istiod makes takes from 1.26 on. */
const BY_PARAMETERS = [
  'replicas',
  'resources',
  'autoscaling',
  'disruptionBudget',
  'readiness',
] as const;

function checkGatewayApi(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  const ports = new Set<number>();
  model.upstreams.forEach((upstream, index) => {
    const { protocol, gatewayPort } = upstream;
    if (ports.has(gatewayPort)) {
      refuse(
        fieldOf(index, 'gatewayPort'),
        'With the Gateway API every upstream has a port of its own. Give another, or leave it out.',
      );
    }
    ports.add(gatewayPort);
    if (protocol === 'HTTP' || protocol === 'TLS-ORIGINATION') {
      return;
    }
    const kind = isMutualHop(model, upstream) ? 'TCPRoute' : 'TLSRoute';
    if (routeVersionOf(kind, environment) === undefined) {
      refuse(
        fieldOf(index, 'protocol'),
        `${protocol} needs the kind ${kind} of the Gateway API, which the cluster does not serve. Choose the pattern injected.`,
      );
    }
  });
}

function checkWaypoint(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  model.upstreams.forEach(({ host, protocol, exposure }, index) => {
    if (exposure) {
      refuse(
        fieldOf(index, 'exposure'),
        'An ingress gateway does not call by a waypoint. Take this out, or choose another pattern.',
      );
    }
    const needed = protocol === 'HTTP' ? '1.28' : '1.29';
    if (
      host.startsWith('*.') &&
      isAtLeastIstio(needed, environment) === false
    ) {
      refuse(
        fieldOf(index, 'host'),
        `A waypoint serves wildcards with ${protocol} from Istio ${needed} on, and the control plane is ${environment.istioVersion}. Name the hosts one by one.`,
      );
    }
  });
}

function checkSidecarDirect(
  model: EgressGatewayModel,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  for (const field of WITHOUT_GATEWAY) {
    if (model[field] !== undefined) {
      refuse(
        field,
        'With sidecar-direct there is no gateway that could do this. Take it out, or choose another pattern.',
      );
    }
  }
  model.upstreams.forEach(({ host, exposure }, index) => {
    if (!host.startsWith('*.')) {
      refuse(
        fieldOf(index, 'host'),
        'One host is served by a gateway. Choose injected, or name a wildcard such as *.example.org.',
      );
    }
    if (exposure) {
      refuse(
        fieldOf(index, 'exposure'),
        'Without a gateway nothing can be exposed. Take this out.',
      );
    }
  });
}

function checkWildcards(
  model: EgressGatewayModel,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  model.upstreams.forEach(({ host, protocol, addresses }, index) => {
    const wildcard = host.startsWith('*.');
    if (wildcard && (protocol === 'TCP' || protocol === 'TLS-ORIGINATION')) {
      refuse(
        fieldOf(index, 'protocol'),
        `With ${protocol} the name that is called is not known, so a wildcard cannot be served. Choose HTTP or TLS-PASSTHROUGH.`,
      );
    }
    if (wildcard && addresses?.length) {
      refuse(
        fieldOf(index, 'addresses'),
        'A wildcard stands for hosts at many addresses. Take this out.',
      );
    }
    if (
      parseIpAddress(host) &&
      (protocol === 'TLS-PASSTHROUGH' || protocol === 'TLS-ORIGINATION')
    ) {
      refuse(
        fieldOf(index, 'host'),
        'TLS names no server by its address. Give the host name, or choose HTTP or TCP.',
      );
    }
  });
}

/** What the chosen pattern cannot do, here or anywhere. */
export function checkPattern(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  const { pattern } = model;
  const impossible = problemWithPattern(pattern, environment);
  if (impossible) {
    refuse('pattern', impossible);
  }
  checkWildcards(model, fieldOf, refuse);
  if (pattern === 'gateway-api') {
    checkGatewayApi(model, environment, fieldOf, refuse);
  }
  if (pattern === 'waypoint') {
    checkWaypoint(model, environment, fieldOf, refuse);
  }
  if (pattern === 'sidecar-direct') {
    checkSidecarDirect(model, fieldOf, refuse);
  }
  if (
    (pattern === 'gateway-api' || pattern === 'waypoint') &&
    isAtLeastIstio('1.26', environment) === false
  ) {
    for (const field of BY_PARAMETERS) {
      if (model[field] !== undefined) {
        refuse(
          field,
          `The Deployment that istiod makes can be told this from Istio 1.26 on, and the control plane is ${environment.istioVersion}. Take it out, or choose the pattern injected.`,
        );
      }
    }
  }
  if (
    pattern === 'helm' &&
    model.readiness &&
    isAtLeastIstio('1.27', environment) === false
  ) {
    refuse(
      'readiness',
      `Istio's chart takes a container for this from 1.27 on, and the control plane is ${environment.istioVersion}. Take it out, or choose the pattern injected.`,
    );
  }
}
