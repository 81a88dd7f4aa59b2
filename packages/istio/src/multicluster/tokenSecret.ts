import type { KubernetesObject } from '../resources';
import type { ReaderAccount, TokenSecret } from './RemoteSecretCluster';
import { RemoteSecretError } from './RemoteSecretError';

const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_ANNOTATION = 'kubernetes.io/service-account.name';

/**
 * Whether a Secret is one that the token controller keeps a ServiceAccount's
 * token in.
 *
 * @public
 */
export function isTokenSecretOf(
  account: ReaderAccount,
  secret: TokenSecret,
): boolean {
  return (
    secret.type === TOKEN_TYPE &&
    secret.metadata.annotations?.[ACCOUNT_ANNOTATION] === account.metadata.name
  );
}

/**
 * The Secret that istioctl makes for an account without a token: the token
 * controller fills it with a token that does not expire.
 *
 * @public
 */
export function newTokenSecret(
  namespace: string,
  account: string,
): KubernetesObject & TokenSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `${account}-istio-remote-secret-token`,
      namespace,
      annotations: { [ACCOUNT_ANNOTATION]: account },
    },
    type: TOKEN_TYPE,
  };
}

/**
 * Which of the Secrets that a ServiceAccount lists holds its token: the way of
 * clusters before Kubernetes 1.24, which made one for each account.
 *
 * @throws {@link RemoteSecretError} when there is none, or more than one and none
 * is named
 * @public
 */
export function listedTokenSecret(
  account: ReaderAccount,
  namespace: string,
  secretName?: string,
): { namespace: string; name: string } {
  const at = `${namespace}/${account.metadata.name}`;
  const listed = account.secrets ?? [];
  const names = listed.map(({ name }) => name).join(', ');
  if (listed.length === 0) {
    throw new RemoteSecretError(
      `no secret found in the service account: ${at}`,
    );
  }
  const found = secretName
    ? listed.find(({ name }) => name === secretName)
    : listed[0];
  if (!found) {
    throw new RemoteSecretError(
      `provided secret does not exist: ${secretName} (the service account ${at} lists ${names})`,
    );
  }
  if (!secretName && listed.length > 1) {
    throw new RemoteSecretError(
      `wrong number of secrets (${listed.length}) in serviceaccount ${at}, please use --secret-name to specify one (it lists ${names})`,
    );
  }
  return { namespace: found.namespace || namespace, name: found.name ?? '' };
}

/**
 * Whether a cluster is of the time before Kubernetes 1.24, as
 * istioctl reads its version: what cannot be read is of today.
 *
 * @public
 */
export function listsTokenSecrets(
  version: { major: string; minor: string } | undefined,
): boolean {
  const parts = /^\s*v?(\d+)\.(\d+)/.exec(
    `v${version?.major}.${version?.minor}.0`,
  );
  const [major, minor] = parts ? parts.slice(1).map(Number) : [1, 24];
  return major < 1 || (major === 1 && minor < 24);
}
