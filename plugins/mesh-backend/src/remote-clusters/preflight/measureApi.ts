import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../../clusters/errors';
import { ClusterConnection } from '../../clusters/types';

const TIMEOUT_MS = 5_000;

/** What the API server of a cluster said, asked now with the configured credentials. */
export interface ApiMeasure {
  /** Milliseconds until it answered; undefined when it did not. */
  tookMs?: number;
  /** Why it is not reached, or not as it should be. */
  problem?: string;
  /** Blocks of its Services, as its ServiceCIDR objects say, or why they are not told. */
  serviceCidrs: { value: string[] } | { why: string };
}

/** Asks a cluster where it is now, and for its blocks of Service addresses; never throws for what it answers. */
export async function measureApi(
  connection: ClusterConnection,
  signal?: AbortSignal,
): Promise<ApiMeasure> {
  const { name } = connection.details;
  const began = performance.now();
  try {
    await connection.request({
      path: '/version',
      isSignOfLife: true,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  } catch (error) {
    const problem = wordsFor(error, name);
    return { problem, serviceCidrs: { why: problem } };
  }
  const tookMs = Math.round(performance.now() - began);
  try {
    const { items } = await connection.request<{
      items?: { spec?: { cidrs?: string[] } }[];
    }>({
      path: '/apis/networking.k8s.io/v1/servicecidrs',
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    return {
      tookMs,
      serviceCidrs: {
        value: (items ?? []).flatMap(({ spec }) => spec?.cidrs ?? []).sort(),
      },
    };
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 403) {
      return {
        tookMs,
        serviceCidrs: {
          why: `Meshport’s account in ${name} may not list ServiceCIDRs (docs/rbac/remote-links.yaml)`,
        },
      };
    }
    if (error instanceof KubernetesStatusError && error.code === 404) {
      return {
        tookMs,
        serviceCidrs: {
          why: `${name} has no ServiceCIDR objects, which come with Kubernetes 1.33`,
        },
      };
    }
    return { tookMs, serviceCidrs: { why: wordsFor(error, name) } };
  }
}

function wordsFor(error: unknown, name: string): string {
  if (error instanceof KubernetesStatusError) {
    return error.code === 401
      ? `${name} does not accept the configured credentials`
      : `${name} answers with an error: ${error.message} (${error.code})`;
  }
  if (
    error instanceof ClusterUnreachableError ||
    (error instanceof Error && error.name === 'InvalidAnswerError')
  ) {
    return error.message;
  }
  throw error;
}
