import {
  RemoteLink,
  RemotePreflightCheck,
  RemotePreflightFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { ApiMeasure } from './measureApi';
import { worstOf } from './worstOf';

/**
 * Whether the API servers of a pair are reached: from the portal, measured now;
 * and by the istiods of the other cluster, as far as they read it already.
 */
export function checkApiReach(
  pair: readonly [string, string],
  measures: ReadonlyMap<string, ApiMeasure>,
  links: readonly RemoteLink[],
): RemotePreflightCheck {
  const findings = pair.flatMap((name): RemotePreflightFinding[] => {
    const measure = measures.get(name);
    if (!measure || measure.problem) {
      return [
        {
          severity: 'error',
          code: 'api-unreachable',
          clusters: [name],
          message: `The API server of ${name} is not reached from the portal: ${
            measure?.problem ?? 'no such cluster is connected'
          }.`,
          mend: 'Correct its entry in mesh.clusters, or bring it back.',
        },
      ];
    }
    return [];
  });
  for (const [primary, remote] of [pair, [pair[1], pair[0]]]) {
    const link = links.find(
      one => one.primary === primary && one.remote === remote,
    );
    if (link && (link.sync === 'timeout' || link.sync === 'closed')) {
      findings.push({
        severity: 'error',
        code: 'istiod-does-not-reach',
        clusters: [primary, remote],
        message: `istiod of ${primary} does not read the API server of ${remote} (${link.sync}).`,
        mend: `Let pods of ${primary} reach the server of the remote secret: routes, firewalls, and a token that is still good.`,
      });
    }
  }
  return { name: 'api-reach', verdict: worstOf(findings), findings };
}
