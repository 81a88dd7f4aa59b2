import {
  ClusterFreshness,
  MeshAnswer,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import { isForbidden } from './failures';

/** Which of its states a card is in; each looks different. */
export type AnswerView<T> =
  | { kind: 'loading'; syncing: string[] }
  | {
      kind: 'forbidden';
      withheld: WithheldNamespace[];
      /** No cluster at all may be read. */
      clusters?: boolean;
      error?: Error;
    }
  | { kind: 'error'; error?: Error; clusters: ClusterFreshness[] }
  | { kind: 'noClusters' }
  | {
      kind: 'empty';
      /** The clusters of which "nothing" is known, not only not seen. */
      known: string[];
      answer: MeshAnswer<T>;
    }
  | { kind: 'full'; answer: MeshAnswer<T>; outage?: Error };

/** Whether the whole of what a card needs of a cluster is known. */
export function isKnown(cluster: ClusterFreshness): boolean {
  return (
    (cluster.state === 'fresh' || cluster.state === 'stale') &&
    cluster.failures.every(isHarmless)
  );
}

/** A kind that a cluster does not serve has no objects: nothing is missing. */
export function isHarmless(failure: { kind?: string; reason: string }) {
  return failure.reason === 'NotServed' && failure.kind !== undefined;
}

/**
 * Decides the state of a card. Nothing is concluded from silence: "empty" is
 * said only of clusters that were read, "forbidden" only when something was
 * held back.
 */
export function viewAnswer<T>(
  known: { answer?: MeshAnswer<T>; error?: Error },
  isEmpty: (items: T[]) => boolean = items => items.length === 0,
): AnswerView<T> {
  const { answer, error } = known;
  if (error && isForbidden(error)) {
    return { kind: 'forbidden', withheld: [], error };
  }
  if (!answer) {
    return error
      ? { kind: 'error', error, clusters: [] }
      : { kind: 'loading', syncing: [] };
  }
  if (!isEmpty(answer.items)) {
    return { kind: 'full', answer, outage: error };
  }
  if (answer.withheld.length > 0) {
    return { kind: 'forbidden', withheld: answer.withheld };
  }
  if (answer.clusters.length === 0 && answer.withheldClusters) {
    return { kind: 'forbidden', withheld: [], clusters: true };
  }
  if (answer.clusters.length === 0) {
    return { kind: 'noClusters' };
  }
  const readable = answer.clusters.filter(isKnown).map(nameOf);
  if (readable.length > 0) {
    return { kind: 'empty', known: readable, answer };
  }
  const syncing = answer.clusters.filter(({ state }) => state === 'syncing');
  return syncing.length > 0
    ? { kind: 'loading', syncing: syncing.map(nameOf) }
    : { kind: 'error', error, clusters: answer.clusters };
}

/** What to call a cluster. */
export function nameOf(cluster: { name: string; title?: string }): string {
  return cluster.title ?? cluster.name;
}
