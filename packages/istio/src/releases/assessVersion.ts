import { compareIstioVersions, parseIstioVersion } from './istioVersion';
import type { SupportTable } from './supportTable';

/**
 * Where a version stands in Istio's support calendar.
 *
 * @public
 */
export interface VersionSupport {
  /** `unknown` for a version that is not in the table or cannot be read. */
  status: 'supported' | 'endOfLife' | 'unknown';
  /** End of life of the minor (ISO date), when known. */
  endOfLife?: string;
  /** The newest patch of the same minor, when it is newer than this one. */
  newerPatch?: string;
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
  const { minor } = parseIstioVersion(version);
  const release = table.find(one => one.minor === minor);
  if (!minor || !release) {
    return { status: 'unknown' };
  }
  const order = compareIstioVersions(version, release.newestPatch);
  const day = today.toISOString().slice(0, 10);
  return {
    status: day > release.endOfLife ? 'endOfLife' : 'supported',
    endOfLife: release.endOfLife,
    ...(order !== undefined && order < 0
      ? { newerPatch: release.newestPatch }
      : {}),
  };
}
