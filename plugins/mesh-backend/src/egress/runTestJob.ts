import { KubernetesObject as PlainObject } from '@meshport/istio';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { ManifestObject } from '../manifests/objects';
import { describePod } from '../manifests/podProblems';
import { ResourcePaths } from '../manifests/resourcePaths';

const POLL_MS = 1_000;
/** What a Job says of itself fits into so many characters. */
const MOST_SAID = 300;
/** How long a Job that nobody deleted stays after its end, in seconds. */
const KEPT_SECONDS = 300;

// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** What the program of a test said. */
export interface TestResult {
  /** HTTP status; 0 or absent where there was none. */
  status?: number;
  /** How curl ended. */
  exit: number;
  error?: string;
}

/** How a Job went. */
export interface TestRun {
  result?: TestResult;
  /** Why there is no result, in words. */
  problem?: string;
  cleanedUp: boolean;
}

/**
 * Creates a Job, waits for its end, reads what it said, and deletes it,
 * whatever happened. A Job that nobody deletes, because we died, ends and goes
 * by itself.
 *
 * Throws what the API server says when it refuses the Job.
 */
export async function runTestJob(
  connection: ClusterConnection,
  job: {
    objects: readonly PlainObject[];
    namespace: string;
    name: string;
    /** Longest time to wait. */
    seconds: number;
    signal?: AbortSignal;
  },
): Promise<TestRun> {
  const paths = new ResourcePaths(connection);
  const created: { path: string }[] = [];
  try {
    for (const object of job.objects) {
      created.push(
        await create(connection, paths, bounded(object, job.seconds)),
      );
    }
    return {
      ...(await outcomeOf(connection, job)),
      cleanedUp: await remove(connection, created),
    };
  } catch (error) {
    await remove(connection, created);
    throw error;
  }
}

/** A Job with an end of its own. */
function bounded(object: PlainObject, seconds: number): ManifestObject {
  const plain = object as unknown as ManifestObject;
  return plain.kind === 'Job'
    ? {
        ...plain,
        spec: {
          ...(plain.spec as object),
          backoffLimit: 0,
          activeDeadlineSeconds: seconds + 10,
          ttlSecondsAfterFinished: KEPT_SECONDS,
        },
      }
    : plain;
}

async function create(
  connection: ClusterConnection,
  paths: ResourcePaths,
  object: ManifestObject,
): Promise<{ path: string }> {
  try {
    const path = await paths.pathOf(object);
    await connection.request({
      method: 'POST',
      path: path.replace(/\/[^/]*$/, ''),
      query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      body: object,
    });
    return { path };
  } catch (error) {
    throw toBackstageError(error, {
      cluster: connection.details.name,
      object,
    });
  }
}

async function outcomeOf(
  connection: ClusterConnection,
  job: {
    namespace: string;
    name: string;
    seconds: number;
    signal?: AbortSignal;
  },
): Promise<Omit<TestRun, 'cleanedUp'>> {
  const deadline = Date.now() + job.seconds * 1000;
  let problem = 'no pod was made for it; a quota or a webhook may refuse it';
  for (;;) {
    try {
      const pod = await podOf(connection, job);
      const said = pod && resultOf(pod);
      if (said) {
        return { result: said };
      }
      if (pod) {
        if (pod.status?.phase === 'Failed') {
          return {
            problem: `its pod failed (${
              pod.status.message ?? pod.status.reason ?? 'no reason given'
            })`,
          };
        }
        problem = describePod(pod) ?? 'its pod runs and has not ended';
      }
    } catch (error) {
      if (
        !(error instanceof KubernetesStatusError) &&
        !(error instanceof ClusterUnreachableError)
      ) {
        throw error;
      }
      problem =
        error instanceof KubernetesStatusError && error.code === 403
          ? "Meshport's account may not list its pods, so the result cannot be read; bind the role of docs/rbac/write.yaml"
          : 'the cluster stopped answering';
      if (error instanceof KubernetesStatusError && error.code === 403) {
        return { problem };
      }
    }
    if (job.signal?.aborted) {
      return { problem: 'whoever asked for it is gone' };
    }
    if (Date.now() + POLL_MS > deadline) {
      return { problem: `after ${job.seconds} seconds ${problem}` };
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

async function podOf(
  connection: ClusterConnection,
  { namespace, name }: { namespace: string; name: string },
): Promise<KubernetesObject | undefined> {
  const { items } = await connection.request<{ items: KubernetesObject[] }>({
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
    query: { labelSelector: `batch.kubernetes.io/job-name=${name}`, limit: 5 },
    timeoutMs: 5_000,
  });
  return items[0];
}

/** What the container `check` left as its termination message. */
export function resultOf(pod: KubernetesObject): TestResult | undefined {
  const status = (pod.status?.containerStatuses ?? []).find(
    (one: { name: string }) => one.name === 'check',
  );
  const ended = status?.state?.terminated;
  if (!ended) {
    return undefined;
  }
  const said = parse(ended.message);
  return (
    said ?? {
      exit: Number.isInteger(ended.exitCode) ? ended.exitCode || 1 : 1,
      error: `the program ended with code ${ended.exitCode} and said nothing that can be read`,
    }
  );
}

function parse(text: unknown): TestResult | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  try {
    const value = JSON.parse(text.trim()) as Record<string, unknown> | null;
    const status = Number(value?.status);
    const exit = Number(value?.exit);
    if (!Number.isInteger(exit)) {
      return undefined;
    }
    const error = typeof value?.error === 'string' ? value.error.trim() : '';
    return {
      exit,
      ...(Number.isInteger(status) && status > 0 ? { status } : {}),
      ...(error ? { error: inOneLine(error) } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Without control characters and no longer than a sentence or two. */
function inOneLine(text: string): string {
  return text.replace(CONTROL_CHARACTERS, ' ').slice(0, MOST_SAID);
}

async function remove(
  connection: ClusterConnection,
  created: readonly { path: string }[],
): Promise<boolean> {
  let all = true;
  for (const { path } of [...created].reverse()) {
    try {
      await connection.request({
        method: 'DELETE',
        path,
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
        },
      });
    } catch (error) {
      if (
        !(error instanceof KubernetesStatusError) &&
        !(error instanceof ClusterUnreachableError)
      ) {
        throw error;
      }
      // Gone by itself is as good; otherwise its own end takes it away.
      all &&= error instanceof KubernetesStatusError && error.code === 404;
    }
  }
  return all;
}
