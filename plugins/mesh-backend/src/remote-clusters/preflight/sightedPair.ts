import {
  PreflightPairReport,
  RemotePreflightCheck,
} from '@meshport/backstage-plugin-mesh-common';
import {
  PreflightCluster,
  preflightPair,
  PreflightOptions,
} from '@meshport/istio';

/** Whether a caller may read a namespace in both clusters of a pair. */
export type MayRead = (namespace: string) => boolean;

/**
 * A pair as a caller may see it: the verdicts are those of everything there is,
 * the findings name only namespaces that the caller may read, and where that
 * leaves something out, one finding says so.
 */
export function sightedPair(
  one: PreflightCluster,
  other: PreflightCluster,
  mayRead: MayRead,
  options: PreflightOptions,
): PreflightPairReport {
  const full = preflightPair(one, other, options);
  const seen = preflightPair(
    narrowed(one, mayRead),
    narrowed(other, mayRead),
    options,
  );
  return {
    clusters: full.clusters,
    verdict: full.verdict,
    checks: full.checks.map((check, index): RemotePreflightCheck => {
      const { findings } = seen.checks[index];
      const hidden =
        weight(check.findings) > weight(findings) &&
        check.verdict !== 'ok' &&
        check.verdict;
      return {
        name: check.name,
        verdict: check.verdict,
        findings: hidden
          ? [
              ...findings,
              {
                severity: hidden,
                code: 'withheld',
                clusters: [...full.clusters],
                message: 'There is more in namespaces that you may not read.',
                mend: 'Ask who owns them, or the platform team, to look at this preflight.',
              },
            ]
          : findings,
      };
    }),
  };
}

/** Grows with what findings were seen by. */
function weight(findings: readonly { evidence?: string[] }[]): number {
  return findings.reduce(
    (sum, { evidence = [] }) => sum + 1 + evidence.length,
    0,
  );
}

function narrowed(
  cluster: PreflightCluster,
  mayRead: MayRead,
): PreflightCluster {
  const readable = <T extends { namespace: string }>(list?: T[]) =>
    list?.filter(({ namespace }) => mayRead(namespace));
  return {
    ...cluster,
    namespaces: cluster.namespaces?.filter(({ name }) => mayRead(name)),
    serviceAccounts: readable(cluster.serviceAccounts),
    authorizationPolicies: readable(cluster.authorizationPolicies),
    services: readable(cluster.services),
    // That there is a gateway counts; what it is called may be hidden.
    eastWestGateways: cluster.eastWestGateways?.map(gateway =>
      mayRead(gateway.namespace)
        ? gateway
        : {
            ...gateway,
            namespace: 'a namespace that you may not read',
            name: 'gateway',
          },
    ),
  };
}
