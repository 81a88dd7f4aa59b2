import { BENCHMARKS } from './benchmarks';
import { RESULTS_FOLDER, run, UsageError } from './commandLine';

// The programs that run for a benchmark end with this process.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const writer = (stream: NodeJS.WriteStream) => (line: string) =>
  void stream.write(`${line}\n`);

run(process.argv.slice(2), {
  benchmarks: BENCHMARKS,
  resultsFolder: RESULTS_FOLDER,
  print: writer(process.stdout),
  say: writer(process.stderr),
}).then(
  isMet => {
    process.exitCode = isMet ? 0 : 1;
  },
  error => {
    process.stderr.write(
      `${error instanceof UsageError ? error.message : error.stack}\n`,
    );
    process.exitCode = 2;
  },
);
