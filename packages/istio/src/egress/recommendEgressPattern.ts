import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressPattern } from './EgressGatewayInput';
import { isAtLeastIstio, servesKind } from './environmentFacts';
import { PATTERNS, problemWithPattern } from './patternRules';

/**
 * A pattern and why it is, or is not, for this cluster.
 *
 * @public
 */
export interface EgressPatternChoice {
  pattern: EgressPattern;
  /** Whether it can be chosen, as far as is known. */
  possible: boolean;
  reason: string;
}

const WHAT: Record<EgressPattern, string> = {
  injected:
    "Runs wherever Istio injects: a Deployment of the team's own, taken along by upgrades at every restart.",
  helm: "For teams that deliver by Helm: the same gateway, run by Istio's chart.",
  'gateway-api':
    'istiod makes and upgrades the Deployment; routes are those of the Gateway API.',
  waypoint:
    'For callers in an ambient mesh, which have no sidecars to lead them.',
  'sidecar-direct':
    "No gateway: for wildcards, which callers' own sidecars call directly.",
};

/**
 * Every pattern with whether the cluster can run it.
 *
 * @public
 */
export function egressPatterns(
  environment: EgressEnvironment = {},
): EgressPatternChoice[] {
  return PATTERNS.map(pattern => {
    const problem = problemWithPattern(pattern, environment);
    return {
      pattern,
      possible: problem === undefined,
      reason: problem ?? WHAT[pattern],
    };
  });
}

/** Why a pattern would be the best for the cluster, in the order of preference. */
function candidates(environment: EgressEnvironment): [EgressPattern, string][] {
  const { ambient, istioVersion } = environment;
  const routes = ['Gateway', 'HTTPRoute', 'TLSRoute', 'TCPRoute'].every(kind =>
    servesKind(kind, environment),
  );
  return [
    ...(ambient
      ? [
          [
            'waypoint',
            'The cluster runs an ambient mesh, whose workloads are led by waypoints only.',
          ] as [EgressPattern, string],
        ]
      : []),
    ...(routes && isAtLeastIstio('1.26', environment)
      ? [
          [
            'gateway-api',
            `The cluster serves all routes of the Gateway API, and istiod ${istioVersion} makes and upgrades the Deployment by itself.`,
          ] as [EgressPattern, string],
        ]
      : []),
    [
      'injected',
      'It runs wherever Istio injects proxies, and needs nothing that is not known to be there.',
    ],
    ['helm', "It is what configuration allows, and needs only Istio's chart."],
  ];
}

/**
 * The pattern to begin with, and why. Where little is known of the cluster, that
 * which needs least.
 *
 * @public
 */
export function recommendEgressPattern(environment: EgressEnvironment = {}): {
  pattern: EgressPattern;
  reason: string;
} {
  const [pattern, reason] = candidates(environment).find(
    ([one]) => problemWithPattern(one, environment) === undefined,
  ) ?? [
    environment.patterns?.[0] ?? 'injected',
    'It is the first that configuration allows.',
  ];
  return { pattern, reason };
}
