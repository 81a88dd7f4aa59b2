import {
  ClusterRevision,
  FleetProxies,
  FleetRevision,
  FleetUpgrade,
  FleetUpgradeState,
  ClusterProxies,
} from '@meshport/backstage-plugin-mesh-common';
import { compareIstioVersions } from '@meshport/istio';

/** Days before its end of life at which a minor version needs somebody. */
const ENDING_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

const WORST_FIRST: FleetUpgradeState[] = [
  'endOfLife',
  'ending',
  'unknown',
  'patch',
  'current',
  'none',
];

/** A revision without the names of who follows it. */
export function fleetRevision(revision: ClusterRevision): FleetRevision {
  const { controlPlane, followers, withheldFollowers = 0 } = revision;
  return {
    revision: revision.revision,
    isDefault: revision.isDefault,
    tags: revision.tags,
    ...(controlPlane
      ? {
          ...(controlPlane.version ? { version: controlPlane.version } : {}),
          ...(controlPlane.source ? { source: controlPlane.source } : {}),
          support: controlPlane.support,
        }
      : {}),
    ...(followers ? { namespaces: followers.length + withheldFollowers } : {}),
    ...(revision.problem ? { problem: revision.problem } : {}),
  };
}

/**
 * Where the versions of a cluster's control planes stand: the worst of them.
 *
 * @param revisions - absent where they could not be read
 */
export function upgradeOf(
  revisions: readonly FleetRevision[] | undefined,
  now: Date,
): FleetUpgrade {
  if (!revisions) {
    return { state: 'unknown' };
  }
  const [worst] = revisions
    .filter(({ support }) => support !== undefined)
    .map(revision => standingOf(revision, now))
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        Number(b.securityPatch ?? 0) - Number(a.securityPatch ?? 0),
    );
  return worst ?? { state: 'none' };
}

function rankOf({ state }: FleetUpgrade): number {
  return WORST_FIRST.indexOf(state);
}

function standingOf(
  { version, support }: FleetRevision,
  now: Date,
): FleetUpgrade {
  const { status, endOfLife, newerPatch, securityPatch } = support!;
  const known = {
    ...(version ? { version } : {}),
    ...(endOfLife ? { endOfLife } : {}),
    ...(newerPatch ? { newerPatch } : {}),
    ...(securityPatch ? { securityPatch } : {}),
  };
  if (status !== 'supported') {
    return { state: status, ...known };
  }
  const left = endOfLife
    ? Date.parse(endOfLife) - now.getTime()
    : Number.POSITIVE_INFINITY;
  if (left < ENDING_DAYS * DAY_MS) {
    return { state: 'ending', ...known };
  }
  return { state: newerPatch ? 'patch' : 'current', ...known };
}

/** How many proxies there are, and how many are older than every control plane. */
export function fleetProxies(
  { versions, state, why }: ClusterProxies,
  revisions: readonly FleetRevision[],
): FleetProxies | undefined {
  if (state === 'pending' || state === 'notReadable') {
    return undefined;
  }
  const running = revisions.flatMap(({ version }) => version ?? []);
  const isOld = (version: string | undefined) =>
    version !== undefined &&
    running.length > 0 &&
    running.every(one => (compareIstioVersions(version, one) ?? 0) < 0);
  const sum = (chosen: ClusterProxies['versions']) =>
    chosen.reduce((total, one) => total + one.count, 0);
  return {
    total: sum(versions),
    old: sum(versions.filter(({ version }) => isOld(version))),
    ...(why ? { why } : {}),
  };
}
