import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { MachineChoices } from '@meshport/backstage-plugin-mesh-common';
import { isLivePod } from '@meshport/istio';
import { accountOf } from '../../egress/usersOf';
import { EntityView } from '../../entities/EntityView';
import { ReadScope } from '../../entities/ReadScope';
import { viewFreshness } from '../../entities/viewFreshness';
import { noCluster } from '../../findings/FindingSight';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { istiodAddresses, revisionChoices } from './controlPlaneChoices';
import { networkChoices } from './networkChoices';
import { serviceChoices } from './serviceChoices';

/** What the choices rest on. */
const CHOICES_VIEW: EntityView<never> = {
  name: 'virtual-machine-choices',
  inputs: ['Namespace', 'Pod', 'Service', 'WorkloadEntry', 'WorkloadGroup'],
  controlPlaneInputs: ['MutatingWebhookConfiguration'],
  judge: () => [],
};

/** Answers what the form for virtual machines may offer, of what the caller may read. */
export class MachineChoicesReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
    },
  ) {}

  /**
   * @throws `NotAllowedError` for a cluster or a namespace that may not be read,
   * and for a cluster that is not there
   */
  async of(
    place: { cluster: string; namespace?: string },
    credentials: BackstageCredentials,
  ): Promise<MachineChoices> {
    const { inventory, authorizer } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const { cluster: name, namespace } = place;
    const cluster = inventory.cluster(name);
    if (!cluster || !scope.mayReadCluster(name)) {
      throw noCluster(name);
    }
    const mayRead = (one: string) => scope.mayReadNamespace(name, one);
    if (namespace !== undefined && !mayRead(namespace)) {
      const owner = scope.ownerOf(name, namespace);
      throw new NotAllowedError(
        `namespace: you may not read namespace ${namespace} of cluster ${name}${
          owner ? `; ask ${owner}` : ''
        }`,
      );
    }
    const { primary } = cluster.details;
    const home = (primary && inventory.cluster(primary)) || cluster;
    return {
      cluster: name,
      ...choicesIn(cluster, namespace),
      networks: networkChoices(cluster, mayRead),
      istiodAddresses: istiodAddresses(cluster, mayRead),
      revisions: scope.mayReadCluster(home.details.name)
        ? revisionChoices(home)
        : [],
      clusters: [viewFreshness(CHOICES_VIEW, cluster, inventory)],
    };
  }
}

function choicesIn(
  cluster: ClusterInventory,
  namespace: string | undefined,
): Pick<MachineChoices, 'services' | 'groups' | 'serviceAccounts'> {
  if (namespace === undefined) {
    return { services: [], groups: [], serviceAccounts: [] };
  }
  const pods = cluster.store('Pod').list(namespace).filter(isLivePod);
  return {
    services: serviceChoices(cluster, namespace),
    groups: cluster
      .store('WorkloadGroup')
      .list(namespace)
      .map(({ metadata }) => metadata.name)
      .sort(),
    serviceAccounts: [...new Set(pods.map(accountOf))].sort(),
  };
}
