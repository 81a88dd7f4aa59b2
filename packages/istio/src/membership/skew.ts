import { parseIstioVersion } from '../releases';

/**
 * How far a proxy's minor version is from its control plane's, where that is
 * further than Istio supports: `ahead` of it, or more than one minor `behind`.
 * Source: istio.io, "Supported releases", control plane and data plane skew.
 *
 * @public
 */
export type VersionSkew = 'ahead' | 'behind';

/**
 * The skew between a proxy and its control plane; undefined where it is
 * supported, or where a version cannot be read.
 *
 * @public
 */
export function versionSkew(
  proxy: string,
  controlPlane: string,
): VersionSkew | undefined {
  const [one, other] = [proxy, controlPlane].map(text =>
    parseIstioVersion(text).minor?.split('.').map(Number),
  );
  if (!one || !other || one[0] !== other[0]) {
    return undefined;
  }
  const behind = other[1] - one[1];
  if (behind < 0) {
    return 'ahead';
  }
  return behind > 1 ? 'behind' : undefined;
}
