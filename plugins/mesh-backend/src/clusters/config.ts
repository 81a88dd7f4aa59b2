import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';

/** A DNS-1123 label, as Kubernetes defines it. */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Reads `mesh.clusters`.
 *
 * Throws an error that names the field when the configuration is not usable.
 */
export function readClusters(config: Config): MeshClusterDetails[] {
  return (config.getOptionalConfigArray('mesh.clusters') ?? []).map(entry => ({
    name: entry.getString('name'),
    title: entry.getOptionalString('title'),
    kubeconfig: {
      file: entry.getString('kubeconfig.file'),
      context: entry.getOptionalString('kubeconfig.context'),
    },
    istioClusterId: entry.getOptionalString('istioClusterId'),
    controlPlaneNamespace: entry.getOptionalString('controlPlaneNamespace'),
    network: entry.getOptionalString('network'),
    primary: entry.getOptionalString('primary'),
    readOnly: entry.getOptionalBoolean('readOnly'),
  }));
}

/**
 * Checks the clusters of all sources together.
 *
 * @param clusters - each with the words that say where it comes from, e.g.
 * `mesh.clusters[2]`
 * @throws `InputError` naming the place and the mend
 */
export function checkClusters(
  clusters: { details: MeshClusterDetails; source: string }[],
): void {
  const sources = new Map<string, string>();
  for (const { details, source } of clusters) {
    if (!DNS_LABEL.test(details.name)) {
      throw new InputError(
        `${source}.name: '${details.name}' is not a DNS-1123 label; use lower case letters, digits and '-', at most 63`,
      );
    }
    const other = sources.get(details.name);
    if (other) {
      throw new InputError(
        `${source}.name: '${details.name}' is already the name of ${other}; names of clusters must differ`,
      );
    }
    sources.set(details.name, source);
    if (!details.kubeconfig?.file) {
      throw new InputError(
        `${source}.kubeconfig.file is missing; name the kubeconfig file of '${details.name}'`,
      );
    }
    const namespace = details.controlPlaneNamespace;
    if (namespace !== undefined && !DNS_LABEL.test(namespace)) {
      throw new InputError(
        `${source}.controlPlaneNamespace: '${namespace}' is not the name of a namespace`,
      );
    }
  }
  for (const { details, source } of clusters) {
    const { name, primary } = details;
    if (primary === undefined) {
      continue;
    }
    if (primary === name) {
      throw new InputError(
        `${source}.primary: '${name}' cannot be the remote of itself; leave it out for a primary`,
      );
    }
    const target = clusters.find(c => c.details.name === primary);
    if (!target) {
      throw new InputError(
        `${source}.primary: there is no cluster '${primary}'; configure it or correct the name`,
      );
    }
    if (target.details.primary !== undefined) {
      throw new InputError(
        `${source}.primary: '${primary}' is itself a remote of '${target.details.primary}'; name the cluster that runs istiod`,
      );
    }
  }
}

/** The namespace of istiod in a cluster. */
export function controlPlaneNamespace(details: MeshClusterDetails): string {
  return details.controlPlaneNamespace ?? 'istio-system';
}
