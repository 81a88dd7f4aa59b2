import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyze,
  ClusterSnapshot,
  Finding,
  friendlyName,
  readManifests,
  snapshotOfManifests,
} from '@meshport/istio';
import { UsageError } from './UsageError';

/** A case of Istio's own table of analyzer tests. */
export interface GridCase {
  index: number;
  name: string;
  analyzer: string;
  analyzerName?: string;
  inputs?: string[];
  inputFiles: string[];
  clusters?: Record<string, string[]>;
  meshConfigFile?: string | null;
  meshNetworksFile?: string | null;
  /** Code and object, e.g. `["IST0101", "Gateway default/shop"]`. */
  expected: [string, string][];
}

/**
 * What istioctl adds to files that are analysed without a cluster: the gateway
 * that Istio's default profile used to install.
 */
export const snapshotlessText = `
apiVersion: v1
kind: Pod
metadata:
  name: istio-ingressgateway-dummypod
  namespace: istio-system
  labels: {istio: ingressgateway}
spec:
  containers: [{name: istio-proxy}]
---
apiVersion: v1
kind: Service
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  ports:
    - {name: http2, port: 80, targetPort: 80, protocol: TCP}
    - {name: https, port: 443, targetPort: 443, protocol: TCP}
    - {name: tcp, port: 31400, targetPort: 31400, protocol: TCP}
    - {name: tls, port: 15443, targetPort: 15443, protocol: TCP}
`;

/** Istio's analyzer for schemas is one for each kind. */
const ONE_FOR_EACH_KIND = /^schema\./;

/** The cases of a folder. */
export function gridCases(folder: string): GridCase[] {
  const file = join(folder, 'grid.json');
  if (!existsSync(file)) {
    throw new UsageError(
      `${folder} has no grid.json, so that it has no cases.`,
    );
  }
  const cases = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(cases) || cases.length === 0) {
    throw new UsageError(`${file} holds no list of cases.`);
  }
  return cases;
}

/** Whether the folder holds every input file of a case. */
export function inputsAreThere(folder: string, one: GridCase): boolean {
  return [...one.inputFiles, ...Object.values(one.clusters ?? {}).flat()].every(
    file => existsSync(join(folder, file)),
  );
}

/**
 * A snapshot of files as istioctl's tests read them, with what istioctl adds.
 *
 * @throws Error naming the first document that cannot be read
 */
export function snapshotOfFiles(
  texts: { name: string; text: string }[],
  more: Omit<ClusterSnapshot, 'kinds'> = {},
): ClusterSnapshot {
  const { manifests, unreadable } = readManifests([
    { name: 'internal-ingress', text: snapshotlessText },
    ...texts,
  ]);
  const [first] = unreadable;
  if (first) {
    throw new Error(`${first.file}:${first.line}: ${first.problem}.`);
  }
  return snapshotOfManifests(manifests, more);
}

function analyzerOf({ analyzer, analyzerName, inputs = [] }: GridCase): string {
  if (!ONE_FOR_EACH_KIND.test(analyzer)) {
    return analyzer;
  }
  return analyzerName?.startsWith('schema.ValidationAnalyzer.')
    ? analyzerName
    : `schema.ValidationAnalyzer.${inputs[0]}`;
}

/** What the analyzer of a case finds, as code and object. */
export function findingsOf(folder: string, one: GridCase): Finding[] {
  const read = (file: string) => ({
    name: file,
    text: readFileSync(join(folder, file), 'utf8'),
  });
  const { meshConfigFile, meshNetworksFile } = one;
  const mesh = {
    ...(meshConfigFile ? { meshConfig: read(meshConfigFile).text } : {}),
    ...(meshNetworksFile ? { meshNetworks: read(meshNetworksFile).text } : {}),
  };
  const clusters: [string | undefined, string[]][] = one.clusters
    ? Object.entries(one.clusters)
    : [[undefined, one.inputFiles]];
  const snapshots = clusters.map(([cluster, files]) =>
    snapshotOfFiles(files.map(read), {
      ...mesh,
      ...(cluster === undefined ? {} : { cluster }),
    }),
  );
  return analyze(snapshots, { analyzers: [analyzerOf(one)] }).findings;
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  texts.forEach(text => counts.set(text, (counts.get(text) ?? 0) + 1));
  return counts;
}

function missingFrom(texts: readonly string[], others: readonly string[]) {
  const have = counted(others);
  return [...counted(texts)].flatMap(([text, count]) => {
    const lacking = count - (have.get(text) ?? 0);
    return lacking > 0
      ? [`${text}${lacking > 1 ? ` (${lacking} times)` : ''}`]
      : [];
  });
}

/**
 * Runs one case.
 *
 * @returns a text for each difference
 */
export function differencesOfCase(folder: string, one: GridCase): string[] {
  let findings: Finding[];
  try {
    findings = findingsOf(folder, one);
  } catch (error) {
    return [`cannot be run: ${(error as Error).message}`];
  }
  const actual = findings.map(
    ({ code, resource }) => `${code} ${friendlyName(resource)}`,
  );
  const expected = one.expected.map(([code, name]) => `${code} ${name}`);
  return [
    ...missingFrom(expected, actual).map(text => `not found: ${text}`),
    ...missingFrom(actual, expected).map(text => `not expected: ${text}`),
  ];
}
