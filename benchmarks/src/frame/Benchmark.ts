import { Measurement } from './Measurement';

/** How a benchmark was asked to run. */
export interface BenchmarkOptions {
  /** Small numbers, to try the benchmark out: its goals are not judged by it. */
  quick: boolean;
  /** The only part to run; all when absent. */
  part?: string;
  /** Tells what is going on. */
  say(line: string): void;
}

/** Measures one thing against a peer or a floor in the same run. */
export interface Benchmark {
  /** One line for the list of benchmarks. */
  summary: string;
  /** Parts that can run alone, in the order in which they run. */
  parts: Record<string, (options: BenchmarkOptions) => Promise<Measurement[]>>;
}
