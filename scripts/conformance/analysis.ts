import { readFileSync } from 'node:fs';
import {
  ALL_ANALYZERS,
  AnalysisResult,
  FLEET_ANALYZERS,
  isAtLeast,
} from '@meshport/istio';
import { AnalysisArguments, readArguments } from './analysisArguments';
import { analyzeCluster } from './analysisCluster';
import { analyzeFiles } from './analysisFiles';
import { differencesOfCase, gridCases, inputsAreThere } from './analysisGrid';
import { printed } from './analysisOutput';

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

function listAnalyzers(): void {
  for (const { name, codes, description } of [
    ...ALL_ANALYZERS,
    ...FLEET_ANALYZERS,
  ]) {
    console.log(`${name} (${codes.join(', ')}): ${description}`);
  }
}

function narrowed(
  result: AnalysisResult,
  { threshold, namespace, kubeconfig, istioOnly }: AnalysisArguments,
): AnalysisResult {
  const wanted = kubeconfig === undefined ? undefined : namespace;
  return {
    ...result,
    findings: result.findings.filter(({ severity, resource, code }) => {
      const own =
        resource.kind === 'Namespace' ? resource.name : resource.namespace;
      return (
        isAtLeast(severity, threshold) &&
        (!istioOnly || code.startsWith('IST')) &&
        (wanted === undefined || own === undefined || own === wanted)
      );
    }),
  };
}

/**
 * `npm run conformance -- analysis …`
 *
 * @param from - folder that relative paths start at
 * @returns whether all cases passed, or nothing as bad as the threshold of
 * failure was found
 */
export async function analysis(args: string[], from: string): Promise<boolean> {
  const given = readArguments(args, from);
  const { kubeconfig, context, files, namespace, meshConfig } = given;
  if (given.cases !== undefined) {
    return checkGrid(given.cases);
  }
  if (given.listAnalyzers) {
    listAnalyzers();
    return true;
  }
  const options = {
    namespace,
    suppressions: given.suppressions,
    include: given.include,
    ...(given.analyzers.length > 0 ? { analyzers: given.analyzers } : {}),
  };
  const result =
    kubeconfig === undefined
      ? analyzeFiles(files, {
          ...options,
          ...(meshConfig === undefined
            ? {}
            : { meshConfig: readFileSync(meshConfig, 'utf8') }),
        })
      : await analyzeCluster({ ...options, kubeconfig, context, files });
  const seen = narrowed(result, given);
  console.log(printed(seen, given.output));
  return !seen.findings.some(({ severity }) =>
    isAtLeast(severity, given.failureThreshold),
  );
}
