import { VirtualMachine } from '@meshport/backstage-plugin-mesh-common';

/** Machines shown in the card; the rest are behind "Show all". */
export const SHOWN_MACHINES = 5;

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

/** Machines by health. */
export function countByHealth(machines: VirtualMachine[]) {
  const counts = { healthy: 0, unhealthy: 0, disconnected: 0, unknown: 0 };
  for (const { health } of machines) {
    counts[health] += 1;
  }
  return counts;
}
