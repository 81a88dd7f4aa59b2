import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DiscoverySelector } from '@meshport/backstage-plugin-mesh-common';
import { isLabelKey } from '@meshport/istio';

const SETTING = 'mesh.discoveryScope.labelKeys';

/** What Istio's own examples call it. */
const DEFAULT_KEYS = ['istio-discovery'];

/**
 * Labels that decide something else: who owns a namespace, how its pods are
 * injected or admitted, and what Kubernetes says of it.
 */
const KEPT = [
  /^istio-injection$/,
  /^([a-z0-9-]+\.)*istio\.io\//,
  /^meshport\.dev\//,
  /^([a-z0-9-]+\.)*(kubernetes|k8s)\.io\//,
];

/** Whether a label decides something besides discovery. */
export function isKept(key: string): boolean {
  return KEPT.some(pattern => pattern.test(key));
}

/** Reads `mesh.discoveryScope.labelKeys`; throws `InputError` for a key that decides something else. */
export function readLabelKeys(config: Config): string[] {
  const keys = config.getOptionalStringArray(SETTING) ?? DEFAULT_KEYS;
  for (const key of keys) {
    if (!isLabelKey(key) || isKept(key)) {
      throw new InputError(
        `${SETTING}: '${key}' is no key of a label, or one that decides something besides discovery; take it out of the list`,
      );
    }
  }
  return keys;
}

/** Keys that may be asked for: the configured ones and those that selectors look at. */
export function allowedKeys(
  configured: readonly string[],
  selectors: readonly DiscoverySelector[],
): string[] {
  const looked = selectors.flatMap(({ matchLabels, matchExpressions }) => [
    ...Object.keys(matchLabels ?? {}),
    ...(matchExpressions ?? []).map(({ key }) => key),
  ]);
  return [...new Set([...configured, ...looked.filter(key => !isKept(key))])];
}
