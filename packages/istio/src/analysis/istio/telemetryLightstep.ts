import { Analyzer } from '../engine/Analyzer';

/** Traces to Lightstep, which Istio no longer sends by itself. */
export const telemetryLightstepAnalyzer: Analyzer = {
  name: 'telemetry.LightstepAnalyzer',
  description: 'Looks for traces that go to a deprecated Lightstep provider.',
  codes: ['IST0002'],
  reads: ['Telemetry', 'MeshConfig'],
  analyze(view, report) {
    const names = new Set(
      view.mesh.extensionProviders
        .filter(one => one.lightstep !== undefined)
        .map(one => one.name),
    );
    for (const telemetry of names.size > 0 ? view.all('Telemetry') : []) {
      (telemetry.spec.tracing ?? []).forEach((tracing: any, i: number) =>
        (tracing.providers ?? []).forEach(({ name }: any, j: number) => {
          if (names.has(name)) {
            report('IST0002', telemetry, {
              args: [
                `The Lightstep provider ${name} is deprecated, please migrate to OpenTelemetry provider.`,
              ],
              path: ['spec', 'tracing', i, 'providers', j, 'name'],
              oncePerObject: true,
            });
          }
        }),
      );
    }
  },
};
