import {
  FleetCluster,
  FleetNeed,
} from '@meshport/backstage-plugin-mesh-common';
import { parseIstioVersion } from '@meshport/istio';

interface Group {
  minor: string;
  endOfLife?: string;
  newerPatch?: string;
  clusters: string[];
}

/** What is to be said of versions: once a minor, whatever number of clusters runs it. */
export function versionNeeds(rows: readonly FleetCluster[]): FleetNeed[] {
  const groups = (state: string) => byMinor(rows, state);
  return [
    ...groups('endOfLife').map(
      ({ minor, endOfLife, clusters }): FleetNeed => ({
        severity: 'error',
        code: 'end-of-life',
        message: `Istio ${minor} is past its end of life${
          endOfLife ? ` (${endOfLife})` : ''
        }: ${clusters.join(', ')}.`,
        mend: 'Plan the upgrade to a supported minor version.',
        clusters,
        to: upgradesOf(clusters),
      }),
    ),
    ...groups('ending').map(
      ({ minor, endOfLife, clusters }): FleetNeed => ({
        severity: 'warning',
        code: 'end-of-life-near',
        message: `Istio ${minor} comes to its end of life on ${endOfLife}: ${clusters.join(
          ', ',
        )}.`,
        mend: 'Plan the upgrade to a supported minor version.',
        clusters,
        to: upgradesOf(clusters),
      }),
    ),
    ...groups('patch').map(
      ({ minor, newerPatch, clusters }): FleetNeed => ({
        severity: 'info',
        code: 'newer-patch',
        message: `Patch ${newerPatch} of Istio ${minor} is out: ${clusters.join(
          ', ',
        )}.`,
        mend: 'Upgrade the control plane, then restart what it injects into.',
        clusters,
        to: upgradesOf(clusters),
      }),
    ),
  ];
}

function upgradesOf(clusters: readonly string[]): FleetNeed['to'] {
  return {
    page: 'upgrades',
    ...(clusters.length === 1 ? { cluster: clusters[0] } : {}),
  };
}

/** The oldest minor first. */
function byMinor(rows: readonly FleetCluster[], state: string): Group[] {
  const groups = new Map<string, Group>();
  for (const { name, role, upgrade } of rows) {
    const { minor } = parseIstioVersion(upgrade.version ?? '');
    // The control plane of a remote is its primary's to upgrade.
    if (upgrade.state === state && minor && role !== 'remote') {
      const { endOfLife, newerPatch } = upgrade;
      const group = groups.get(minor) ?? {
        minor,
        ...(endOfLife ? { endOfLife } : {}),
        ...(newerPatch ? { newerPatch } : {}),
        clusters: [],
      };
      group.clusters.push(name);
      groups.set(minor, group);
    }
  }
  return [...groups.values()].sort(
    (a, b) => minorNumber(a.minor) - minorNumber(b.minor),
  );
}

function minorNumber(minor: string): number {
  const [major, number] = minor.split('.').map(Number);
  return major * 10_000 + number;
}
