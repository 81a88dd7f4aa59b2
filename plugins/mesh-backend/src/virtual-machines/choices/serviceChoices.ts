import { MachineServiceChoice } from '@meshport/backstage-plugin-mesh-common';
import { isLivePod, isSubset, protocolOfPort } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../../inventory';

/** The Services of a namespace that machines can join: those that select by labels. */
export function serviceChoices(
  cluster: ClusterInventory,
  namespace: string,
): MachineServiceChoice[] {
  const pods = cluster.store('Pod').list(namespace).filter(isLivePod);
  const entries = cluster.store('WorkloadEntry').list(namespace);
  return cluster
    .store('Service')
    .list(namespace)
    .filter(({ spec }) => Object.keys(spec?.selector ?? {}).length > 0)
    .map(service => {
      const selector: Record<string, string> = service.spec.selector;
      const selects = (labels: Record<string, string> | undefined) =>
        isSubset(selector, labels ?? {});
      return {
        namespace,
        name: service.metadata.name,
        selector,
        ports: portsOf(service),
        pods: pods.filter(({ metadata }) => selects(metadata.labels)).length,
        machines: entries.filter(({ spec }) => selects(spec?.labels)).length,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function portsOf(service: StoredObject): MachineServiceChoice['ports'] {
  return (service.spec?.ports ?? []).map((port: any) => {
    const protocol = protocolOfPort(port);
    return {
      ...(port.name ? { name: port.name } : {}),
      number: port.port,
      ...(typeof port.targetPort === 'number'
        ? { targetPort: port.targetPort }
        : {}),
      ...(protocol ? { protocol } : {}),
    };
  });
}
