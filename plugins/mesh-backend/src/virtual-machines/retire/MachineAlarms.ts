import { LoggerService } from '@backstage/backend-plugin-api';
import {
  VirtualMachine,
  virtualMachineOf,
  VM_GROUP_LABEL,
} from '@meshport/istio';
import { ClusterInventory } from '../../inventory';
import { GroupStore, RequestedGroup } from '../progress/GroupStore';
import { HandoutStore } from '../progress/HandoutStore';
import { MachineStore } from '../progress/MachineStore';
import { AlarmStore } from './AlarmStore';
import { LivingGroup, reRegistrations } from './reRegistrations';

/** A machine that was away for less has only moved to another istiod, in milliseconds. */
const MOVED_MS = 60_000;

/** Raises and ends alarms about machines whose request is retired. */
export class MachineAlarms {
  readonly #alarms: AlarmStore;
  readonly #groups: GroupStore;
  readonly #handouts: HandoutStore;
  readonly #machines: MachineStore;
  readonly #logger: LoggerService;

  constructor(options: {
    alarms: AlarmStore;
    groups: GroupStore;
    handouts: HandoutStore;
    machines: MachineStore;
    logger: LoggerService;
  }) {
    this.#alarms = options.alarms;
    this.#groups = options.groups;
    this.#handouts = options.handouts;
    this.#machines = options.machines;
    this.#logger = options.logger;
  }

  /** Looks once; the cluster's entries have to be known. Several instances may look at once. */
  async look(
    group: RequestedGroup & { retiredAt: number },
    cluster: ClusterInventory,
    now: number,
  ): Promise<void> {
    const machines = machinesIn(cluster, group.namespace);
    const back = reRegistrations(
      { ...group, machines: await this.#machines.list(group.requestId) },
      machines,
      await this.#living(group),
    );
    const open = (await this.#alarms.list(group.requestId)).filter(
      ({ overAt }) => overAt === undefined,
    );
    for (const { name, address, connectedSince } of back) {
      if (!open.some(alarm => alarm.name === name)) {
        this.#logger.warn(
          `machine ${group.namespace}/${name} in cluster ${group.cluster} has registered although its request ${group.requestId} is retired`,
        );
        await this.#alarms.raise({
          requestId: group.requestId,
          name,
          address,
          connectedAt: connectedSince!,
          raisedAt: now,
        });
      }
    }
    for (const alarm of open) {
      const machine = machines.find(({ name }) => name === alarm.name);
      if (!machine || hasLeft(machine, now)) {
        await this.#alarms.end(alarm, now);
      }
    }
  }

  async #living(group: RequestedGroup): Promise<LivingGroup | undefined> {
    const living = (await this.#groups.at(group)).find(
      ({ retiredAt }) => retiredAt === undefined,
    );
    return (
      living && {
        requestId: living.requestId,
        handouts: await this.#handouts.list(living.requestId),
      }
    );
  }
}

function hasLeft({ disconnectedSince }: VirtualMachine, now: number): boolean {
  return (
    disconnectedSince !== undefined &&
    now - Date.parse(disconnectedSince) > MOVED_MS
  );
}

/** Every machine of a namespace, with its group also where istiod did not register it. */
function machinesIn(
  cluster: ClusterInventory,
  namespace: string,
): VirtualMachine[] {
  const groups = cluster.store('WorkloadGroup').list(namespace);
  return cluster
    .store('WorkloadEntry')
    .list(namespace)
    .map(entry => {
      const machine = virtualMachineOf(entry, groups);
      return {
        group: entry.metadata.labels?.[VM_GROUP_LABEL],
        ...machine,
        ...cameBack(machine, entry.metadata.creationTimestamp),
      };
    });
}

/**
 * A machine whose connection outlived its entry keeps the time of the first
 * connection on the entry that istiod makes anew (seen of Istio 1.31): it came
 * back when that was made.
 */
function cameBack(
  { connectedSince }: VirtualMachine,
  made: string | undefined,
): Pick<VirtualMachine, 'connectedSince'> | undefined {
  const isLater =
    connectedSince && made && Date.parse(made) > Date.parse(connectedSince);
  return isLater ? { connectedSince: made } : undefined;
}
