import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AnalysisResult, isAtLeast } from '@meshport/istio';
import { analyzeFiles } from './analysisFiles';
import { differencesOfCase, gridCases, inputsAreThere } from './analysisGrid';
import { analyzeCluster } from './analysisCluster';
import { OUTPUTS, printed } from './analysisOutput';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- analysis FOLDER
npm run conformance -- analysis --files FILE… [--mesh-config FILE] [--namespace NAME]
npm run conformance -- analysis --kubeconfig FILE [--context NAME] [--namespace NAME] [--files FILE…]
  [--output text|json|sarif] [--threshold error|warning|info] [--istio-only]`;

const THRESHOLDS = ['error', 'warning', 'info'] as const;
type Threshold = (typeof THRESHOLDS)[number];

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        files: { type: 'boolean', default: false },
        kubeconfig: text,
        context: text,
        namespace: { ...text, short: 'n' },
        'mesh-config': text,
        output: { ...text, short: 'o', default: 'text' },
        threshold: { ...text, default: 'info' },
        'istio-only': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function checkGrid(folder: string): boolean {
  const all = gridCases(folder);
  const cases = all.filter(one => inputsAreThere(folder, one));
  if (cases.length < all.length) {
    console.log(
      `skipped ${
        all.length - cases.length
      } cases whose input files are not in ${folder}`,
    );
  }
  const passed = cases.filter(one => {
    const differences = differencesOfCase(folder, one);
    if (differences.length > 0) {
      console.log(`case ${one.index} (${one.name}, ${one.analyzer})`);
      differences.forEach(text => console.log(`  ${text}`));
    }
    return differences.length === 0;
  });
  console.log(`analysis: passed ${passed.length} of ${cases.length}`);
  return passed.length === cases.length;
}

function narrowed(
  result: AnalysisResult,
  threshold: Threshold,
  namespace: string | undefined,
  istioOnly: boolean,
): AnalysisResult {
  return {
    ...result,
    findings: result.findings.filter(({ severity, resource, code }) => {
      const own =
        resource.kind === 'Namespace' ? resource.name : resource.namespace;
      return (
        isAtLeast(severity, threshold) &&
        (!istioOnly || code.startsWith('IST')) &&
        (namespace === undefined || own === undefined || own === namespace)
      );
    }),
  };
}

/**
 * `npm run conformance -- analysis …`
 *
 * @param from - folder that relative paths start at
 * @returns whether all cases passed, or no error was found
 */
export async function analysis(args: string[], from: string): Promise<boolean> {
  const { values, positionals } = parse(args);
  const { kubeconfig, namespace, output, threshold } = values;
  if (!OUTPUTS.has(output)) {
    throw new UsageError(`--output is ${[...OUTPUTS.keys()].join(', ')}.`);
  }
  if (!THRESHOLDS.includes(threshold as Threshold)) {
    throw new UsageError(`--threshold is ${THRESHOLDS.join(', ')}.`);
  }
  const files = positionals.map(file => resolve(from, file));
  if (!values.files && kubeconfig === undefined) {
    if (files.length !== 1) {
      throw new UsageError(`Give one folder of cases.\n${USAGE}`);
    }
    return checkGrid(files[0]);
  }
  if (values.files && files.length === 0) {
    throw new UsageError(`Give files after --files.\n${USAGE}`);
  }
  const meshConfig = values['mesh-config'];
  const result =
    kubeconfig === undefined
      ? analyzeFiles(files, {
          namespace,
          meshConfig:
            meshConfig && readFileSync(resolve(from, meshConfig), 'utf8'),
        })
      : await analyzeCluster({
          kubeconfig: resolve(from, kubeconfig),
          context: values.context,
          files,
          namespace,
        });
  const seen = narrowed(
    result,
    threshold as Threshold,
    kubeconfig === undefined ? undefined : namespace,
    values['istio-only'],
  );
  console.log(printed(seen, output));
  return !seen.findings.some(one => one.severity === 'error');
}
