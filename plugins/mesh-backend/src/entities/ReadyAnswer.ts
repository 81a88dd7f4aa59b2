import {
  ClusterFreshness,
  Revisions,
} from '@meshport/backstage-plugin-mesh-common';
import { createHash } from 'crypto';

/** An answer that only has to be sent, or not even that. */
export interface ReadyAnswer {
  etag: string;
  /** For the header `Mesh-As-Of`. */
  clusters: ClusterFreshness[];
  /** For the header `Mesh-Revision`. */
  revisions: Revisions;
  /** The answer as JSON; made only when it is asked for. */
  body(): string;
}

/**
 * A weak ETag of parts that stand for what a caller may see. The times up to
 * which the clusters are known are left out, because they move while nothing
 * changes.
 */
export function etagOf(clusters: ClusterFreshness[], ...parts: string[]) {
  const hash = createHash('sha256').update(withoutTimes(clusters));
  parts.forEach(part => hash.update('\n').update(part));
  return `W/"${hash.digest('base64url')}"`;
}

/**
 * An answer as it is, for a caller with this decision.
 *
 * @param decision - a text that is the same only for who may see the same
 */
export function readyAnswer<T extends { clusters: ClusterFreshness[] }>(
  answer: T,
  decision: string,
): ReadyAnswer {
  const { clusters, ...content } = answer;
  return {
    etag: etagOf(clusters, decision, withoutTimes(content)),
    clusters,
    revisions: new Map(),
    body: () => JSON.stringify(answer),
  };
}

function withoutTimes(value: unknown): string {
  return JSON.stringify(value, (name, part) =>
    name === 'asOf' ? undefined : part,
  );
}
