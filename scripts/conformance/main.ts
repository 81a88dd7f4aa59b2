// Compares what this repository makes with what the original tools make.
//
//   npm run conformance -- SUITE …
import { analysis } from './analysis';
import { analysisMutation } from './analysis-mutation';
import { policy } from './policy';
import { policyDifferential } from './policy-differential';
import { goYamlFuzz } from './go-yaml-fuzz';
import { remoteSecret } from './remoteSecret';
import { exitCodeOf } from './remoteSecretFlags';
import { UsageError } from './UsageError';
import { vmBundle } from './vmBundle';
import { vmBundleDifferential } from './vm-bundle-differential';

const SUITES = new Map([
  ['analysis', analysis],
  ['analysis-mutation', analysisMutation],
  ['policy', policy],
  ['policy-differential', policyDifferential],
  ['go-yaml-fuzz', goYamlFuzz],
  ['remote-secret', remoteSecret],
  ['vm-bundle', vmBundle],
  ['vm-bundle-differential', vmBundleDifferential],
]);

async function main([name, ...args]: string[]): Promise<boolean> {
  const suite = SUITES.get(name);
  if (!suite) {
    throw new UsageError(`Name a suite: ${[...SUITES.keys()].join(', ')}.`);
  }
  return suite(args, process.env.INIT_CWD ?? process.cwd());
}

main(process.argv.slice(2)).then(
  passed => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodeOf(error);
  },
);
