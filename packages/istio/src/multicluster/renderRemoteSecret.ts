import { fromPlainData } from '../goFormat/fromGoYaml';
import { toGoYaml } from '../goFormat/toGoYaml';
import { isDnsLabel, type KubernetesObject } from '../resources';

/**
 * What the secret is made from by which a primary reads a remote cluster. The
 * names follow the flags of `istioctl create-remote-secret`.
 *
 * @public
 */
export interface RemoteSecretInput {
  /** The cluster's ID, or the UID of its namespace kube-system. */
  name: string;
  /** Where the primary's istiod runs. */
  namespace: string;
  /** `config` is for an istiod outside of the cluster. Default: `remote`. */
  type?: 'remote' | 'config';
  /** URL of the remote's API server, as the primary reaches it. */
  server: string;
  tlsServerName?: string;
  /** Proxy by which istiod reaches the server; istioctl writes none. */
  proxyUrl?: string;
  /** `ca.crt` of the token Secret, in base64; empty to leave it out. */
  caData: string;
  /**
   * How istiod proves who it is: by a token, or by a plugin of client-go, which
   * istiod refuses unless it was told to take it.
   */
  auth: { token: string } | { plugin: string; config?: Record<string, string> };
  /**
   * Takes what istioctl takes although it is of no use: a name with capitals for
   * the type `remote`, an empty token, a plugin without a name. For comparing
   * bytes with istioctl; default: false.
   */
  asIstioctl?: boolean;
}

/**
 * An input that no remote secret can be made from. Its name is that of
 * Backstage's error for bad requests.
 *
 * @public
 */
export class RemoteSecretInputError extends Error {
  override readonly name = 'InputError';

  constructor(
    /** Field of {@link RemoteSecretInput}. */
    readonly field: string,
    mend: string,
  ) {
    super(`${field}: ${mend}`);
  }
}

/** The key that istiod takes for a cluster's ID, and the Secret's name. */
function namesFor({ name, type = 'remote' }: RemoteSecretInput) {
  return type === 'remote'
    ? { key: name, secret: `istio-remote-secret-${name}` }
    : { key: 'config', secret: 'istio-kubeconfig' };
}

/**
 * Whether istioctl takes a text for the name of a cluster: a DNS label that may
 * have capitals (pkg/config/labels). An object cannot be named by capitals.
 *
 * @public
 */
export function isRemoteClusterName(text: string): boolean {
  return (
    text.length <= 63 && /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(text)
  );
}

function isClusterName({ name, type, asIstioctl }: RemoteSecretInput): boolean {
  return type === 'config' || asIstioctl
    ? isRemoteClusterName(name)
    : isDnsLabel(name);
}

function check(input: RemoteSecretInput): void {
  const { namespace, server, auth, asIstioctl } = input;
  if (!isClusterName(input)) {
    throw new RemoteSecretInputError(
      'name',
      'Give lower-case letters, digits and dashes, at most 63 characters.',
    );
  }
  if (!isDnsLabel(namespace)) {
    throw new RemoteSecretInputError(
      'namespace',
      "Give the namespace of the primary's control plane.",
    );
  }
  if (server === '') {
    throw new RemoteSecretInputError('server', 'Give the URL of the server.');
  }
  if (asIstioctl) {
    return;
  }
  if ('token' in auth && auth.token === '') {
    throw new RemoteSecretInputError('auth.token', 'Give the token.');
  }
  if ('plugin' in auth && auth.plugin === '') {
    throw new RemoteSecretInputError(
      'auth.plugin',
      'Give the name of the plugin.',
    );
  }
}

function kubeconfig(input: RemoteSecretInput): string {
  const { name, server, tlsServerName, proxyUrl, caData, auth } = input;
  const cluster = {
    ...(caData ? { 'certificate-authority-data': caData } : {}),
    ...(proxyUrl ? { 'proxy-url': proxyUrl } : {}),
    server,
    ...(tlsServerName ? { 'tls-server-name': tlsServerName } : {}),
  };
  const user =
    'token' in auth
      ? { ...(auth.token ? { token: auth.token } : {}) }
      : { 'auth-provider': { config: auth.config ?? {}, name: auth.plugin } };
  return toGoYaml(
    fromPlainData({
      apiVersion: 'v1',
      clusters: [{ cluster, name }],
      contexts: [{ context: { cluster: name, user: name }, name }],
      'current-context': name,
      kind: 'Config',
      users: [{ name, user }],
    }),
  );
}

/**
 * The Secret by which a primary reads a remote cluster, as an object; see
 * {@link renderRemoteSecret}. It holds a credential.
 *
 * @throws {@link RemoteSecretInputError} naming the field and the mend
 * @public
 */
export function remoteSecretObject(
  input: RemoteSecretInput,
): KubernetesObject & { stringData: Record<string, string> } {
  check(input);
  const { key, secret } = namesFor(input);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      annotations: { 'networking.istio.io/cluster': input.name },
      labels: { 'istio/multiCluster': 'true' },
      name: secret,
      namespace: input.namespace,
    },
    stringData: { [key]: kubeconfig(input) },
  };
}

/**
 * Writes the Secret by which a primary reads a remote cluster: byte for byte what
 * `istioctl create-remote-secret` of Istio 1.28 and newer prints for the same
 * input (istioctl/pkg/multicluster/remote_secret.go). The text holds a credential.
 *
 * @throws {@link RemoteSecretInputError} naming the field and the mend
 * @public
 */
export function renderRemoteSecret(input: RemoteSecretInput): string {
  const yaml = toGoYaml(fromPlainData(remoteSecretObject(input)));
  return `# This file is autogenerated, do not edit.\n${yaml}---\n`;
}
