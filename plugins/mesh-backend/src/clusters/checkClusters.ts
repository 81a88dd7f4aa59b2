import { InputError } from '@backstage/errors';
import {
  MeshClientCertificate,
  MeshClusterDetails,
  MeshClusterEndpoint,
} from '@meshport/backstage-plugin-mesh-node';

import { linkedByOneId } from './istioClusterIds';

/** A DNS-1123 label, as Kubernetes defines it. */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A cluster with the words that say where it comes from. */
export interface DescribedCluster {
  details: MeshClusterDetails;
  /** E.g. `mesh.clusters[2]`. */
  source: string;
}

/** Whether a cluster of this name could be used at all. */
export function isClusterName(name: unknown): name is string {
  return typeof name === 'string' && DNS_LABEL.test(name);
}

/**
 * Checks the configured clusters together.
 *
 * @param options - `othersFollow`: suppliers may still name a primary
 * @throws `InputError` naming the place and the mend
 */
export function checkClusters(
  clusters: DescribedCluster[],
  options: { othersFollow?: boolean } = {},
): void {
  const sources = new Map<string, string>();
  for (const { details, source } of clusters) {
    checkCluster(details, source);
    const other = sources.get(details.name);
    if (other) {
      throw new InputError(
        `${source}.name: '${details.name}' is already the name of ${other}; names of clusters must differ`,
      );
    }
    sources.set(details.name, source);
  }
  for (const { details, source } of clusters) {
    const find = (name: string) =>
      clusters.find(c => c.details.name === name)?.details;
    const isElsewhere =
      options.othersFollow &&
      details.primary !== undefined &&
      !find(details.primary);
    const problem = isElsewhere ? undefined : primaryProblem(details, find);
    if (problem) {
      throw new InputError(`${source}.primary: ${problem}`);
    }
    const twin = linkedByOneId(
      details,
      clusters.map(each => each.details),
    );
    if (twin) {
      throw new InputError(
        `${source}.istioClusterId: '${
          details.istioClusterId ?? details.name
        }' is the ID of '${
          twin.name
        }' as well, which has the same control plane; give each its own`,
      );
    }
  }
}

/**
 * Checks one cluster by itself.
 *
 * @param connection - where the fields of `endpoint` are written
 * @throws `InputError` naming the place and the mend
 */
export function checkCluster(
  details: MeshClusterDetails,
  source: string,
  connection = `${source}.endpoint`,
): void {
  if (!isClusterName(details.name)) {
    throw new InputError(
      `${source}.name: '${details.name}' is not a DNS-1123 label; use lower case letters, digits and '-', at most 63`,
    );
  }
  checkConnection(details, source, connection);
  const namespace = details.controlPlaneNamespace;
  if (namespace !== undefined && !DNS_LABEL.test(namespace)) {
    throw new InputError(
      `${source}.controlPlaneNamespace: '${namespace}' is not the name of a namespace`,
    );
  }
  const { tokenAudience } = details;
  if (tokenAudience !== undefined && !/^[!-~]{1,253}$/.test(tokenAudience)) {
    throw new InputError(
      `${source}.tokenAudience: is not an audience; write what TOKEN_AUDIENCES of istiod names, or leave it out for istio-ca`,
    );
  }
  if (details.primary === details.name) {
    throw new InputError(
      `${source}.primary: '${details.name}' cannot be the remote of itself; leave it out for a primary`,
    );
  }
}

/** What is wrong with the primary of a cluster, if anything. */
export function primaryProblem(
  { primary }: MeshClusterDetails,
  find: (name: string) => MeshClusterDetails | undefined,
): string | undefined {
  if (primary === undefined) {
    return undefined;
  }
  const target = find(primary);
  if (!target) {
    return `there is no cluster '${primary}'; configure it or correct the name`;
  }
  return target.primary === undefined
    ? undefined
    : `'${primary}' is itself a remote of '${target.primary}'; name the cluster that runs istiod`;
}

function checkConnection(
  { name, kubeconfig, endpoint, inCluster }: MeshClusterDetails,
  source: string,
  connection: string,
) {
  const given = [kubeconfig, endpoint, inCluster || undefined].filter(
    form => form !== undefined,
  );
  if (given.length > 1) {
    throw new InputError(
      `${source}: '${name}' is described in more than one way; keep exactly one of kubeconfig, server and inCluster`,
    );
  }
  if (endpoint) {
    checkEndpoint(name, endpoint, connection);
  } else if (!inCluster && !kubeconfig?.file) {
    throw new InputError(
      `${source}.kubeconfig.file is missing; say how to reach '${name}' by one of kubeconfig, server and inCluster: true`,
    );
  }
}

function checkEndpoint(
  name: string,
  endpoint: MeshClusterEndpoint,
  at: string,
) {
  const { server, caData, caFile, clientCertificate } = endpoint;
  if (!server) {
    throw new InputError(
      `${at}.server is missing; give the https URL of the API server of '${name}'`,
    );
  }
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password) {
    // Not quoted: people write passwords into URLs.
    throw new InputError(
      `${at}.server is not an https URL without user and password; correct it`,
    );
  }
  if (caData !== undefined && caFile !== undefined) {
    throw new InputError(
      `${at}.caFile: caData is given as well; keep one of them`,
    );
  }
  const { token, tokenFile, authStrategy, authMetadata } = endpoint;
  const ways = [token, tokenFile, clientCertificate, authStrategy].filter(
    way => way !== undefined,
  );
  if (ways.length !== 1) {
    throw new InputError(
      ways.length === 0
        ? `${at}.token is missing; give '${name}' one of token, tokenFile, clientCertificate and authStrategy`
        : `${at}: '${name}' has more than one credential; keep exactly one of token, tokenFile, clientCertificate and authStrategy`,
    );
  }
  if (authMetadata && authStrategy === undefined) {
    throw new InputError(
      `${at}.authStrategy is missing; name the strategy that authMetadata is for`,
    );
  }
  if (clientCertificate) {
    checkCertificate(clientCertificate, `${at}.clientCertificate`);
  }
}

function checkCertificate(certificate: MeshClientCertificate, at: string) {
  for (const half of ['cert', 'key'] as const) {
    const file = certificate[`${half}File`];
    const data = certificate[`${half}Data`];
    if ((file === undefined) === (data === undefined)) {
      throw new InputError(
        file === undefined
          ? `${at}.${half}File is missing; give ${half}File or ${half}Data`
          : `${at}.${half}File: ${half}Data is given as well; keep one of them`,
      );
    }
  }
}
