import { useRouteRef } from '@backstage/frontend-plugin-api';
import { FleetNeedTarget } from '@meshport/backstage-plugin-mesh-common';
import {
  clusterCertificatesRouteRef,
  clustersRouteRef,
  findingsRouteRef,
  machinesRouteRef,
  remoteClusterRouteRef,
  requestsRouteRef,
  upgradesRouteRef,
} from '../../routes';

/** The address of the next step; undefined where the app does not have its page. */
export function useNeedLink(to: FleetNeedTarget): string | undefined {
  const { page, cluster = '', remote = '' } = to;
  const routes = {
    certificates: useRouteRef(clusterCertificatesRouteRef),
    clusters: useRouteRef(clustersRouteRef),
    findings: useRouteRef(findingsRouteRef),
    machines: useRouteRef(machinesRouteRef),
    remoteCluster: useRouteRef(remoteClusterRouteRef),
    requests: useRouteRef(requestsRouteRef),
    upgrades: useRouteRef(upgradesRouteRef),
  };
  switch (page) {
    case 'certificates':
      return routes.certificates?.({ cluster });
    case 'cluster':
      return withQuery(routes.clusters?.(), { text: cluster });
    case 'findings':
      return withQuery(routes.findings?.(), { cluster, severity: 'error' });
    case 'remoteLink':
      return routes.remoteCluster?.({ primary: cluster, remote });
    case 'requests':
      return withQuery(routes.requests?.(), { view: 'to-approve' });
    case 'upgrades':
      return withQuery(routes.upgrades?.(), { cluster });
    case 'virtualMachines':
      return withQuery(routes.machines?.(), { cluster });
    default:
      // A backend newer than this page may know further ones.
      return undefined;
  }
}

function withQuery(
  path: string | undefined,
  query: Record<string, string>,
): string | undefined {
  const chosen = Object.entries(query).filter(([, value]) => value);
  const text = new URLSearchParams(chosen).toString();
  return path && (text ? `${path}?${text}` : path);
}
