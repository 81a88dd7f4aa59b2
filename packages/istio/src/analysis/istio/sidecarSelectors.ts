import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { selectorText } from '../snapshot/selectors';
import { firstLabelPath } from './gatewayPorts';
import { isNamespaceAmbient, isPodAmbient } from './inMesh';

function labelsOf({ spec }: Resource): Record<string, string> {
  return spec.workloadSelector?.labels ?? {};
}

function sortedNames(resources: readonly Resource[]): string[] {
  return resources.map(one => one.name).sort();
}

/** Sidecars that select nothing, or the same as another. */
export const sidecarSelectorsAnalyzer: Analyzer = {
  name: 'sidecar.SelectorAnalyzer',
  description:
    'Looks for Sidecars that select no pod, the same pods as another, or pods without a proxy beside them.',
  codes: ['IST0101', 'IST0110', 'IST0111', 'IST0167'],
  reads: ['Sidecar', 'Pod', 'Namespace'],
  analyze(view, report) {
    const byPod = new Map<Resource, Resource[]>();
    const ofNamespace = new Map<string, Resource[]>();
    const ineffective = new Map<Resource, string>();
    for (const sidecar of view.all('Sidecar')) {
      const labels = labelsOf(sidecar);
      if (Object.keys(labels).length === 0) {
        const others = ofNamespace.get(sidecar.namespace) ?? [];
        ofNamespace.set(sidecar.namespace, [...others, sidecar]);
        continue;
      }
      const pods = view
        .byLabels('Pod')
        .select(labels)
        .filter(pod => pod.namespace === sidecar.namespace);
      pods.forEach(pod => byPod.set(pod, [...(byPod.get(pod) ?? []), sidecar]));
      if (pods.length === 0) {
        const base = ['spec', 'workloadSelector', 'labels'];
        report('IST0101', sidecar, {
          args: ['selector', selectorText(labels)],
          path: base,
          linePath: firstLabelPath(base, labels),
        });
      }
    }
    for (const [pod, sidecars] of byPod) {
      for (const sidecar of sidecars) {
        if (isPodAmbient(pod)) {
          ineffective.set(
            sidecar,
            'selected workload is in ambient mode, the policy has no impact',
          );
        } else if (sidecars.length > 1) {
          report('IST0110', sidecar, {
            args: [sortedNames(sidecars), pod.namespace, pod.name],
            path: ['spec', 'workloadSelector', 'labels'],
            linePath: ['metadata', 'name'],
          });
        }
      }
    }
    for (const [namespace, sidecars] of ofNamespace) {
      const isAmbient = isNamespaceAmbient(
        view.find('Namespace', '', namespace),
      );
      for (const sidecar of sidecars) {
        if (isAmbient) {
          ineffective.set(
            sidecar,
            'namespace is in ambient mode, the policy has no impact',
          );
        } else if (sidecars.length > 1) {
          report('IST0111', sidecar, {
            args: [sortedNames(sidecars), namespace],
          });
        }
      }
    }
    for (const [sidecar, reason] of ineffective) {
      report('IST0167', sidecar, { args: [reason] });
    }
  },
};
