import { Analyzer } from '../engine/Analyzer';
import { mendOf } from './mends';

/** Access logging that goes nowhere. */
export const telemetryProvidersAnalyzer: Analyzer = {
  name: 'telemetry.ProviderAnalyzer',
  description: 'Looks for access logging for which there is no provider.',
  codes: ['IST0157'],
  reads: ['Telemetry', 'MeshConfig'],
  analyze(view, report) {
    if (view.mesh.defaultAccessLogProviders.length > 0) {
      return;
    }
    for (const telemetry of view.all('Telemetry')) {
      (telemetry.spec.accessLogging ?? []).forEach((one: any, i: number) => {
        if (!one.disabled && (one.providers ?? []).length === 0) {
          report('IST0157', telemetry, {
            args: [telemetry.name, telemetry.namespace],
            path: ['spec', 'accessLogging', i, 'providers'],
            oncePerObject: true,
            mend: mendOf(telemetry, "Log by Envoy, to the proxies' output", {
              set: ['spec', 'accessLogging', i, 'providers'],
              to: [{ name: 'envoy' }],
            }),
          });
        }
      });
    }
  },
};
