import { MachineChoices } from '@meshport/backstage-plugin-mesh-common';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { ClusterInventory } from '../../inventory';

/** The port at which machines reach istiod. */
const ISTIOD_PORT = 15012;
const EAST_WEST_GATEWAY = 'istio-eastwestgateway';

/**
 * Addresses of Services that offer istiod's port outside the cluster; the
 * east-west gateway, which `istioctl x workload entry configure` looks for, is
 * the first.
 *
 * @param mayRead - whether the caller may read a namespace
 */
export function istiodAddresses(
  cluster: ClusterInventory,
  mayRead: (namespace: string) => boolean,
): MachineChoices['istiodAddresses'] {
  return cluster
    .store('Service')
    .list()
    .filter(
      ({ metadata, spec }) =>
        mayRead(metadata.namespace ?? '') &&
        spec?.ports?.some(({ port }: any) => port === ISTIOD_PORT),
    )
    .flatMap(({ metadata, spec, status }) => {
      const addresses: string[] = [
        ...(status?.loadBalancer?.ingress ?? [])
          .map(({ ip }: any) => ip)
          .filter(Boolean),
        ...(spec?.externalIPs ?? []),
      ];
      return addresses.map(address => ({
        address,
        text: `Service ${metadata.name} in ${metadata.namespace}`,
        isGateway: metadata.name === EAST_WEST_GATEWAY,
      }));
    })
    .sort((a, b) => Number(b.isGateway) - Number(a.isGateway))
    .map(({ address, text }) => ({ address, text }));
}

/** Revisions and tags of the control planes in a cluster. */
export function revisionChoices(
  cluster: ClusterInventory,
): MachineChoices['revisions'] {
  const revisions = controlPlanesIn(cluster).map(({ revision, version }) => ({
    name: revision,
    text: version ? `Istio ${version}` : 'Its version is not known',
  }));
  const tags = cluster
    .store('MutatingWebhookConfiguration')
    .list()
    .map(({ metadata }) => metadata.labels ?? {})
    .filter(labels => labels['istio.io/tag'] && labels['istio.io/rev'])
    .map(labels => ({
      name: labels['istio.io/tag'],
      text: `A tag; it leads to ${labels['istio.io/rev']} now`,
    }));
  return [...revisions, ...tags].filter(
    ({ name }, index, all) =>
      all.findIndex(other => other.name === name) === index,
  );
}
