import type {
  CheckedPlane,
  CheckedProxies,
  MeshCheckRemark,
} from './checkMesh';
import { compareIstioVersions, parseIstioVersion } from './istioVersion';
import { minorNumbers } from './minors';

/** What is to be said of proxies of one version beside their control plane. */
export function proxyRemarks(
  { version, revision, count }: CheckedProxies,
  planes: readonly CheckedPlane[],
): MeshCheckRemark[] {
  const plane =
    revision === undefined && planes.length === 1
      ? planes[0]
      : planes.find(one => one.revision === revision);
  const base = revision === undefined ? {} : { revision };
  const who = `${count} ${count === 1 ? 'proxy' : 'proxies'}`;
  const minor = version && parseIstioVersion(version).minor;
  if (!minor) {
    return [
      {
        ...base,
        code: 'VERSION_UNREADABLE',
        severity: 'info',
        message: `${who}: ${
          version ? JSON.stringify(version.slice(0, 60)) : 'the version'
        } cannot be read, so nothing is said of them.`,
      },
    ];
  }
  const its = plane?.version && parseIstioVersion(plane.version).minor;
  if (!its || minorNumbers(its)[0] !== minorNumbers(minor)[0]) {
    return [];
  }
  const behind = minorNumbers(its)[1] - minorNumbers(minor)[1];
  const between = `${who} on ${version} under control plane ${plane.revision} on ${plane.version}`;
  if (behind < 0) {
    return [
      {
        ...base,
        code: 'PROXIES_AHEAD',
        severity: 'error',
        message: `${between}: a proxy may not be of a newer minor version.`,
      },
    ];
  }
  if (behind > 1) {
    return [
      {
        ...base,
        code: 'PROXIES_BEHIND',
        severity: 'error',
        message: `${between}: a proxy may be one minor version behind, not ${behind}.`,
      },
    ];
  }
  return (compareIstioVersions(version, plane.version!) ?? 0) < 0
    ? [
        {
          ...base,
          code: 'PROXIES_OLDER',
          severity: 'info',
          message: `${between}: a restart brings them up to date.`,
        },
      ]
    : [];
}
