import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

/** Where a cluster is and who we are to it. */
export interface Endpoint {
  /** The context's name, for output. */
  name: string;
  server: URL;
  ca?: string;
  skipTlsVerify: boolean;
  /** Credentials of the suite's own user, who must be an administrator. */
  cert?: string;
  key?: string;
  token?: string;
}

interface Kubeconfig {
  'current-context'?: string;
  contexts?: { name: string; context: { cluster: string; user: string } }[];
  clusters?: { name: string; cluster: Record<string, any> }[];
  users?: { name: string; user: Record<string, any> }[];
}

/**
 * Reads one context of a kubeconfig. Client certificates and tokens are
 * understood, inline or as files; credential plugins are not.
 *
 * @throws Error naming the missing or unsupported entry.
 */
export function readKubeconfig(file: string, contextName?: string): Endpoint {
  const config = (parse(readFileSync(file, 'utf8')) ?? {}) as Kubeconfig;
  const name = contextName ?? config['current-context'];
  const context = config.contexts?.find(c => c.name === name)?.context;
  if (!name || !context) {
    const known = config.contexts?.map(c => c.name).join(', ') || 'none';
    throw new Error(
      `${file} has no context "${
        name ?? ''
      }"; it has: ${known}. Name one with --context`,
    );
  }
  const cluster = config.clusters?.find(c => c.name === context.cluster);
  const user = config.users?.find(u => u.name === context.user);
  if (!cluster) throw new Error(`${file} has no cluster "${context.cluster}"`);
  if (!user) throw new Error(`${file} has no user "${context.user}"`);
  if (user.user.exec || user.user['auth-provider']) {
    throw new Error(
      `user "${user.name}" of ${file} needs a credential plugin; give a kubeconfig with a client certificate or a token`,
    );
  }
  const read = (entry: Record<string, any>, key: string) => {
    if (entry[`${key}-data`]) {
      return Buffer.from(entry[`${key}-data`], 'base64').toString('utf8');
    }
    if (!entry[key]) return undefined;
    return readFileSync(resolve(dirname(file), entry[key]), 'utf8');
  };
  return {
    name,
    server: new URL(cluster.cluster.server),
    ca: read(cluster.cluster, 'certificate-authority'),
    skipTlsVerify: cluster.cluster['insecure-skip-tls-verify'] === true,
    cert: read(user.user, 'client-certificate'),
    key: read(user.user, 'client-key'),
    token:
      user.user.token ??
      (user.user.tokenFile
        ? readFileSync(resolve(dirname(file), user.user.tokenFile), 'utf8')
        : undefined),
  };
}
