import {
  MeshAnswer,
  VirtualMachine,
  VirtualMachineHealth,
} from '@meshport/backstage-plugin-mesh-common';

/** Machines shown in the card; the rest are behind "Show all". */
export const SHOWN_MACHINES = 5;

/** In the order of the filter. */
export const HEALTHS: VirtualMachineHealth[] = [
  'healthy',
  'unhealthy',
  'disconnected',
  'unknown',
];

/** How many machines an entity has, and how they are. */
export type MachineCounts = Record<VirtualMachineHealth, number> & {
  total: number;
};

const URGENCY: Record<VirtualMachine['health'], number> = {
  disconnected: 0,
  unhealthy: 1,
  unknown: 2,
  healthy: 3,
};

/** Those that need somebody first, then by name, in the order people count. */
export function sortMachines(machines: VirtualMachine[]): VirtualMachine[] {
  return [...machines].sort(
    (a, b) =>
      URGENCY[a.health] - URGENCY[b.health] ||
      a.title.localeCompare(b.title, undefined, { numeric: true }) ||
      a.cluster.localeCompare(b.cluster),
  );
}

/** One key for a machine among all clusters. */
export function keyOf(machine: VirtualMachine): string {
  return `${machine.cluster}/${machine.namespace}/${machine.name}`;
}

/** Since when a machine is as it is (milliseconds since 1970), where known. */
export function sinceOf(machine: VirtualMachine): number | undefined {
  const { health, disconnectedSince, healthSince, connectedSince } = machine;
  const since =
    health === 'disconnected'
      ? disconnectedSince ?? healthSince
      : healthSince ?? connectedSince;
  return since ? Date.parse(since) : undefined;
}

/** Counts all machines, of which the answer may hold a page only. */
export function countsOf({
  items,
  page,
}: MeshAnswer<VirtualMachine>): MachineCounts {
  const counts = page?.byHealth ?? countByHealth(items);
  return { ...counts, total: HEALTHS.reduce((sum, h) => sum + counts[h], 0) };
}

function countByHealth(machines: VirtualMachine[]) {
  const counts = { healthy: 0, unhealthy: 0, disconnected: 0, unknown: 0 };
  for (const { health } of machines) {
    counts[health] += 1;
  }
  return counts;
}
