import { Analyzer } from '../engine/Analyzer';
import { selects } from '../snapshot/selectors';

const GROUP = 'istio.io/autoRegistrationGroup';

function isSelector(labels: Record<string, string> | undefined) {
  return Object.keys(labels ?? {}).length > 0;
}

/** Virtual machines that nobody can call, or that cannot come back. */
export const virtualMachinesAnalyzer: Analyzer = {
  name: 'meshport.VirtualMachines',
  description:
    'Looks for groups of virtual machines without a service, for machines of groups that are gone, and for unhealthy ones.',
  codes: ['MSP0201', 'MSP0202', 'MSP0203'],
  reads: ['WorkloadGroup', 'WorkloadEntry', 'Service', 'ServiceEntry'],
  analyze(view, report) {
    for (const group of view.all('WorkloadGroup')) {
      const labels = {
        ...group.spec.template?.labels,
        ...group.spec.metadata?.labels,
      };
      const { namespace } = group;
      const selectors = [
        ...(view.byNamespace('Service').get(namespace) ?? []).map(
          one => one.spec.selector,
        ),
        ...(view.byNamespace('ServiceEntry').get(namespace) ?? []).map(
          one => one.spec.workloadSelector?.labels,
        ),
      ];
      if (!selectors.some(one => isSelector(one) && selects(one, labels))) {
        report('MSP0201', group, {
          args: [group.fullName],
          path: ['spec', 'metadata', 'labels'],
        });
      }
    }
    for (const entry of view.all('WorkloadEntry')) {
      const group = entry.annotations[GROUP];
      if (group && !view.find('WorkloadGroup', entry.namespace, group)) {
        report('MSP0202', entry, {
          args: [entry.fullName, group],
          path: ['metadata', 'annotations', GROUP],
        });
      }
      const condition = (entry.status?.conditions ?? []).find(
        (one: any) => one.type === 'Healthy' && one.status === 'False',
      );
      if (condition) {
        report('MSP0203', entry, {
          args: [
            entry.fullName,
            condition.message || condition.reason || 'its probe fails',
          ],
        });
      }
    }
  },
};
