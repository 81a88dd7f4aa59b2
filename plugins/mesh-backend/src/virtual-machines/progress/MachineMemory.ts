import { virtualMachineOf } from '@meshport/istio';
import { ClusterInventory } from '../../inventory';
import { groupEntries } from './groupEntries';
import { RequestedGroup } from './GroupStore';
import { rootFingerprint } from './Handout';
import { MachineStore, SeenMachine } from './MachineStore';
import { PlaneLook } from './PlaneLook';

/** Notes which machines of a group come and go. */
export class MachineMemory {
  readonly #machines: MachineStore;
  readonly #planes: PlaneLook;

  constructor(options: { machines: MachineStore; planes: PlaneLook }) {
    this.#machines = options.machines;
    this.#planes = options.planes;
  }

  /** Looks once; the cluster's entries have to be known. */
  async look(
    group: RequestedGroup,
    cluster: ClusterInventory,
    now: number,
  ): Promise<void> {
    const seen = await this.#machines.list(group.requestId);
    const byName = new Map(seen.map(one => [one.name, one]));
    const machines = groupEntries(cluster, group).map(entry =>
      virtualMachineOf(entry),
    );
    for (const { name, address, connectedSince } of machines) {
      const before = byName.get(name);
      if (
        connectedSince &&
        (before?.connectedAt !== connectedSince || before.leftAt !== undefined)
      ) {
        await this.#keep(group, { name, address, connectedAt: connectedSince });
      }
    }
    const there = new Map(machines.map(one => [one.name, one]));
    for (const one of seen) {
      const machine = there.get(one.name);
      if (one.leftAt === undefined && !machine?.connectedSince) {
        const left = Date.parse(machine?.disconnectedSince ?? '');
        await this.#keep(group, {
          ...one,
          leftAt: Number.isNaN(left) ? now : left,
        });
      }
    }
  }

  /** A machine that runs follows its roots; when it leaves, those of then are what it has. */
  async #keep(group: RequestedGroup, machine: SeenMachine): Promise<void> {
    const plane = await this.#planes.look(group.cluster, group.namespace);
    const root =
      'facts' in plane && plane.facts.rootCert
        ? rootFingerprint(plane.facts.rootCert)
        : machine.root;
    await this.#machines.keep(group.requestId, { ...machine, root });
  }
}
