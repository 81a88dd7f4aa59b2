import { startDevClusters } from '@meshport/dev-cluster';
import {
  ANALYSIS_KINDS,
  AnalysisKind,
  analysisKindOf,
  AnalysisSession,
  analyzeManifests,
  ClusterSnapshot,
} from '@meshport/istio';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ClusterObject, configurationOf } from '../analysis/configuration';
import { serve } from './serve';

/** What an analysis cost. */
export interface AnalysisCost {
  ms: number;
  findings: number;
}

type Kinds = Record<string, { revision: number; objects: ClusterObject[] }>;

function kindsOf(objects: readonly ClusterObject[]): Kinds {
  const kinds: Kinds = {};
  for (const kind of Object.keys(ANALYSIS_KINDS)) {
    kinds[kind] = { revision: 0, objects: [] };
  }
  for (const object of objects) {
    const kind = analysisKindOf(object.apiVersion, object.kind)!;
    kinds[kind].objects.push(object);
  }
  return kinds;
}

const snapshotOf = (kinds: Kinds): ClusterSnapshot =>
  ({ cluster: 'east', kinds: { ...kinds } } as unknown as ClusterSnapshot);

/** The same object with another label, as an update of a cluster brings it. */
function changed(object: ClusterObject, mark: number): ClusterObject {
  const { name, namespace, labels } = object.metadata;
  return {
    ...structuredClone(object),
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...(labels as object | undefined), mark: String(mark) },
    },
  };
}

const program = {
  /** A first analysis, in a process that has analysed nothing yet. */
  async cold(count: number): Promise<AnalysisCost> {
    const kinds = kindsOf(configurationOf(count));
    const began = performance.now();
    const { findings } = new AnalysisSession().update([snapshotOf(kinds)]);
    return { ms: performance.now() - began, findings: findings.length };
  },

  /** Changes of single objects of some kinds in turns, each analysed at once. */
  async changes(
    count: number,
    of: AnalysisKind[],
    rounds: number,
  ): Promise<Record<string, number[]>> {
    const kinds = kindsOf(configurationOf(count));
    const session = new AnalysisSession();
    session.update([snapshotOf(kinds)]);
    const times: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of of) {
        const { objects, revision } = kinds[kind];
        const at = (round * 7) % objects.length;
        const next = [...objects];
        next[at] = changed(objects[at], round);
        kinds[kind] = { revision: revision + 1, objects: next };
        const began = performance.now();
        session.update([snapshotOf(kinds)]);
        (times[kind] ??= []).push(performance.now() - began);
      }
    }
    return times;
  },

  /** The files of a folder, from their text to findings. */
  async files(folder: string): Promise<AnalysisCost> {
    const texts = readdirSync(folder).map(name => ({
      name,
      text: readFileSync(join(folder, name), 'utf8'),
    }));
    const began = performance.now();
    const { findings } = analyzeManifests(texts);
    return { ms: performance.now() - began, findings: findings.length };
  },

  /** A development cluster with the configuration. */
  async serveCluster(count: number, kubeconfig: string) {
    const running = await startDevClusters({
      clusters: [{ name: 'east', stored: configurationOf(count) }],
    });
    await running.writeKubeconfig(kubeconfig);
    const { name, url, caPem, adminToken } = running.clusters.east;
    return { name, url, caPem, adminToken };
  },
};

/** Analyses in a process of their own. */
export type AnalysisProgram = typeof program;

serve(program);
