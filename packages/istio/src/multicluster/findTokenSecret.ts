import { noAccess, within } from './ensureReader';
import type {
  ReaderAccount,
  RemoteSecretCluster,
  TokenSecret,
} from './RemoteSecretCluster';
import { isAlreadyThere, RemoteSecretError } from './RemoteSecretError';
import {
  isTokenSecretOf,
  listedTokenSecret,
  listsTokenSecrets,
  newTokenSecret,
} from './tokenSecret';

/** Which token Secret is wanted. */
interface TokenSecretWanted {
  namespace: string;
  secretName?: string;
}

async function isOld(cluster: RemoteSecretCluster): Promise<boolean> {
  try {
    return listsTokenSecrets(await cluster.version());
  } catch {
    // As istioctl has it: who hides the version is not older than five years.
    return false;
  }
}

async function named(
  cluster: RemoteSecretCluster,
  account: ReaderAccount,
  namespace: string,
  name: string,
): Promise<TokenSecret> {
  const secret = await within(
    `could not get specified secret ${namespace}/${name}: `,
    () => cluster.getSecret(namespace, name),
  );
  if (!isTokenSecretOf(account, secret)) {
    throw noAccess(
      `secret ${namespace}/${name} does not reference ServiceAccount ${account.metadata.name} (it needs the type kubernetes.io/service-account-token and the annotation kubernetes.io/service-account.name: ${account.metadata.name})`,
    );
  }
  return secret;
}

async function created(
  cluster: RemoteSecretCluster,
  account: ReaderAccount,
  namespace: string,
): Promise<TokenSecret> {
  const secret = newTokenSecret(namespace, account.metadata.name);
  return within('', async () => {
    try {
      return await cluster.createSecret(secret);
    } catch (error) {
      if (!isAlreadyThere(error)) {
        throw error;
      }
      // Another may have made the same a moment ago.
      const there = await cluster.getSecret(namespace, secret.metadata.name);
      if (isTokenSecretOf(account, there)) {
        return there;
      }
      throw new RemoteSecretError(
        `${(error as Error).message} (it holds no token of ${
          account.metadata.name
        }: delete it, or name another with --secret-name)`,
      );
    }
  });
}

/**
 * The Secret with a ServiceAccount's token: the named one, else the first in the
 * order of the API server, else a new one; before Kubernetes 1.24 the one that the
 * account lists.
 *
 * @throws RemoteSecretError in istioctl's words
 */
export async function findTokenSecret(
  cluster: RemoteSecretCluster,
  account: ReaderAccount,
  { namespace, secretName }: TokenSecretWanted,
): Promise<TokenSecret> {
  if (await isOld(cluster)) {
    return within('', async () => {
      const listed = listedTokenSecret(account, namespace, secretName);
      return cluster.getSecret(listed.namespace, listed.name);
    });
  }
  if (secretName) {
    return named(cluster, account, namespace, secretName);
  }
  const secrets = await within(`failed listing secrets in ${namespace}: `, () =>
    cluster.listSecrets(namespace),
  );
  return (
    secrets.find(one => isTokenSecretOf(account, one)) ??
    created(cluster, account, namespace)
  );
}
