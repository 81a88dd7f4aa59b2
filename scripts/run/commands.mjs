/** The script behind each command; TypeScript is run through Backstage's transform. */
export const COMMANDS = {
  demo: 'scripts/demo/main.ts',
  test: 'scripts/test.mjs',
  'dev-cluster': 'packages/dev-cluster/bin/dev-cluster.ts',
  'ca-conformance': 'packages/ca-conformance/bin/ca-conformance.ts',
  contract: 'packages/dev-cluster/contract/run.ts',
  conformance: 'scripts/conformance/main.ts',
  benchmark: 'benchmarks/src/main.ts',
  e2e: 'e2e-tests/run.ts',
  'e2e:ca': 'e2e-tests/real-mesh/certificates/run.ts',
  'e2e:machine': 'e2e-tests/machine/run.ts',
  'e2e:real': 'e2e-tests/real-mesh/run.ts',
  'e2e:remote': 'e2e-tests/real-mesh/remoteClusters/run.ts',
  'pack:try': 'scripts/pack-try.ts',
  'requests:model': 'scripts/requests-model/main.ts',
};

/**
 * The arguments for node that run a script of ours in the checkout; it ends
 * with the process that started it.
 */
export function nodeArguments(script) {
  const transform = script.endsWith('.ts')
    ? ['--require', '@backstage/cli/config/nodeTransform.cjs']
    : [];
  return ['--require', './scripts/run/endWithParent.cjs', ...transform, script];
}
