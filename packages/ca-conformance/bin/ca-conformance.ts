import { run } from '../src/commandLine';

run(process.argv.slice(2)).catch(error => {
  process.stderr.write(`ca-conformance: ${error.message}\n`);
  process.exit(1);
});
