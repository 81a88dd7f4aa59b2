import type { KubernetesObject } from '../resources';
import { base64OfBytes, bytesOfBase64 } from './base64';
import { ensureReader } from './ensureReader';
import type { RemoteSecretCluster, TokenSecret } from './RemoteSecretCluster';
import { RemoteSecretError } from './RemoteSecretError';
import {
  isRemoteClusterName,
  RemoteSecretInput,
  renderRemoteSecret,
} from './renderRemoteSecret';
import { CONFIG_SERVICE_ACCOUNT, READER_SERVICE_ACCOUNT } from './readerAccess';
import { findTokenSecret } from './findTokenSecret';
import {
  CREDENTIAL_KEYS,
  PLUGIN_KEYS,
  waitForTokenData,
} from './waitForTokenData';

/**
 * What is asked of a remote secret; named as the flags of
 * `istioctl create-remote-secret`, whose defaults they have.
 *
 * @public
 */
export interface RemoteSecretOptions {
  /** The cluster's ID. Default: the UID of the namespace kube-system. */
  name?: string;
  /** Namespace of the control plane, here and there. */
  namespace: string;
  /** `remote` or `config`; another text is refused. Default: `remote`. */
  type?: string;
  /** Default: that of Istio's chart for the type. */
  serviceAccount?: string;
  /** Whether the reader is made where the account is missing. Default: true. */
  createServiceAccount?: boolean;
  /** What is applied where the account is missing. Default: {@link readerAccess}. */
  reader?: (namespace: string) => KubernetesObject[];
  /** The token Secret to take. Default: the first of the account's. */
  secretName?: string;
  /** URL in the place of that which the cluster is reached at. */
  server?: string;
  tlsServerName?: string;
  /** `bearer-token` or `plugin`; another text is refused. Default: `bearer-token`. */
  authType?: string;
  authPluginName?: string;
  authPluginConfig?: Record<string, string>;
}

/**
 * A remote secret that was made.
 *
 * @public
 */
export interface CreatedRemoteSecret {
  /** The Secret's YAML; it holds a credential. */
  yaml: string;
  /** What istioctl writes after `warn: `, and what it should. */
  warnings: string[];
}

/**
 * Refuses what istioctl does not take for the name of a cluster.
 *
 * @throws {@link RemoteSecretError}
 * @public
 */
export function checkRemoteClusterName(name: string | undefined): void {
  if (name && !isRemoteClusterName(name)) {
    throw new RemoteSecretError(
      `${name} is not a valid DNS 1123 label: --name takes letters, digits and dashes, at most 63 of them`,
    );
  }
}

/** As client-go writes the host of a server in a kubeconfig. */
function hostOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  return url && url.pathname.length > 1 ? server.replace(/\?.*$/, '') : server;
}

function serverOf(
  { server }: RemoteSecretOptions,
  cluster: RemoteSecretCluster,
  warnings: string[],
): string {
  if (server) {
    return server;
  }
  const host = hostOf(cluster.server);
  if (/127\.0\.0\.1|localhost|\/\/\[::1\]/.test(host)) {
    warnings.push(
      `server in Kubeconfig is ${host}. This is likely not reachable from inside the cluster, if you're using Kubernetes in Docker, pass --server with the container IP for the API Server`,
    );
  }
  return host;
}

function accountOf({ type = 'remote', serviceAccount }: RemoteSecretOptions) {
  if (type !== 'remote' && type !== 'config') {
    throw new RemoteSecretError(
      `unsupported type: ${type} (take remote or config)`,
    );
  }
  const usual =
    type === 'remote' ? READER_SERVICE_ACCOUNT : CONFIG_SERVICE_ACCOUNT;
  return { type, account: serviceAccount || usual } as const;
}

/** The text of a value of a Secret, as Go makes one of bytes. */
function textOf(secret: TokenSecret, key: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytesOfBase64(secret.data?.[key] ?? ''),
  );
}

async function authOf(
  cluster: RemoteSecretCluster,
  options: RemoteSecretOptions,
  found: TokenSecret,
): Promise<{ secret: TokenSecret; auth: RemoteSecretInput['auth'] }> {
  const { authType = 'bearer-token' } = options;
  if (authType === 'plugin') {
    const secret = await waitForTokenData(cluster, found, PLUGIN_KEYS);
    const { authPluginName: plugin = '', authPluginConfig: config } = options;
    return { secret, auth: { plugin, ...(config ? { config } : {}) } };
  }
  if (authType !== 'bearer-token') {
    throw new RemoteSecretError(
      `unsupported authentication type: ${authType} (take bearer-token or plugin)`,
    );
  }
  const secret = await waitForTokenData(cluster, found, CREDENTIAL_KEYS);
  return { secret, auth: { token: textOf(secret, 'token') } };
}

/** Says what istioctl keeps to itself. */
function doubtsOf({ name, type, auth }: RemoteSecretInput): string[] {
  const doubts = [];
  if (type !== 'config' && name !== name.toLowerCase()) {
    doubts.push(
      `no cluster takes a Secret named istio-remote-secret-${name}: give --name lower-case letters`,
    );
  }
  if ('token' in auth && auth.token === '') {
    doubts.push('the token is empty: istiod would come as nobody');
  }
  if ('plugin' in auth) {
    doubts.push(
      'istiod refuses plugins unless PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS names them',
    );
    if (auth.plugin === '') {
      doubts.push('the plugin has no name: give --auth-plugin-name');
    }
  }
  return doubts;
}

/**
 * Makes the Secret by which a primary reads a remote cluster: the same as
 * `istioctl create-remote-secret` of Istio 1.28 and newer, byte for byte
 * (istioctl/pkg/multicluster/remote_secret.go). Where the reader is missing it is
 * made in the remote, and where it has no token Secret, that too.
 *
 * @throws {@link RemoteSecretError} when there can be none; other errors are the
 * cluster's
 * @public
 */
export async function createRemoteSecret(
  cluster: RemoteSecretCluster,
  options: RemoteSecretOptions,
): Promise<CreatedRemoteSecret> {
  checkRemoteClusterName(options.name);
  const name =
    options.name ||
    ((await cluster.getNamespace('kube-system')).metadata.uid ?? '');
  const { type, account } = accountOf(options);
  const { namespace, tlsServerName } = options;
  const reader = await ensureReader(cluster, { ...options, account });
  const found = await findTokenSecret(cluster, reader.account, options);
  const warnings = [...reader.warnings];
  const server = serverOf(options, cluster, warnings);
  const { secret, auth } = await authOf(cluster, options, found);
  if (name === '' || server === '') {
    const mend =
      name === ''
        ? 'empty context name is not allowed: the namespace kube-system has no UID, so give --name'
        : `no server found for cluster "${name}": give --server`;
    throw new RemoteSecretError(
      `invalid kubeconfig: invalid configuration: ${mend}`,
    );
  }
  const input: RemoteSecretInput = {
    name,
    namespace,
    type,
    server,
    tlsServerName,
    caData: base64OfBytes(bytesOfBase64(secret.data?.['ca.crt'] ?? '')),
    auth,
    asIstioctl: true,
  };
  return {
    yaml: renderRemoteSecret(input),
    warnings: [...warnings, ...doubtsOf(input)],
  };
}
