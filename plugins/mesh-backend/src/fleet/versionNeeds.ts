import {
  FleetCluster,
  FleetNeed,
} from '@meshport/backstage-plugin-mesh-common';
import { compareMinors, parseIstioVersion } from '@meshport/istio';

interface Group {
  minor: string;
  endOfLife?: string;
  newerPatch?: string;
  clusters: string[];
}

const whenItEnds = ({ upgrade }: FleetCluster) => upgrade.endOfLife;
/** Distributions have patches of their own. */
const whichPatch = ({ upgrade }: FleetCluster) => upgrade.newerPatch;

/** What is to be said of versions: once a minor, whatever number of clusters runs it. */
export function versionNeeds(rows: readonly FleetCluster[]): FleetNeed[] {
  // The control plane of a remote is its primary's to upgrade.
  const own = rows.filter(({ role }) => role !== 'remote');
  const inState = (state: string) =>
    own.filter(({ upgrade }) => upgrade.state === state);
  const isAtRisk = ({ upgrade }: FleetCluster) =>
    upgrade.securityPatch === true && upgrade.state !== 'endOfLife';
  return [
    ...byMinor(inState('endOfLife'), whenItEnds).map(
      ({ minor, endOfLife, clusters }) =>
        need(clusters, {
          severity: 'error',
          code: 'end-of-life',
          message: `Istio ${minor} is past its end of life${
            endOfLife ? ` (${endOfLife})` : ''
          }: ${clusters.join(', ')}.`,
          mend: 'Plan the upgrade to a supported minor version.',
        }),
    ),
    ...byMinor(own.filter(isAtRisk), whichPatch).map(
      ({ minor, newerPatch, clusters }) =>
        need(clusters, {
          severity: 'error',
          code: 'security-patch',
          message: `Patch ${newerPatch} mends security problems of Istio ${minor}: ${clusters.join(
            ', ',
          )}.`,
          mend: 'Upgrade the control plane, then restart what it injects into.',
        }),
    ),
    ...byMinor(inState('ending'), whenItEnds).map(
      ({ minor, endOfLife, clusters }) =>
        need(clusters, {
          severity: 'warning',
          code: 'end-of-life-near',
          message: `Istio ${minor} comes to its end of life on ${endOfLife}: ${clusters.join(
            ', ',
          )}.`,
          mend: 'Plan the upgrade to a supported minor version.',
        }),
    ),
    ...byMinor(
      inState('patch').filter(row => !isAtRisk(row)),
      whichPatch,
    ).map(({ minor, newerPatch, clusters }) =>
      need(clusters, {
        severity: 'info',
        code: 'newer-patch',
        message: `Patch ${newerPatch} of Istio ${minor} is out: ${clusters.join(
          ', ',
        )}.`,
        mend: 'Upgrade the control plane, then restart what it injects into.',
      }),
    ),
  ];
}

/** What runs another distribution than configuration requires, a sentence each. */
export function driftNeeds(
  drift: ReadonlyMap<string, readonly string[]>,
): FleetNeed[] {
  return [...drift].flatMap(([cluster, sentences]) =>
    sentences.map(message =>
      need([cluster], {
        severity: 'warning',
        code: 'distribution-drift',
        message,
        mend: 'Install the distribution that is required, then restart what it injects into.',
      }),
    ),
  );
}

function need(
  clusters: string[],
  about: Pick<FleetNeed, 'severity' | 'code' | 'message' | 'mend'>,
): FleetNeed {
  return {
    ...about,
    clusters,
    to: {
      page: 'upgrades',
      ...(clusters.length === 1 ? { cluster: clusters[0] } : {}),
    },
  };
}

/** The oldest minor first. */
function byMinor(
  rows: readonly FleetCluster[],
  alike: (row: FleetCluster) => string | undefined,
): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const { minor } = parseIstioVersion(row.upgrade.version ?? '');
    if (minor) {
      const { endOfLife, newerPatch } = row.upgrade;
      const key = `${minor} ${alike(row) ?? ''}`;
      const group = groups.get(key) ?? {
        minor,
        ...(endOfLife ? { endOfLife } : {}),
        ...(newerPatch ? { newerPatch } : {}),
        clusters: [],
      };
      group.clusters.push(row.name);
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => compareMinors(a.minor, b.minor));
}
