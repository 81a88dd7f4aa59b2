import type { RemoteSecretCluster, TokenSecret } from './RemoteSecretCluster';
import { RemoteSecretError } from './RemoteSecretError';

/** What a kubeconfig with a plugin takes of a token Secret. */
export const PLUGIN_KEYS: readonly string[] = ['ca.crt'];

/**
 * What a kubeconfig with a token takes of a token Secret, in the order that
 * istioctl misses them.
 *
 * @public
 */
export const CREDENTIAL_KEYS: readonly string[] = ['ca.crt', 'token'];

/** Milliseconds between two reads, and how many come after the first. */
const PAUSE = 1000;
const MORE_READS = 5;

function missingKey(secret: TokenSecret, keys: readonly string[]) {
  return keys.find(key => secret.data?.[key] === undefined);
}

/**
 * Waits for the token controller, as istioctl does: reads a Secret again at once
 * and then five times, a second apart.
 *
 * @returns the Secret that has all keys
 * @throws {@link RemoteSecretError} naming the key that is missing in the end; the
 * cluster's error if the last read failed
 * @public
 */
export async function waitForTokenData(
  cluster: Pick<RemoteSecretCluster, 'getSecret' | 'wait'>,
  secret: TokenSecret,
  keys: readonly string[],
): Promise<TokenSecret> {
  if (missingKey(secret, keys) === undefined) {
    return secret;
  }
  const { name, namespace = '' } = secret.metadata;
  for (let more = MORE_READS; ; more -= 1) {
    try {
      const read = await cluster.getSecret(namespace, name);
      const missing = missingKey(read, keys);
      if (missing === undefined) {
        return read;
      }
      throw new RemoteSecretError(
        `no "${missing}" data found in Secret ${namespace}/${name}: the cluster's token controller did not fill it within ${MORE_READS} seconds; see whether the ServiceAccount that its annotation names is there, then run this again`,
      );
    } catch (error) {
      if (more === 0) {
        throw error;
      }
    }
    await cluster.wait(PAUSE);
  }
}
