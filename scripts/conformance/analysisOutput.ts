import {
  AnalysisResult,
  Finding,
  friendlyName,
  sarifOf,
  yamlPathText,
} from '@meshport/istio';
import { stringify } from 'yaml';

function placeOf({ resource, source, path }: Finding): string {
  const cluster = resource.cluster ? `${resource.cluster}: ` : '';
  const file = source ? ` ${source.file}:${source.line}` : '';
  const field = path ? ` ${yamlPathText(path)}` : '';
  return `(${cluster}${friendlyName(resource)}${file}${field})`;
}

function asText({ findings, skipped, suppressed }: AnalysisResult): string {
  const lines = findings.map(
    finding =>
      `${finding.severity} [${finding.code}] ${placeOf(finding)} ${
        finding.message
      } ${finding.effect}`,
  );
  const counts = ['error', 'warning', 'info'].map(
    severity =>
      `${findings.filter(one => one.severity === severity).length} ${severity}`,
  );
  return [
    ...lines,
    ...skipped.map(
      ({ analyzer, reason, partly }) =>
        `${partly ? 'judged in part' : 'not judged'}: ${analyzer}: ${reason}`,
    ),
    `${counts.join(', ')}; ${suppressed.length} suppressed, ${
      skipped.filter(one => !one.partly).length
    } analyzers could not judge`,
  ].join('\n');
}

/** The forms in which findings can be printed. */
export const OUTPUTS: ReadonlyMap<string, (result: AnalysisResult) => string> =
  new Map([
    ['text', asText],
    ['yaml', (result: AnalysisResult) => stringify(result).trimEnd()],
    ['json', (result: AnalysisResult) => JSON.stringify(result, null, 2)],
    [
      'sarif',
      (result: AnalysisResult) => JSON.stringify(sarifOf(result), null, 2),
    ],
  ]);

/** A result in a form. */
export function printed(result: AnalysisResult, output: string): string {
  return OUTPUTS.get(output)!(result);
}
