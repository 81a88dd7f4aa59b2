import {
  ClusterFreshness,
  MeshAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { createHash } from 'crypto';

/**
 * A weak ETag of what the caller may see. The time up to which the clusters
 * are known is left out, because it moves while nothing changes.
 */
export function etagOf(answer: MeshAnswer<unknown>): string {
  const content = {
    ...answer,
    clusters: answer.clusters.map(
      ({ asOf: _, ...rest }: ClusterFreshness) => rest,
    ),
  };
  const hash = createHash('sha256').update(JSON.stringify(content));
  return `W/"${hash.digest('base64url')}"`;
}
