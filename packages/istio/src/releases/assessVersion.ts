import { mendsSecurity, newestBuild } from './builds';
import { compareBuilds, parseIstioVersion } from './istioVersion';
import type { SupportTable } from './supportTable';

/**
 * Where a version stands in the support calendar.
 *
 * @public
 */
export interface VersionSupport {
  /** `unknown` for a version that is not in the table or cannot be read. */
  status: 'supported' | 'endOfLife' | 'unknown';
  /** End of life of the minor (ISO date), when known. */
  endOfLife?: string;
  /** Where that date lies ahead and is only expected. */
  endOfLifeExpected?: true;
  /**
   * `istio` where the date is Istio's own and the version is somebody else's
   * build, whose support is not known and may last longer.
   */
  endOfLifeOf?: 'istio';
  /** The newest build of the same minor and flavour, when it is newer than this one. */
  newerPatch?: string;
  /** Whether a change to it mends an announced security problem. */
  securityPatch?: true;
}

/**
 * Where a version stands on a day. The day of the end of life itself still
 * counts as supported.
 *
 * @param version - as istiod or an image tag gives it; never throws.
 * @param today - compared by its date in UTC.
 * @public
 */
export function assessVersion(
  version: string,
  today: Date,
  table: SupportTable,
): VersionSupport {
  const { minor, flavour } = parseIstioVersion(version);
  const release = table.find(one => one.minor === minor);
  if (!minor || !release) {
    return { status: 'unknown' };
  }
  const newest = newestBuild(release, flavour);
  const isNewer = newest && (compareBuilds(newest.version, version) ?? 0) > 0;
  const own = release.flavours?.[flavour]?.endOfLife;
  const endOfLife = own ?? release.endOfLife;
  const status = statusOn(today, endOfLife);
  return {
    status,
    ...(endOfLife ? { endOfLife } : {}),
    ...(status === 'supported' && !own && release.endOfLifeExpected
      ? { endOfLifeExpected: true }
      : {}),
    ...(endOfLife && !own && flavour !== 'istio'
      ? { endOfLifeOf: 'istio' }
      : {}),
    ...(isNewer ? { newerPatch: newest.version } : {}),
    ...(isNewer && mendsSecurity(release, version, newest)
      ? { securityPatch: true }
      : {}),
  };
}

/** Dates are compared as days in UTC. */
export function statusOn(
  today: Date,
  endOfLife: string | undefined,
): VersionSupport['status'] {
  if (endOfLife === undefined) {
    return 'unknown';
  }
  return today.toISOString().slice(0, 10) > endOfLife
    ? 'endOfLife'
    : 'supported';
}
