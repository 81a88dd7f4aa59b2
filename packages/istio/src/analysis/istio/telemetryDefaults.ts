import { Analyzer } from '../engine/Analyzer';

/** Several Telemetries for all pods of a namespace. */
export const telemetryDefaultsAnalyzer: Analyzer = {
  name: 'telemetry.DefaultSelectorAnalyzer',
  description:
    'Looks for namespaces with several Telemetries without a selector.',
  codes: ['IST0160'],
  reads: ['Telemetry'],
  analyze(view, report) {
    for (const [namespace, all] of view.byNamespace('Telemetry')) {
      const telemetries = all.filter(one => !one.spec.selector);
      for (const telemetry of telemetries.length > 1 ? telemetries : []) {
        report('IST0160', telemetry, {
          args: [telemetries.map(one => one.name).sort(), namespace],
        });
      }
    }
  },
};
