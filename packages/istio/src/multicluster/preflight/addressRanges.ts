import { isBlock, overlaps } from './blocks';
import { ClusterPair, finding, unknowns } from './findings';
import type { PreflightCluster, PreflightFinding } from './types';

/** Whether pods of one cluster call pods of the other by their own addresses. */
function shareNetwork([one, other]: ClusterPair): boolean | undefined {
  return one.network === undefined || other.network === undefined
    ? undefined
    : one.network === other.network;
}

function badBlocks(one: PreflightCluster): PreflightFinding[] {
  return [...(one.podCidrs ?? []), ...(one.serviceCidrs ?? [])]
    .filter(block => !isBlock(block))
    .map(block =>
      finding(
        'unknown',
        'cidr-unreadable',
        [one],
        `${block} of ${one.name} is no block of addresses.`,
        'Write it as 10.0.0.0/16 or fd00::/64.',
      ),
    );
}

/** What overlaps, in words. */
function overlapWords(ones?: string[], others?: string[]): string[] {
  return overlaps(ones, others).map(([one, other]) =>
    one === other ? one : `${one} and ${other}`,
  );
}

function podOverlap(
  pair: ClusterPair,
  shared: boolean | undefined,
): PreflightFinding[] {
  const [one, other] = pair;
  const blocks = overlapWords(one.podCidrs, other.podCidrs);
  const both = new Set(other.podAddresses);
  const addresses = (one.podAddresses ?? []).filter(ip => both.has(ip));
  const seen = [...blocks, ...addresses];
  if (seen.length === 0) {
    return [];
  }
  const what =
    blocks.length > 0
      ? 'The pods of both clusters have addresses of the same blocks'
      : 'Pods of both clusters have the same addresses';
  if (shared === false) {
    return [
      finding(
        'info',
        'pod-cidr-overlap-apart',
        pair,
        `${what}. The networks differ, so they are only reached through east-west gateways, which do not mind.`,
        'Nothing, as long as the networks stay apart.',
        seen,
      ),
    ];
  }
  return [
    finding(
      shared ? 'error' : 'warning',
      'pod-cidr-overlap',
      pair,
      shared
        ? `${what} and are on one network: traffic would reach the wrong pod.`
        : `${what}, and it is not known whether they are on one network.`,
      'Give one cluster other pod addresses, or label the control plane namespaces with different topology.istio.io/network and connect them by east-west gateways.',
      seen,
    ),
  ];
}

/** Pods of one cluster at addresses that the other takes for its Services. */
function crossOverlap(
  [pods, services]: ClusterPair,
  shared: boolean | undefined,
): PreflightFinding[] {
  const blocks = overlapWords(pods.podCidrs, services.serviceCidrs);
  const seen =
    blocks.length > 0
      ? blocks
      : [
          ...overlapWords(pods.podAddresses, services.serviceCidrs),
          ...overlapWords(services.serviceAddresses, pods.podCidrs),
          ...overlapWords(pods.podAddresses, services.serviceAddresses),
        ];
  return seen.length === 0 || shared === false
    ? []
    : [
        finding(
          shared ? 'error' : 'warning',
          'pod-service-cidr-overlap',
          [pods, services],
          `Pods of ${pods.name} have addresses that ${services.name} has for its Services: calls to them would not leave ${services.name}.`,
          'Give one of them other addresses, or connect the clusters by east-west gateways with networks of their own.',
          seen,
        ),
      ];
}

function serviceOverlap(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  const blocks = overlapWords(one.serviceCidrs, other.serviceCidrs);
  const both = new Set(other.serviceAddresses);
  const addresses = (one.serviceAddresses ?? []).filter(ip => both.has(ip));
  const seen = [...blocks, ...addresses];
  return seen.length === 0
    ? []
    : [
        finding(
          'info',
          'service-cidr-overlap',
          pair,
          'The Services of both clusters have addresses of the same blocks. Each proxy knows those of its own cluster, so calls by name are right; only a client outside of the mesh that is told the address of the other cluster would go wrong.',
          'Nothing for traffic between proxies; do not use addresses of Services across clusters.',
          seen,
        ),
      ];
}

/**
 * On one network pods are called by their addresses, which therefore must differ
 * from those of the other cluster's pods and Services. Blocks are what nodes and
 * configuration say; addresses that were seen show what those leave out.
 */
export function checkAddressRanges(pair: ClusterPair): PreflightFinding[] {
  const shared = shareNetwork(pair);
  const [one, other] = pair;
  const missing = pair
    .filter(({ podCidrs }) => podCidrs === undefined || podCidrs.length === 0)
    .filter(({ podAddresses = [] }) => podAddresses.length === 0)
    .map(cluster => ({ ...cluster, podCidrs: undefined }));
  return [
    ...unknowns(
      missing,
      'podCidrs',
      'The range of pod addresses',
      'Let the portal read Nodes and Pods, or configure the ranges of the cluster.',
    ),
    ...unknowns(
      pair.filter(({ serviceAddresses }) => serviceAddresses === undefined),
      'serviceCidrs',
      'The range of Service addresses',
      'Let the portal read ServiceCIDRs (Kubernetes 1.33 and newer) or Services, or configure the range of the cluster.',
    ),
    ...pair.flatMap(badBlocks),
    ...podOverlap(pair, shared),
    ...crossOverlap([one, other], shared),
    ...crossOverlap([other, one], shared),
    ...serviceOverlap(pair),
  ];
}
