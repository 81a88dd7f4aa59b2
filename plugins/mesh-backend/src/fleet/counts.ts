import {
  FindingCounts,
  FleetCluster,
  VirtualMachineHealth,
} from '@meshport/backstage-plugin-mesh-common';
import { isUnreadable } from '../entities/readability';
import { machineOf } from '../entities/virtualMachinesView';
import { FindingSight } from '../findings/FindingSight';
import { FindingsWatch } from '../findings/FindingsWatch';
import { ClusterInventory } from '../inventory';

/** Open findings that a caller may see, by cluster. */
export function countFindings(
  { history }: Pick<FindingsWatch, 'history'>,
  sight: FindingSight,
): Map<string, FindingCounts> {
  const counts = new Map<string, FindingCounts>(
    sight.clusters.map(name => [name, { error: 0, warning: 0, info: 0 }]),
  );
  for (const { finding } of history.open()) {
    const own = counts.get(finding.resource.cluster ?? '');
    if (own && sight.maySee(finding)) {
      own[finding.severity] += 1;
    }
  }
  return counts;
}

/** Virtual machines of a cluster that a caller may see; undefined while they are not known. */
export function countMachines(
  cluster: ClusterInventory,
  sight: FindingSight,
): FleetCluster['machines'] {
  if (isUnreadable(cluster, 'WorkloadEntry')) {
    return undefined;
  }
  const byHealth: Record<VirtualMachineHealth, number> = {
    healthy: 0,
    unhealthy: 0,
    disconnected: 0,
    unknown: 0,
  };
  let total = 0;
  for (const entry of cluster.store('WorkloadEntry').list()) {
    const { namespace = '' } = entry.metadata;
    if (sight.mayReadNamespace(cluster.details.name, namespace)) {
      byHealth[machineOf(entry, cluster).health] += 1;
      total += 1;
    }
  }
  return { total, byHealth };
}
