import { LoggerService } from '@backstage/backend-plugin-api';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, Inventory } from '../../inventory';
import { AlarmSender } from '../retire/AlarmSender';
import { MachineAlarms } from '../retire/MachineAlarms';
import { GroupStore } from './GroupStore';
import { MachineMemory } from './MachineMemory';
import { MachineStore } from './MachineStore';

/** How often it looks whether entries have changed, in milliseconds. */
const LOOK_MS = 1_000;
/** It looks at all at least this often, in milliseconds. */
const ANEW_MS = 30_000;
/** How long machines that left are remembered, in milliseconds. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

/**
 * Follows the entries of all machines that were asked for: remembers who came
 * and went, and raises alarms about those whose request is retired. What it
 * knows is in the database, so that a restart loses nothing, and several
 * instances may do it at once.
 */
export class MachineWatch {
  readonly #inventory: Inventory;
  readonly #groups: GroupStore;
  readonly #machines: MachineStore;
  readonly #memory: MachineMemory;
  readonly #alarms: MachineAlarms;
  readonly #sender: AlarmSender;
  readonly #logger: LoggerService;
  readonly #seen = new WeakMap<ClusterInventory, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #lookedAt = 0;

  constructor(options: {
    inventory: Inventory;
    groups: GroupStore;
    machines: MachineStore;
    memory: MachineMemory;
    alarms: MachineAlarms;
    sender: AlarmSender;
    logger: LoggerService;
  }) {
    this.#inventory = options.inventory;
    this.#groups = options.groups;
    this.#machines = options.machines;
    this.#memory = options.memory;
    this.#alarms = options.alarms;
    this.#sender = options.sender;
    this.#logger = options.logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), LOOK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    if (this.#running) {
      return;
    }
    const now = Date.now();
    const isDue = now - this.#lookedAt >= ANEW_MS;
    const clusters = this.#inventory
      .clusters()
      .filter(one => isDue || this.#hasChanged(one));
    if (!clusters.length) {
      return;
    }
    if (isDue) {
      this.#lookedAt = now;
    }
    this.#running = this.#look(clusters, now, isDue)
      .catch(error => {
        // The next look tries again; nothing that was seen is lost by it.
        clusters.forEach(one => this.#seen.delete(one));
        this.#logger.error(
          'the machines that joined cannot be followed',
          error,
        );
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  #hasChanged(cluster: ClusterInventory): boolean {
    return this.#seen.get(cluster) !== cluster.store('WorkloadEntry').revision;
  }

  async #look(
    clusters: ClusterInventory[],
    now: number,
    isWhole: boolean,
  ): Promise<void> {
    const known = new Map(
      clusters.filter(isKnown).map(one => [one.details.name, one]),
    );
    known.forEach(one =>
      this.#seen.set(one, one.store('WorkloadEntry').revision),
    );
    for (const group of await this.#groups.all()) {
      const cluster = known.get(group.cluster);
      const { retiredAt } = group;
      if (cluster && retiredAt === undefined) {
        await this.#memory.look(group, cluster, now);
      } else if (cluster && retiredAt !== undefined) {
        await this.#alarms.look({ ...group, retiredAt }, cluster, now);
      }
    }
    await this.#sender.send(now);
    if (isWhole) {
      await this.#machines.forget(now - REMEMBERED_MS);
    }
  }
}

/** Where entries are not known, nothing is concluded from their absence. */
function isKnown(cluster: ClusterInventory): boolean {
  return (
    !isUnreadable(cluster, 'WorkloadEntry') &&
    cluster.freshness(['WorkloadEntry']).state === 'fresh'
  );
}
