import {
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';

/** One of many machines; every tenth is lost. */
function machine(index: number): VirtualMachine {
  const name = `vm-${String(index).padStart(6, '0')}`;
  const isLost = index % 10 === 0;
  return {
    cluster: 'east',
    namespace: `team-${index % 50}`,
    name,
    title: name,
    address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    serviceAccount: 'ratings',
    group: 'ratings-vm',
    version: 'v1',
    health: isLost ? 'disconnected' : 'healthy',
    ...(isLost
      ? { disconnectedSince: '2026-11-20T10:00:00.000Z' }
      : { connectedSince: '2026-11-18T10:00:00.000Z' }),
  };
}

let machines: VirtualMachine[] = [];

/** A page of so many machines, as the mesh backend answers it. */
export function answerMachines(
  total: number,
  query: URLSearchParams,
): MeshAnswer<VirtualMachine> {
  if (machines.length !== total) {
    machines = Array.from({ length: total }, (_, index) => machine(index));
  }
  const search = query.get('search') ?? '';
  const limit = Number(query.get('limit') ?? 50);
  const first = Number(query.get('cursor') ?? 0);
  const chosen = machines.filter(({ name }) => name.includes(search));
  const lost = machines.filter(({ health }) => health !== 'healthy').length;
  return {
    items: chosen.slice(first, first + limit),
    clusters: [
      {
        name: 'east',
        state: 'fresh',
        asOf: '2026-11-22T10:00:00.000Z',
        failures: [],
      },
    ],
    withheld: [],
    page: {
      total: chosen.length,
      limit,
      ...(first + limit < chosen.length
        ? { nextCursor: String(first + limit) }
        : {}),
      byHealth: {
        healthy: machines.length - lost,
        unhealthy: 0,
        disconnected: lost,
        unknown: 0,
      },
    },
  };
}
