import { kindCode, parseRevisions } from './revisions';

/** Channel of Backstage's signals on which pages are told to ask again. */
export const MESH_SIGNAL_CHANNEL = 'mesh';

/**
 * Tells a page that something it shows has changed, never what. It is sent to
 * users only who were lately shown an answer that is another one now.
 */
export type MeshNudge = {
  cluster: string;
  /** Kinds that changed; empty when it is how well the cluster is known. */
  kinds: string[];
  /** As in the header `Mesh-Revision`, of this cluster and these kinds. */
  revision: string;
};

/** Whether a message is a nudge: other plugins' messages may be anything. */
export function isMeshNudge(message: unknown): message is MeshNudge {
  const { cluster, kinds, revision } = (message ?? {}) as Partial<MeshNudge>;
  return (
    typeof cluster === 'string' &&
    typeof revision === 'string' &&
    Array.isArray(kinds) &&
    kinds.every(kind => typeof kind === 'string')
  );
}

/** Whether a nudge concerns an answer of these clusters and this revision. */
export function nudgeConcerns(
  nudge: MeshNudge,
  answer: { clusters: { name: string }[]; revision?: string },
): boolean {
  if (!answer.clusters.some(({ name }) => name === nudge.cluster)) {
    // A primary decides for its remotes, and is then in the revision alone.
    return parseRevisions(answer.revision).has(nudge.cluster);
  }
  const kinds = parseRevisions(answer.revision).get(nudge.cluster);
  return (
    kinds === undefined ||
    nudge.kinds.length === 0 ||
    nudge.kinds.some(kind => kinds.has(kindCode(kind)))
  );
}
