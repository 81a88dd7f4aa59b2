import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  MeshClusterDetails,
  MeshClusterEndpoint,
} from '@meshport/backstage-plugin-mesh-node';
import { AllowedHosts } from './AllowedHosts';
import { checkCluster } from './checkClusters';

const DEFAULT_REFRESH_SECONDS = 60;

/**
 * Reads `mesh.clusters`.
 *
 * Throws an error that names the field when the configuration is not usable.
 */
export function readClusters(config: Config): MeshClusterDetails[] {
  return (config.getOptionalConfigArray('mesh.clusters') ?? []).map(
    (entry, index) => {
      const details: MeshClusterDetails = {
        name: entry.getString('name'),
        title: entry.getOptionalString('title'),
        kubeconfig: entry.has('kubeconfig')
          ? {
              file: entry.getString('kubeconfig.file'),
              context: entry.getOptionalString('kubeconfig.context'),
            }
          : undefined,
        endpoint: readEndpoint(entry),
        inCluster: entry.getOptionalBoolean('inCluster') || undefined,
        istioClusterId: entry.getOptionalString('istioClusterId'),
        controlPlaneNamespace: entry.getOptionalString('controlPlaneNamespace'),
        network: entry.getOptionalString('network'),
        tokenAudience: entry.getOptionalString('tokenAudience'),
        primary: entry.getOptionalString('primary'),
        readOnly: entry.getOptionalBoolean('readOnly'),
      };
      const source = `mesh.clusters[${index}]`;
      checkCluster(details, source, source);
      checkTrust(details, source);
      return details;
    },
  );
}

/**
 * How often suppliers are asked, in seconds: `mesh.clusterRefreshSeconds`.
 *
 * @throws `InputError` unless it is at least 1
 */
export function readRefreshSeconds(config: Config): number {
  const seconds =
    config.getOptionalNumber('mesh.clusterRefreshSeconds') ??
    DEFAULT_REFRESH_SECONDS;
  if (!(seconds >= 1 && seconds <= 86_400)) {
    throw new InputError(
      `mesh.clusterRefreshSeconds: ${seconds} is not between 1 and 86400; give a number of seconds`,
    );
  }
  return seconds;
}

/**
 * The API servers that entities of the catalog may lead to:
 * `mesh.catalogClusters.allowedHosts`.
 *
 * @throws `InputError` that names the wrong entry
 */
export function readAllowedHosts(config: Config): AllowedHosts {
  return new AllowedHosts(
    config.getOptionalStringArray('mesh.catalogClusters.allowedHosts') ?? [],
  );
}

/** The fields beside `server`; they stand in the entry itself. */
function readEndpoint(entry: Config): MeshClusterEndpoint | undefined {
  const text = (key: string) => entry.getOptionalString(key);
  const endpoint = {
    server: text('server'),
    caData: text('caData'),
    caFile: text('caFile'),
    skipTLSVerify: entry.getOptionalBoolean('skipTLSVerify'),
    token: text('token'),
    tokenFile: text('tokenFile'),
    clientCertificate: entry.has('clientCertificate')
      ? {
          certFile: text('clientCertificate.certFile'),
          certData: text('clientCertificate.certData'),
          keyFile: text('clientCertificate.keyFile'),
          keyData: text('clientCertificate.keyData'),
        }
      : undefined,
    authStrategy: text('authStrategy'),
    authMetadata: readMetadata(entry),
  };
  const isGiven = Object.values(endpoint).some(value => value !== undefined);
  return isGiven ? { ...endpoint, server: endpoint.server ?? '' } : undefined;
}

function readMetadata(entry: Config): Record<string, string> | undefined {
  const metadata = entry.getOptionalConfig('authMetadata');
  // Its keys have dots, which a path of the configuration cannot name.
  const values = metadata?.get<Record<string, unknown>>() ?? {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'string') {
      throw new InputError(
        `mesh.clusters authMetadata['${key}'] of cluster '${entry.getString(
          'name',
        )}' is not a text; put it in quotes`,
      );
    }
  }
  return metadata && (values as Record<string, string>);
}

/** Written configuration says what to trust; nothing is trusted by accident. */
function checkTrust({ endpoint, name }: MeshClusterDetails, source: string) {
  if (!endpoint) {
    return;
  }
  const hasCa = endpoint.caData !== undefined || endpoint.caFile !== undefined;
  if (hasCa && endpoint.skipTLSVerify) {
    throw new InputError(
      `${source}.skipTLSVerify: '${name}' has a CA as well; leave skipTLSVerify out`,
    );
  }
  if (!hasCa && !endpoint.skipTLSVerify) {
    throw new InputError(
      `${source}.caFile is missing; give the CA of '${name}' as caFile or caData`,
    );
  }
}

/** The namespace of istiod in a cluster. */
export function controlPlaneNamespace(details: MeshClusterDetails): string {
  return details.controlPlaneNamespace ?? 'istio-system';
}
