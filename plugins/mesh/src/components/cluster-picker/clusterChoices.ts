import {
  ClusterState,
  ClusterSummary,
  MeshAnswer,
} from '@meshport/backstage-plugin-mesh-common';

/** One cluster in the list. */
export interface ClusterChoice {
  name: string;
  title: string;
  state: ClusterState;
  /** Whether writes are switched off there and needed here. */
  readOnly: boolean;
  /** Whether it may be chosen now. */
  open: boolean;
}

/**
 * The clusters to offer. One that does not answer, or may not be written to,
 * stays in the list with its reason, but cannot be chosen.
 */
export function listChoices(
  answer: MeshAnswer<ClusterSummary>,
  allowReadOnly: boolean,
): ClusterChoice[] {
  return answer.items.map(({ name, title, writable }) => {
    const state =
      answer.clusters.find(cluster => cluster.name === name)?.state ??
      'unreachable';
    const readOnly = !writable && !allowReadOnly;
    return {
      name,
      title: title && title !== name ? `${title} (${name})` : name,
      state,
      readOnly,
      open: !readOnly && (state === 'fresh' || state === 'syncing'),
    };
  });
}
