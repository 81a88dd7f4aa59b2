import { KubeConfig } from '@kubernetes/client-node';
import { dirname, resolve } from 'path';
import { parse } from 'yaml';
import { InvalidKubeconfigError } from './errors';
import { ExecSpec } from './ExecPlugin';
import { OidcConfig } from './OidcToken';

/** What a kubeconfig says of one context. */
export interface ParsedKubeconfig {
  /** Without what is authenticated by ourselves. */
  kubeconfig: KubeConfig;
  tokenFile?: string;
  exec?: ExecSpec;
  oidc?: OidcConfig;
}

/**
 * Reads the text of a kubeconfig. Exec plugins, OIDC and `tokenFile`, which
 * `@kubernetes/client-node` does not know, are taken out of its hands.
 *
 * @throws `InvalidKubeconfigError` whose message never holds file content
 */
export function parseKubeconfig(
  text: string,
  options: {
    /** Name of the cluster, for messages. */
    name: string;
    /** Relative paths begin beside it. */
    file: string;
    /** Default: the file's current context. */
    context?: string;
  },
): ParsedKubeconfig {
  const directory = dirname(resolve(options.file));
  const kubeconfig = load(text, { ...options, directory });
  const user = kubeconfig.getCurrentUser()!;
  const exec: ExecSpec | undefined = user.exec?.command && user.exec;
  const oidc: OidcConfig | undefined =
    user.authProvider?.name === 'oidc' && !user.token
      ? user.authProvider.config ?? {}
      : undefined;
  return {
    kubeconfig:
      exec || oidc ? withoutAuthentication(kubeconfig, user.name) : kubeconfig,
    tokenFile: tokenFileOf(text, user.name, directory),
    ...(exec ? { exec } : {}),
    ...(oidc ? { oidc } : {}),
  };
}

function load(
  text: string,
  options: { name: string; context?: string; directory: string },
): KubeConfig {
  const { name, directory } = options;
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromString(text);
    kubeconfig.makePathsAbsolute(directory);
  } catch {
    // The parser's words would quote the file.
    throw new InvalidKubeconfigError(
      `kubeconfig.file of cluster '${name}' is not a kubeconfig; check its content`,
    );
  }
  if (options.context !== undefined) {
    kubeconfig.setCurrentContext(options.context);
  }
  const context = kubeconfig.getCurrentContext();
  if (!context || !kubeconfig.getContextObject(context)) {
    throw new InvalidKubeconfigError(
      `kubeconfig.context of cluster '${name}': the file has no context '${
        context ?? ''
      }'; name one of the file's contexts`,
    );
  }
  if (!kubeconfig.getCurrentCluster() || !kubeconfig.getCurrentUser()) {
    throw new InvalidKubeconfigError(
      `kubeconfig.context of cluster '${name}': the context '${context}' names a cluster or user that the file does not have`,
    );
  }
  return kubeconfig;
}

/** As in client-go a token in the file goes before a token's file. */
function tokenFileOf(
  text: string,
  user: string,
  directory: string,
): string | undefined {
  // A large file is not parsed twice for what few have.
  if (!text.includes('tokenFile')) {
    return undefined;
  }
  const written = parse(text).users.find(
    (candidate: any) => candidate?.name === user,
  )?.user;
  return written?.tokenFile && !written.token
    ? resolve(directory, String(written.tokenFile))
    : undefined;
}

function withoutAuthentication(kubeconfig: KubeConfig, user: string) {
  const own = new KubeConfig();
  own.loadFromOptions({
    clusters: kubeconfig.getClusters(),
    contexts: kubeconfig.getContexts(),
    users: kubeconfig
      .getUsers()
      .map(each =>
        each.name === user
          ? { ...each, exec: undefined, authProvider: undefined }
          : each,
      ),
    currentContext: kubeconfig.getCurrentContext(),
  });
  return own;
}
