import { parseIstioVersion } from '../releases';
import type { EgressEnvironment } from './EgressEnvironment';

/**
 * Whether the control plane is at least of a minor version, e.g. `1.26`;
 * undefined when its version is not known.
 */
export function isAtLeastIstio(
  minor: string,
  { istioVersion }: EgressEnvironment = {},
): boolean | undefined {
  const known = istioVersion
    ? parseIstioVersion(istioVersion).minor
    : undefined;
  if (known === undefined) {
    return undefined;
  }
  const [[major, one], [wantedMajor, wanted]] = [known, minor].map(text =>
    text.split('.').map(Number),
  );
  return major > wantedMajor || (major === wantedMajor && one >= wanted);
}

/** Whether a kind of the Gateway API is served; undefined when that is not known. */
export function servesKind(
  kind: string,
  { gatewayApi }: EgressEnvironment = {},
): boolean | undefined {
  return gatewayApi?.some(one => one.kind === kind && one.versions.length > 0);
}
