import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { ReadyAnswer, readyAnswer } from '../../entities/ReadyAnswer';
import { machinePages } from '../../entities/machinePages';
import { viewFreshness } from '../../entities/viewFreshness';
import {
  machineOf,
  virtualMachinesView,
} from '../../entities/virtualMachinesView';
import { FindingSight, noCluster } from '../../findings/FindingSight';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';

/** Answers which virtual machines there are in all clusters, out of memory. */
export class MachineFleet {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
    },
  ) {}

  /**
   * The machines that the caller may see, a page of them.
   *
   * @param query - of the request: that of the machines of an entity, and `cluster`
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all, or not that cluster; `InputError` that names the parameter
   */
  async list(
    { cluster: only, ...query }: Record<string, unknown>,
    credentials: BackstageCredentials,
  ): Promise<ReadyAnswer> {
    const request = machinePages.read(query);
    const { inventory, authorizer } = this.services;
    const sight = await FindingSight.create(inventory, authorizer, credentials);
    const readable = sight.readableClusters();
    const clusters = readable.filter(
      ({ details }) => only === undefined || details.name === only,
    );
    if (only !== undefined && clusters.length === 0) {
      throw noCluster(String(only).slice(0, 63));
    }
    const answer: MeshAnswer<VirtualMachine> = {
      ...machinePages.prepare(clusters.flatMap(one => machinesIn(one, sight)))(
        request,
      ),
      clusters: clusters.map(one =>
        viewFreshness(virtualMachinesView, one, inventory),
      ),
      withheld: sight.withheld(clusters),
      ...(readable.length < inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
    return readyAnswer(answer, sight.scope.decision);
  }
}

function machinesIn(
  cluster: ClusterInventory,
  sight: FindingSight,
): VirtualMachine[] {
  return cluster
    .store('WorkloadEntry')
    .list()
    .filter(({ metadata }) =>
      sight.mayReadNamespace(cluster.details.name, metadata.namespace ?? ''),
    )
    .map(entry => machineOf(entry, cluster));
}
