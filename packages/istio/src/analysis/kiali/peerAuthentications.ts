import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects, selectorText } from '../snapshot/selectors';

function labelsOf({ spec }: Resource): Record<string, string> {
  return spec.selector?.matchLabels ?? {};
}

/** The workloads of a namespace that labels select: pods and machines. */
function workloadsOf(
  view: ClusterView,
  namespace: string,
  labels: Record<string, string>,
): Resource[] {
  const pods = (view.byNamespace('Pod').get(namespace) ?? []).filter(pod =>
    selects(labels, pod.labels),
  );
  const machines = (
    view.byNamespace('WorkloadEntry').get(namespace) ?? []
  ).filter(one => selects(labels, { ...one.labels, ...one.spec.labels }));
  return [...pods, ...machines];
}

function checkMatches(
  policy: Resource,
  view: ClusterView,
  report: Report,
): Resource[] {
  const labels = labelsOf(policy);
  // In the root namespace a selector looks into all namespaces.
  const namespaces =
    policy.namespace === view.mesh.rootNamespace
      ? [
          ...view.byNamespace('Pod').keys(),
          ...view.byNamespace('WorkloadEntry').keys(),
        ]
      : [policy.namespace];
  const found = [...new Set(namespaces)].flatMap(namespace =>
    workloadsOf(view, namespace, labels),
  );
  if (found.length === 0) {
    report('KIA0004', policy, {
      args: [selectorText(labels)],
      path: ['spec', 'selector', 'matchLabels'],
    });
  }
  return found;
}

/** Authentication policies that contradict each other or hit nothing. */
export const peerAuthenticationsAnalyzer: Analyzer = {
  name: 'kiali.PeerAuthentications',
  description:
    'Looks for several PeerAuthentications for the same workloads, and for authentication policies of none.',
  codes: ['KIA0002', 'KIA0003', 'KIA0004'],
  reads: [
    'PeerAuthentication',
    'RequestAuthentication',
    'Pod',
    'WorkloadEntry',
    'MeshConfig',
  ],
  analyze(view, report) {
    const kind = 'PeerAuthentication';
    for (const [namespace, all] of view.byNamespace(kind)) {
      const everyones = all.filter(
        one => Object.keys(labelsOf(one)).length === 0,
      );
      for (const policy of everyones.length > 1 ? everyones : []) {
        report('KIA0002', policy, {
          args: [kind, everyones.map(one => one.name).sort(), namespace],
        });
      }
      const byWorkload = new Map<Resource, Resource[]>();
      for (const policy of all.filter(one => !everyones.includes(one))) {
        for (const workload of checkMatches(policy, view, report)) {
          const known = byWorkload.get(workload) ?? [];
          byWorkload.set(workload, [...known, policy]);
        }
      }
      for (const [workload, policies] of byWorkload) {
        for (const policy of policies.length > 1 ? policies : []) {
          report('KIA0003', policy, {
            args: [
              kind,
              policies.map(one => one.name).sort(),
              workload.fullName,
            ],
            path: ['spec', 'selector', 'matchLabels'],
          });
        }
      }
    }
    for (const policy of view.all('RequestAuthentication')) {
      if (Object.keys(labelsOf(policy)).length > 0) {
        checkMatches(policy, view, report);
      }
    }
  },
};
