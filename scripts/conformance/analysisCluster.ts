import { readFileSync } from 'node:fs';
import { request, RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import {
  ANALYSIS_KINDS,
  AnalysisKind,
  AnalysisOptions,
  AnalysisResult,
  analyze,
  ClusterSnapshot,
  findingsOfChange,
  KindInfo,
  KubernetesObject,
  readManifests,
} from '@meshport/istio';
import { readTexts } from './analysisFiles';
import { UsageError } from './UsageError';

/** A cluster to analyse. */
export interface ClusterOptions extends AnalysisOptions {
  kubeconfig: string;
  context?: string;
  /** Files to lay over the cluster; only what they change is told then. */
  files: readonly string[];
  /** Namespace of objects in files that say none. */
  namespace?: string;
}

const PAGE = 500;
const SECONDS = 30;

/** Secrets that have nothing to do with the mesh and may be many. */
const LEFT_OUT =
  'type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token';

interface Answer {
  status: number;
  body: any;
}

class Reader {
  readonly #kubeconfig = new KubeConfig();

  constructor(file: string, context: string | undefined) {
    try {
      this.#kubeconfig.loadFromString(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new UsageError(
        `--kubeconfig ${file} cannot be read: ${(error as Error).message}`,
      );
    }
    if (context !== undefined) {
      this.#kubeconfig.setCurrentContext(context);
    }
  }

  async get(path: string): Promise<Answer> {
    const cluster = this.#kubeconfig.getCurrentCluster();
    if (!cluster) {
      throw new UsageError('The kubeconfig names no current cluster.');
    }
    const options: RequestOptions = { timeout: SECONDS * 1000 };
    await this.#kubeconfig.applyToHTTPSOptions(options);
    const url = `${cluster.server.replace(/\/$/, '')}${path}`;
    return new Promise((resolve, reject) => {
      const call = request(url, options, response => {
        const parts: Buffer[] = [];
        response.on('data', part => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const status = response.statusCode ?? 0;
          resolve({ status, body: status === 200 ? JSON.parse(text) : text });
        });
      });
      call.on('timeout', () =>
        call.destroy(new Error(`no answer within ${SECONDS} seconds`)),
      );
      call.on('error', error =>
        reject(
          new UsageError(`${cluster.server} cannot be read: ${error.message}`),
        ),
      );
      call.end();
    });
  }
}

function pluralOf({ kind }: KindInfo): string {
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) {
    return `${name.slice(0, -1)}ies`;
  }
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

function pathsOf(kind: AnalysisKind): string[] {
  const info = ANALYSIS_KINDS[kind];
  return info.versions.map(version =>
    info.group
      ? `/apis/${info.group}/${version}/${pluralOf(info)}`
      : `/api/${version}/${pluralOf(info)}`,
  );
}

interface Listed {
  objects?: KubernetesObject[];
  /** Why it could not be read. */
  trouble?: string;
}

async function list(reader: Reader, kind: AnalysisKind): Promise<Listed> {
  const selector =
    kind === 'Secret' ? `&fieldSelector=${encodeURIComponent(LEFT_OUT)}` : '';
  for (const path of pathsOf(kind)) {
    const objects: KubernetesObject[] = [];
    let next = '';
    for (;;) {
      const { status, body } = await reader.get(
        `${path}?limit=${PAGE}${selector}${
          next ? `&continue=${encodeURIComponent(next)}` : ''
        }`,
      );
      if (status === 404) {
        break;
      }
      if (status !== 200) {
        return { trouble: `the cluster answers ${status}` };
      }
      for (const item of body.items ?? []) {
        const { kind: name } = ANALYSIS_KINDS[kind];
        objects.push({ ...item, apiVersion: body.apiVersion, kind: name });
      }
      next = body.metadata?.continue ?? '';
      if (!next) {
        return { objects };
      }
    }
  }
  // The cluster has no such kind, and so no such object.
  return { objects: [] };
}

/** What istioctl reads of a live cluster. */
async function snapshotOf(reader: Reader): Promise<ClusterSnapshot> {
  const kinds: ClusterSnapshot['kinds'] = {};
  const unreadable: NonNullable<ClusterSnapshot['unreadable']> = {};
  for (const kind of Object.keys(ANALYSIS_KINDS) as AnalysisKind[]) {
    if (kind === 'MeshConfig' || kind === 'MeshNetworks') {
      continue;
    }
    const { objects, trouble } = await list(reader, kind);
    if (objects) {
      kinds[kind] = { revision: 'read once', objects };
    } else {
      unreadable[kind] = trouble;
    }
  }
  const istio = kinds.ConfigMap?.objects.find(
    ({ metadata }) =>
      metadata.namespace === 'istio-system' && metadata.name === 'istio',
  ) as { data?: Record<string, string> } | undefined;
  return {
    kinds,
    unreadable,
    ...(istio?.data?.mesh === undefined ? {} : { meshConfig: istio.data.mesh }),
    ...(istio?.data?.meshNetworks === undefined
      ? {}
      : { meshNetworks: istio.data.meshNetworks }),
  };
}

/**
 * Analyses a live cluster; with files, only what these would change about it.
 */
export async function analyzeCluster({
  kubeconfig,
  context,
  files,
  namespace = 'default',
  ...options
}: ClusterOptions): Promise<AnalysisResult> {
  const snapshot = await snapshotOf(new Reader(kubeconfig, context));
  if (files.length === 0) {
    return analyze([snapshot], options);
  }
  const { manifests, unreadable } = readManifests(readTexts(files), {
    namespace,
  });
  if (unreadable.length > 0) {
    const [{ file, line, problem }] = unreadable;
    throw new UsageError(`${file}:${line}: ${problem}.`);
  }
  const { caused, after } = findingsOfChange(
    [snapshot],
    undefined,
    manifests,
    options,
  );
  return { ...after, findings: caused };
}
