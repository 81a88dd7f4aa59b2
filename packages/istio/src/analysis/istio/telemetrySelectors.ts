import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { selectorText } from '../snapshot/selectors';
import { firstLabelPath } from './gatewayPorts';

/** Telemetries that select nothing, or the same as another. */
export const telemetrySelectorsAnalyzer: Analyzer = {
  name: 'telemetry.SelectorAnalyzer',
  description:
    'Looks for Telemetries that select no pod, or the same pods as another.',
  codes: ['IST0101', 'IST0159'],
  reads: ['Telemetry', 'Pod'],
  analyze(view, report) {
    const byPod = new Map<Resource, Resource[]>();
    const base = ['spec', 'selector', 'matchLabels'];
    for (const telemetry of view.all('Telemetry')) {
      const labels = telemetry.spec.selector?.matchLabels ?? {};
      if (Object.keys(labels).length === 0) {
        continue;
      }
      const pods = view
        .byLabels('Pod')
        .select(labels)
        .filter(pod => pod.namespace === telemetry.namespace);
      pods.forEach(pod =>
        byPod.set(pod, [...(byPod.get(pod) ?? []), telemetry]),
      );
      if (pods.length === 0) {
        report('IST0101', telemetry, {
          args: ['selector', selectorText(labels)],
          path: base,
          linePath: firstLabelPath(base, labels),
        });
      }
    }
    for (const [pod, telemetries] of byPod) {
      for (const telemetry of telemetries.length > 1 ? telemetries : []) {
        report('IST0159', telemetry, {
          args: [
            telemetries.map(one => one.name).sort(),
            pod.namespace,
            pod.name,
          ],
          path: base,
          linePath: ['metadata', 'name'],
        });
      }
    }
  },
};
