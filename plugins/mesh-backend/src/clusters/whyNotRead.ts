import { ClusterUnreachableError, KubernetesStatusError } from './errors';
import { ClusterConnection } from './types';

/** Something that was read, or why it was not. */
export type Read<T> = { value: T } | { why: string };

/** The value, or in words why it could not be had. */
export async function orWhy<T>(
  read: () => Promise<T>,
  why: (error: unknown) => string,
): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { why: why(error) };
  }
}

/**
 * Words for an answer of a cluster; what is none of it is thrown.
 *
 * @param what - e.g. `remote secrets`
 * @param forbidden - the sentence for a missing right, which names the file that gives it
 */
export function whyNotRead(
  error: unknown,
  { details }: ClusterConnection,
  what: string,
  forbidden: string,
): string {
  if (error instanceof KubernetesStatusError) {
    return error.code === 403
      ? forbidden
      : `${details.name} does not tell its ${what}: ${error.message} (${error.code}).`;
  }
  if (error instanceof ClusterUnreachableError) {
    return `${error.message}.`;
  }
  if (error instanceof Error && error.name === 'InvalidAnswerError') {
    return `${details.name} does not answer as an API server: ${error.message}.`;
  }
  throw error;
}
