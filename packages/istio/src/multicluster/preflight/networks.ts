import { ClusterPair, finding, unknowns } from './findings';
import type {
  EastWestGateway,
  PreflightCluster,
  PreflightFinding,
} from './types';

/** The port of east-west gateways for mTLS that is passed through. */
const PASSTHROUGH_PORT = 15443;
/** The port of those for ambient, which need no Gateway objects of their own. */
const HBONE_PORT = 15008;

const LABEL =
  'Label the namespace of the control plane with topology.istio.io/network, and set global.network of istiod and of the gateways to the same.';

/** Whether hosts let all Services of a mesh in (`*.local`). */
function exposesServices(hosts: readonly string[]): boolean {
  return hosts
    .map(host => host.slice(host.indexOf('/') + 1))
    .some(host => host === '*' || host === '*.local');
}

function gatewayFindings(
  one: PreflightCluster,
  gateway: EastWestGateway,
): PreflightFinding[] {
  const name = `${gateway.namespace}/${gateway.name}`;
  const found: PreflightFinding[] = [];
  const isAmbient = gateway.ports.includes(HBONE_PORT);
  if (gateway.addresses.length === 0) {
    found.push(
      finding(
        'error',
        'east-west-gateway-without-address',
        [one],
        `The east-west gateway ${name} of ${one.name} has no address yet.`,
        'See why its load balancer has none, or give its Service externalIPs.',
      ),
    );
  }
  if (!isAmbient && !gateway.ports.includes(PASSTHROUGH_PORT)) {
    found.push(
      finding(
        'error',
        'east-west-gateway-without-port',
        [one],
        `The east-west gateway ${name} of ${one.name} has no port ${PASSTHROUGH_PORT}.`,
        `Add port ${PASSTHROUGH_PORT} (tls) to its Service, as Istio's gen-eastwest-gateway does.`,
      ),
    );
  }
  if (isAmbient) {
    return found;
  }
  if (gateway.passthroughHosts === undefined) {
    found.push(
      finding(
        'unknown',
        'services-exposed-unknown',
        [one],
        `Whether ${name} of ${one.name} lets Services in is not known: Gateway objects were not read.`,
        'Let the portal read Gateways, or look for one with TLS mode AUTO_PASSTHROUGH and the host *.local.',
      ),
    );
  } else if (!exposesServices(gateway.passthroughHosts)) {
    found.push(
      finding(
        'error',
        'services-not-exposed',
        [one],
        `No Gateway with TLS mode AUTO_PASSTHROUGH and the host *.local is on ${name} of ${one.name}: calls from the other network end there.`,
        "Apply Istio's expose-services Gateway to the namespace of the control plane.",
      ),
    );
  }
  return found;
}

/** What keeps callers of other networks out of a cluster. */
function entryFindings(one: PreflightCluster): PreflightFinding[] {
  const own = (one.eastWestGateways ?? []).filter(
    ({ network }) => network === one.network,
  );
  if (one.eastWestGateways === undefined) {
    return [];
  }
  if (own.length === 0) {
    const others = one.eastWestGateways.map(
      ({ namespace, name, network }) =>
        `${namespace}/${name} (${network || 'no network'})`,
    );
    return [
      finding(
        'error',
        'no-east-west-gateway',
        [one],
        `${one.name} has no east-west gateway for its network ${one.network}.`,
        'Install an east-west gateway whose Service has the label topology.istio.io/network with the name of that network.',
        others,
      ),
    ];
  }
  const judged = own.map(gateway => gatewayFindings(one, gateway));
  // One gateway that works is enough.
  return judged.some(found => found.length === 0) ? [] : judged.flat();
}

/**
 * Clusters on one network call each other's pods; on different ones they need
 * east-west gateways that let the other in.
 */
export function checkNetworks(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  const missing = unknowns(
    pair,
    'network',
    'The network',
    'Let the portal read Namespaces.',
  );
  if (missing.length > 0) {
    return missing;
  }
  if (one.network === other.network) {
    return one.network === ''
      ? [
          finding(
            'info',
            'network-unlabelled',
            pair,
            'Neither cluster names its network, so Istio takes them for one: pods must reach each other by their addresses.',
            `Nothing if they do. Else: ${LABEL}`,
          ),
        ]
      : [];
  }
  const unnamed = pair.filter(({ network }) => network === '');
  if (unnamed.length > 0) {
    return unnamed.map(cluster =>
      finding(
        'error',
        'network-one-sided',
        pair,
        `${cluster.name} does not name its network, the other cluster does: no gateway can be found for it.`,
        LABEL,
      ),
    );
  }
  return [
    ...unknowns(
      pair,
      'eastWestGateways',
      'Which east-west gateways there are',
      'Let the portal read Services.',
    ),
    ...pair.flatMap(entryFindings),
  ];
}
