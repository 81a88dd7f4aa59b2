import { compareIstioVersions } from '@meshport/istio';

/**
 * Whether a version of Istio is at least another; undefined where the text is no
 * version, so that the caller takes the stricter of two rules.
 */
export function isAtLeast(
  version: string | undefined,
  least: string,
): boolean | undefined {
  const order = compareIstioVersions(version ?? '', least);
  return order === undefined ? undefined : order >= 0;
}
