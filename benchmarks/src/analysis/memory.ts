import type { AnalysisKind } from '@meshport/istio';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { objectCount, withProgram } from './withProgram';

const CHANGING: AnalysisKind[] = [
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'AuthorizationPolicy',
  'Sidecar',
  'Gateway',
  'Service',
  'Pod',
  'Deployment',
  'Namespace',
];

/** A cluster's configuration in memory: the first analysis, and one change. */
export async function memory({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const count = objectCount(quick);
  const cold: number[] = [];
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    const { ms, findings } = await withProgram(program =>
      program.call('cold', count),
    );
    if (findings === 0) {
      throw new Error('the configuration has mistakes, and none was found');
    }
    say(`${count} objects: ${findings} findings in ${ms.toFixed()} ms`);
    cold.push(ms);
  }
  const rounds = quick ? 5 : 50;
  const times = await withProgram(program =>
    program.call('changes', count, CHANGING, rounds),
  );
  const all = Object.values(times).flat();
  return [
    measured(`${count} objects from cold`, median(cold), 'ms', {
      atMost: 1000,
    }),
    measured(
      `one change among ${count} objects, ${all.length} changes: p50`,
      percentile(all, 0.5),
      'ms',
    ),
    measured(
      `one change among ${count} objects, ${all.length} changes: p95`,
      percentile(all, 0.95),
      'ms',
      { atMost: 50 },
    ),
    ...CHANGING.map(kind =>
      measured(`one change of a ${kind}: p50`, median(times[kind]), 'ms'),
    ),
  ];
}
