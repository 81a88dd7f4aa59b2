import { Benchmark } from './frame/Benchmark';
import { inventory } from './inventory';

/** Every benchmark, by the name that `npm run benchmark -- NAME` takes. */
export const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  ['inventory', inventory],
]);
