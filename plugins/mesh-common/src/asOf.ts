import { ClusterFreshness, MeshAnswer } from './wire';

/**
 * Header of read answers with the time up to which each cluster is known, e.g.
 * `east=2026-11-21T10:00:00.000Z,west=…`. It comes with a 304 too, where the
 * times in the body that a browser kept are those of an earlier answer.
 */
export const AS_OF_HEADER = 'Mesh-As-Of';

/** The header's value for the clusters of an answer. */
export function formatAsOf(clusters: ClusterFreshness[]): string {
  return clusters
    .filter(({ asOf }) => asOf !== undefined)
    .map(({ name, asOf }) => `${name}=${asOf}`)
    .join(',');
}

/** The answer with the times of the header, where it names them. */
export function withAsOf<T>(
  answer: MeshAnswer<T>,
  header: string | null,
): MeshAnswer<T> {
  const times = new Map(
    (header ?? '').split(',').map(pair => {
      const separator = pair.indexOf('=');
      return [pair.slice(0, separator).trim(), pair.slice(separator + 1)];
    }),
  );
  return {
    ...answer,
    clusters: answer.clusters.map(cluster => {
      const asOf = times.get(cluster.name);
      return asOf ? { ...cluster, asOf } : cluster;
    }),
  };
}
