import { Analyzer } from '../engine/Analyzer';
import { meantBy, spelledAs } from '../istio/spelling';
import { Resource } from '../snapshot/Resource';
import { selectorText } from '../snapshot/selectors';

function labelsOf({ spec }: Resource): string {
  return selectorText({ ...spec.metadata?.labels, ...spec.template?.labels });
}

/** Groups of virtual machines that cannot join, or look the same. */
export const workloadGroupsAnalyzer: Analyzer = {
  name: 'kiali.WorkloadGroups',
  description:
    'Looks for WorkloadGroups whose ServiceAccount is missing or whose labels are those of another.',
  codes: ['KIA1701', 'KIA1702'],
  reads: ['WorkloadGroup'],
  readsIfThere: ['ServiceAccount'],
  analyze(view, report) {
    for (const groups of view.byNamespace('WorkloadGroup').values()) {
      const byLabels = new Map<string, Resource[]>();
      for (const group of groups) {
        const key = labelsOf(group);
        byLabels.set(key, [...(byLabels.get(key) ?? []), group]);
        const account = group.spec.template?.serviceAccount || 'default';
        if (
          view.missing('ServiceAccount') === undefined &&
          account !== 'default' &&
          !view.find('ServiceAccount', group.namespace, account)
        ) {
          const path = ['spec', 'template', 'serviceAccount'];
          const names = (
            view.byNamespace('ServiceAccount').get(group.namespace) ?? []
          ).map(one => one.name);
          report('KIA1701', group, {
            args: [account],
            path,
            mend: spelledAs(group, path, account, meantBy(account, names)),
          });
        }
      }
      for (const [labels, same] of byLabels) {
        for (const group of labels !== '' && same.length > 1 ? same : []) {
          const others = same.filter(one => one !== group);
          report('KIA1702', group, {
            args: [others.map(one => one.fullName).sort()],
            path: ['spec', 'metadata', 'labels'],
          });
        }
      }
    }
  },
};
