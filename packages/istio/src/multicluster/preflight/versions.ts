import {
  DEFAULT_SUPPORT_TABLE,
  kubernetesMinor,
  parseIstioVersion,
  SupportTable,
} from '../../releases';
import { ClusterPair, finding, listed, unknowns } from './findings';
import type { PreflightCluster, PreflightFinding } from './types';

function minorNumber(version: string): number | undefined {
  const { minor } = parseIstioVersion(version);
  return minor === undefined ? undefined : Number(minor.split('.')[1]);
}

/** The control planes that would serve a cluster: its own, and the other's. */
function controlPlanesFor(pair: ClusterPair) {
  return pair.flatMap(one =>
    (one.controlPlanes ?? []).map(plane => ({ ...plane, cluster: one })),
  );
}

/** Each control plane must support the Kubernetes of each cluster that it reads. */
export function checkKubernetesVersions(
  pair: ClusterPair,
  table: SupportTable = DEFAULT_SUPPORT_TABLE,
): PreflightFinding[] {
  const missing = unknowns(
    pair,
    'kubernetesVersion',
    'The version of Kubernetes',
    'See whether the API server answers GET /version with the configured credentials.',
  );
  const unsupported = controlPlanesFor(pair).flatMap(plane => {
    const { minor } = parseIstioVersion(plane.version);
    const release = table.find(one => one.minor === minor);
    return pair.flatMap(one => {
      const version = kubernetesMinor(one.kubernetesVersion ?? '');
      if (!release || !version || release.kubernetes.includes(version)) {
        return [];
      }
      return finding(
        'warning',
        'kubernetes-unsupported',
        plane.cluster === one ? [one] : [plane.cluster, one],
        `Istio ${plane.version} of ${
          plane.cluster.name
        } is not supported on Kubernetes ${version} of ${one.name}, only on ${
          release.kubernetes[0]
        } to ${release.kubernetes[release.kubernetes.length - 1]}.`,
        'Bring Istio or Kubernetes to versions that fit before the clusters join.',
      );
    });
  });
  return [...missing, ...unsupported];
}

function proxySkew(
  plane: { version: string; cluster: PreflightCluster },
  served: PreflightCluster,
): PreflightFinding[] {
  const planeMinor = minorNumber(plane.version);
  return (served.proxyVersions ?? []).flatMap(version => {
    const proxy = minorNumber(version);
    if (proxy === undefined || planeMinor === undefined) {
      return [];
    }
    const between = `Proxies ${version} of ${served.name} and the control plane ${plane.version} of ${plane.cluster.name}`;
    if (proxy > planeMinor) {
      return finding(
        'error',
        'proxy-ahead',
        [plane.cluster, served],
        `${between}: a proxy may not be newer than its control plane.`,
        `Upgrade the control plane of ${plane.cluster.name} first.`,
      );
    }
    return planeMinor - proxy > 1
      ? finding(
          'error',
          'proxy-behind',
          [plane.cluster, served],
          `${between} are more than one minor version apart.`,
          `Restart the workloads of ${served.name} with newer proxies, one minor version at a time.`,
        )
      : [];
  });
}

/**
 * Control planes of one mesh may be one minor version apart, and proxies one
 * behind the control plane that serves them. A cluster without a control plane is
 * served by the other's.
 */
export function checkIstioVersions(pair: ClusterPair): PreflightFinding[] {
  const missing = unknowns(
    pair,
    'controlPlanes',
    'The version of Istio',
    'Let the portal read the pods of istiod.',
  );
  const planes = controlPlanesFor(pair);
  const unreadable = planes
    .filter(({ version }) => minorNumber(version) === undefined)
    .map(({ cluster, version, revision }) =>
      finding(
        'unknown',
        'istio-version-unreadable',
        [cluster],
        `The version ${version} of the control plane ${revision} of ${cluster.name} cannot be compared.`,
        'Compare the versions by hand: at most one minor version apart.',
      ),
    );
  const minors = planes.flatMap(({ version }) => minorNumber(version) ?? []);
  const apart = Math.max(...minors) - Math.min(...minors);
  const skew =
    apart > 1
      ? [
          finding(
            'error',
            'control-planes-apart',
            pair,
            `The control planes are ${apart} minor versions apart: ${listed(
              planes.map(one => `${one.version} in ${one.cluster.name}`),
            )}.`,
            'Upgrade the older one until they are at most one minor version apart.',
          ),
        ]
      : [];
  const none =
    missing.length === 0 && planes.length === 0
      ? [
          finding(
            'error',
            'no-control-plane',
            pair,
            'Neither cluster has a control plane.',
            'Install Istio in at least one of them.',
          ),
        ]
      : [];
  const [one, other] = pair;
  const served = [
    ...planes
      .filter(({ cluster }) => cluster === one && !other.controlPlanes?.length)
      .flatMap(plane => proxySkew(plane, other)),
    ...planes
      .filter(({ cluster }) => cluster === other && !one.controlPlanes?.length)
      .flatMap(plane => proxySkew(plane, one)),
  ];
  return [...missing, ...unreadable, ...none, ...skew, ...served];
}
