import { Config } from '@backstage/config';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { AUTH_PROVIDER, AuthStrategies } from './AuthStrategies';
import { isClusterName } from './checkClusters';

const METHODS = 'kubernetes.clusterLocatorMethods';

const NEEDS_BROWSER =
  'uses the token of the person at the browser, and Meshport follows clusters without one; add it to mesh.clusters with an account of its own';
const NEEDS_CLOUD_CODE =
  "takes its token from the kubernetes plugin's own code; install @meshport/backstage-plugin-mesh-backend-module-kubernetes-auth, or add it to mesh.clusters with a kubeconfig whose exec plugin fetches the token";

const NOT_USABLE: Record<string, string> = {
  aks: NEEDS_BROWSER,
  google: NEEDS_BROWSER,
  oidc: NEEDS_BROWSER,
  aws: NEEDS_CLOUD_CODE,
  azure: NEEDS_CLOUD_CODE,
  googleServiceAccount: NEEDS_CLOUD_CODE,
  localKubectlProxy:
    'goes through a kubectl proxy on this machine; add it to mesh.clusters with a kubeconfig',
};

/** What the kubernetes plugin's configuration gives. */
export interface LocatedClusters {
  clusters: MeshClusterDetails[];
  /** Which clusters cannot be used, why, and what to do. */
  problems: string[];
}

/**
 * Reads the clusters of the kubernetes plugin: `clusterLocatorMethods` of type
 * `config`, with a ServiceAccount's token or a strategy that a module adds.
 * The rest is reported; nothing here throws, because that configuration was
 * written for another plugin.
 */
export function readLocatedClusters(
  config: Config,
  strategies: AuthStrategies,
): LocatedClusters {
  const found: LocatedClusters = { clusters: [], problems: [] };
  attempt(found, METHODS, () => {
    const methods = config.getOptionalConfigArray(METHODS) ?? [];
    methods.forEach((method, index) => {
      const source = `${METHODS}[${index}]`;
      attempt(found, source, () =>
        readMethod(method, source, found, strategies),
      );
    });
  });
  return found;
}

function readMethod(
  method: Config,
  source: string,
  found: LocatedClusters,
  strategies: AuthStrategies,
) {
  const type = method.getString('type');
  if (type !== 'config') {
    found.problems.push(
      `${source}: type '${type}' is not usable for Meshport; add its clusters to mesh.clusters`,
    );
    return;
  }
  method.getConfigArray('clusters').forEach((entry, index) => {
    const place = `${source}.clusters[${index}]`;
    attempt(found, place, () => {
      const answer = readCluster(entry, strategies);
      if ('reason' in answer) {
        found.problems.push(
          `${place}: cluster '${answer.name}' ${answer.reason}`,
        );
      } else {
        found.clusters.push(answer);
      }
    });
  });
}

function readCluster(
  entry: Config,
  strategies: AuthStrategies,
): MeshClusterDetails | { name: string; reason: string } {
  const name = entry.getString('name');
  const metadata = entry.getOptional<Record<string, unknown>>('authMetadata');
  const provider =
    metadata?.[AUTH_PROVIDER] ?? entry.getOptionalString('authProvider');
  const credential =
    provider === 'serviceAccount'
      ? readToken(entry, metadata)
      : readStrategy(entry, String(provider ?? ''), metadata, strategies);
  if ('reason' in credential) {
    return { name, reason: credential.reason };
  }
  if (!isClusterName(name)) {
    return {
      name,
      reason:
        'is not usable: its name is not a DNS-1123 label; add it to mesh.clusters under another name',
    };
  }
  const server = entry.getString('url');
  if (!server.startsWith('https://')) {
    return {
      name,
      reason:
        'is not usable: its url is not https, and a token is not sent in the clear; correct the url',
    };
  }
  const caFile = entry.getOptionalString('caFile');
  return {
    name,
    title: entry.getOptionalString('title'),
    endpoint: {
      server,
      ...credential,
      caFile,
      // As in the kubernetes plugin the file goes before the data.
      caData: caFile ? undefined : entry.getOptionalString('caData'),
      skipTLSVerify: entry.getOptionalBoolean('skipTLSVerify') || undefined,
    },
  };
}

function readToken(
  entry: Config,
  metadata: Record<string, unknown> | undefined,
): { token: string } | { reason: string } {
  const token =
    metadata?.serviceAccountToken ??
    entry.getOptionalString('serviceAccountToken');
  return typeof token === 'string' && token
    ? { token }
    : {
        reason:
          'is not usable: it has no serviceAccountToken; add one, or add it to mesh.clusters with inCluster: true',
      };
}

function readStrategy(
  entry: Config,
  provider: string,
  metadata: Record<string, unknown> | undefined,
  strategies: AuthStrategies,
):
  | { authStrategy: string; authMetadata: Record<string, string> }
  | { reason: string } {
  if (!strategies.get(provider)) {
    const why =
      NOT_USABLE[provider] ??
      'is not known to Meshport; add it to mesh.clusters';
    return { reason: `is not usable: its authProvider '${provider}' ${why}` };
  }
  const texts = Object.entries({
    'kubernetes.io/aws-assume-role': entry.getOptionalString('assumeRole'),
    'kubernetes.io/aws-external-id': entry.getOptionalString('externalId'),
    ...metadata,
  }).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { authStrategy: provider, authMetadata: Object.fromEntries(texts) };
}

/** Errors of the configuration reader name the key and no value. */
function attempt(found: LocatedClusters, source: string, read: () => void) {
  try {
    read();
  } catch (error) {
    found.problems.push(
      `${source} is not usable for Meshport: ${(error as Error).message}`,
    );
  }
}
