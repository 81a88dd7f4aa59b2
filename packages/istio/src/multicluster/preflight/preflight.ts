import { DEFAULT_SUPPORT_TABLE, SupportTable } from '../../releases';
import { checkAddressRanges } from './addressRanges';
import { checkClusterIds } from './clusterIds';
import { checkDiscoverySelectors } from './discovery';
import type { ClusterPair } from './findings';
import { checkSharedIdentities } from './identities';
import { checkNetworks } from './networks';
import { checkMissingServices, checkServiceMismatches } from './services';
import { checkRoots, checkTrustDomains } from './trust';
import {
  PREFLIGHT_CHECKS,
  PreflightCheck,
  PreflightCheckName,
  PreflightCluster,
  PreflightFinding,
  PreflightPair,
} from './types';
import { checkIstioVersions, checkKubernetesVersions } from './versions';

/**
 * What a preflight goes by beside the clusters.
 *
 * @public
 */
export interface PreflightOptions {
  /** Certificates are judged by it. */
  now: Date;
  /** Default: {@link DEFAULT_SUPPORT_TABLE}. */
  supportTable?: SupportTable;
}

type Check = (
  pair: ClusterPair,
  options: PreflightOptions,
) => PreflightFinding[];

const CHECKS: Record<PreflightCheckName, Check> = {
  'cluster-id': checkClusterIds,
  'kubernetes-version': (pair, { supportTable = DEFAULT_SUPPORT_TABLE }) =>
    checkKubernetesVersions(pair, supportTable),
  'istio-version': checkIstioVersions,
  cidr: checkAddressRanges,
  network: checkNetworks,
  'trust-domain': checkTrustDomains,
  roots: (pair, { now }) => checkRoots(pair, now),
  'discovery-selectors': checkDiscoverySelectors,
  'missing-services': checkMissingServices,
  'service-mismatch': checkServiceMismatches,
  'shared-identities': checkSharedIdentities,
};

/** The worst first: what is not known may be an error. */
const WORST: PreflightCheck['verdict'][] = [
  'error',
  'unknown',
  'warning',
  'info',
];

function worst(
  verdicts: readonly PreflightCheck['verdict'][],
): PreflightCheck['verdict'] {
  return WORST.find(one => verdicts.includes(one)) ?? 'ok';
}

/**
 * What stands in the way of two clusters of one mesh, each check with its
 * findings and what mends them. Both ways are looked at.
 *
 * @public
 */
export function preflightPair(
  one: PreflightCluster,
  other: PreflightCluster,
  options: PreflightOptions,
): PreflightPair {
  const checks = PREFLIGHT_CHECKS.map((name): PreflightCheck => {
    const findings = CHECKS[name]([one, other], options);
    const verdict = worst(findings.map(({ severity }) => severity));
    return { name, verdict, findings };
  });
  return {
    clusters: [one.name, other.name],
    verdict: worst(checks.map(({ verdict }) => verdict)),
    checks,
  };
}

/**
 * The matrix of a fleet: each pair of its clusters once, in the order given.
 *
 * @public
 */
export function preflight(
  clusters: readonly PreflightCluster[],
  options: PreflightOptions,
): PreflightPair[] {
  return clusters.flatMap((one, i) =>
    clusters.slice(i + 1).map(other => preflightPair(one, other, options)),
  );
}
