import { X509Certificate } from 'crypto';
import {
  RemoteSecretAuth,
  RemoteSecretView,
} from '@meshport/backstage-plugin-mesh-common';
import { parse } from 'yaml';
import { refusedHost } from './serverAddress';

/** Longest kubeconfig that is parsed; istiod's own are a few kilobytes. */
const MOST_CHARACTERS = 512 * 1024;

/** What one data key of a remote secret says; the public part only. */
export type RemoteSecretEntry = Pick<
  RemoteSecretView,
  | 'server'
  | 'tlsServerName'
  | 'proxyUrl'
  | 'caFingerprint'
  | 'caExpires'
  | 'auth'
  | 'serviceAccount'
  | 'tokenKind'
  | 'tokenIssued'
  | 'tokenExpires'
  | 'problem'
> & {
  /** The data key, which istiod takes as the cluster's ID. */
  clusterId: string;
  /** Why no API server of a production cluster is at its server. */
  refusedServer?: string;
  /** The Secret that the token is bound to, or that a long-lived token stands in. */
  boundSecret?: { name: string; uid?: string };
};

/**
 * What a remote secret says, parsed as data. Nothing is loaded as a client: no
 * plugin of it runs and nothing is sent to an address of it. Its credential is
 * looked at for the times and the account that a JWT names, and left behind.
 *
 * @param secret - a Secret with `data`, as an API server sends it
 */
export function remoteSecretFacts({
  data,
}: {
  metadata?: object;
  data?: unknown;
}): RemoteSecretEntry[] {
  return Object.entries((data ?? {}) as Record<string, unknown>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([clusterId, value]) => ({
      clusterId,
      ...entryOf(Buffer.from(String(value ?? ''), 'base64').toString('utf8')),
    }));
}

type Facts = Omit<RemoteSecretEntry, 'clusterId'>;

function entryOf(text: string): Facts {
  const kubeconfig = readKubeconfig(text);
  if (typeof kubeconfig === 'string') {
    return { auth: 'none', problem: kubeconfig };
  }
  const named = (list: unknown, name: unknown, field: string) =>
    (Array.isArray(list) ? list : []).find(one => one?.name === name)?.[field];
  const current = kubeconfig['current-context'];
  const context = named(kubeconfig.contexts, current, 'context');
  const cluster = named(kubeconfig.clusters, context?.cluster, 'cluster');
  const user = named(kubeconfig.users, context?.user, 'user');
  if (!isObject(cluster)) {
    return {
      auth: authOf(user),
      problem:
        'Its current context names no cluster that it has, so istiod cannot read it.',
    };
  }
  const server = textOf(cluster.server);
  const auth = authOf(user);
  const problem = problemOf(server, auth, cluster);
  return {
    auth,
    ...optional('server', withoutSecrets(server)),
    ...optional('refusedServer', refusedServerOf(server)),
    ...optional('tlsServerName', textOf(cluster['tls-server-name'])),
    ...optional('proxyUrl', withoutSecrets(textOf(cluster['proxy-url']))),
    ...authorityOf(textOf(cluster['certificate-authority-data'])),
    ...(auth === 'token' ? tokenOf(String(user.token)) : {}),
    ...(problem ? { problem } : {}),
  };
}

function readKubeconfig(text: string): Record<string, any> | string {
  if (text.length > MOST_CHARACTERS) {
    return 'It is too long for a kubeconfig, and was not read.';
  }
  try {
    // Aliases could make a small text large.
    const value: unknown = parse(text, { maxAliasCount: 0 });
    return isObject(value)
      ? value
      : 'It is no kubeconfig, so istiod cannot read it.';
  } catch {
    // The parser's words would quote the text.
    return 'It is no YAML, so istiod cannot read it.';
  }
}

/** How istiod would get in; the order is that of client-go. */
function authOf(user: unknown): RemoteSecretAuth {
  if (!isObject(user)) {
    return 'none';
  }
  if (isObject(user.exec)) {
    return 'exec';
  }
  if (isObject(user['auth-provider'])) {
    return user['auth-provider'].name === 'oidc' ? 'oidc' : 'authProvider';
  }
  if (textOf(user.token)) {
    return 'token';
  }
  if (textOf(user.tokenFile)) {
    return 'tokenFile';
  }
  if (user['client-certificate'] || user['client-key']) {
    return 'tokenFile';
  }
  if (user['client-certificate-data']) {
    return 'clientCertificate';
  }
  return textOf(user.username) ? 'basic' : 'none';
}

function refusedServerOf(server: string | undefined): string | undefined {
  return server && URL.canParse(server)
    ? refusedHost(new URL(server).hostname)
    : undefined;
}

/** What istiod refuses (pkg/kube/util.go), and what lets others in. */
function problemOf(
  server: string | undefined,
  auth: RemoteSecretAuth,
  cluster: Record<string, unknown>,
): string | undefined {
  if (!server || !URL.canParse(server)) {
    return 'It names no server, so istiod cannot read it.';
  }
  if (auth === 'exec' || auth === 'authProvider') {
    return `It lets istiod in by ${
      auth === 'exec'
        ? 'a command (exec)'
        : 'an authentication provider of an earlier Kubernetes'
    }, which istiod refuses unless PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS allows it.`;
  }
  if (auth === 'tokenFile') {
    return 'It names files, which istiod refuses unless PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS allows it.';
  }
  if (auth === 'none') {
    return 'It holds no credential, so the cluster lets istiod read nothing.';
  }
  return cluster['insecure-skip-tls-verify'] === true
    ? "It does not check the server's certificate: whoever is between could be the cluster."
    : undefined;
}

function authorityOf(
  data: string | undefined,
): Pick<Facts, 'caFingerprint' | 'caExpires'> {
  if (!data) {
    return {};
  }
  try {
    const certificate = new X509Certificate(Buffer.from(data, 'base64'));
    return {
      caFingerprint: certificate.fingerprint256,
      caExpires: new Date(certificate.validTo).toISOString(),
    };
  } catch {
    // That it cannot be read shows in its having no fingerprint.
    return {};
  }
}

/** What a service account's token says of itself. The signature is the server's business. */
function tokenOf(
  token: string,
): Pick<
  Facts,
  | 'serviceAccount'
  | 'tokenKind'
  | 'tokenIssued'
  | 'tokenExpires'
  | 'boundSecret'
> {
  const claims = claimsOf(token);
  if (!claims) {
    return {};
  }
  const [, namespace, name] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(String(claims.sub)) ?? [];
  const { exp, iat } = claims;
  const bound = claims['kubernetes.io']?.secret;
  const boundSecret = {
    name: textOf(
      bound?.name ?? claims['kubernetes.io/serviceaccount/secret.name'],
    ),
    uid: textOf(bound?.uid),
  };
  return {
    tokenKind: typeof exp === 'number' ? 'rotating' : 'long-lived',
    ...(name ? { serviceAccount: `${namespace}/${name}` } : {}),
    ...optional('tokenIssued', timeOf(iat)),
    ...optional('tokenExpires', timeOf(exp)),
    ...(boundSecret.name
      ? { boundSecret: boundSecret as { name: string; uid?: string } }
      : {}),
  };
}

function claimsOf(token: string): Record<string, any> | undefined {
  const payload = token.split('.')[1];
  if (!payload) {
    return undefined;
  }
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    );
    return isObject(claims) ? claims : undefined;
  } catch {
    // Opaque tokens have dots as well; that is no error.
    return undefined;
  }
}

function timeOf(seconds: unknown): string | undefined {
  return typeof seconds === 'number' && Math.abs(seconds) < 8.64e12
    ? new Date(seconds * 1000).toISOString()
    : undefined;
}

/** A URL without user and password. */
function withoutSecrets(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) {
    return undefined;
  }
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}${
    parsed.pathname === '/' ? '' : parsed.pathname
  }`;
}

function isObject(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function optional<K extends string, V>(
  key: K,
  value: V | undefined,
): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
