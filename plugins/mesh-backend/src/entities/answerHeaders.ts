import {
  AS_OF_HEADER,
  formatAsOf,
  formatRevisions,
  REVISION_HEADER,
} from '@meshport/backstage-plugin-mesh-common';
import { ReadyAnswer } from './ReadyAnswer';

/** Node refuses answers whose headers are longer than 16 KiB together. */
const LONGEST_REVISION = 6_000;
const LONGEST_AS_OF = 3_000;

/**
 * How far an answer had come, and up to when. With hundreds of clusters not all
 * fit: those that the answer shows something of come first, and of the rest
 * less is promised rather than the whole answer lost on its way.
 */
export function answerHeaders({
  clusters,
  revisions,
}: Pick<ReadyAnswer, 'clusters' | 'revisions'>): Record<string, string> {
  return {
    [AS_OF_HEADER]: bounded(formatAsOf(clusters), LONGEST_AS_OF),
    [REVISION_HEADER]: bounded(formatRevisions(revisions), LONGEST_REVISION),
  };
}

/** As many clusters as fit, from the first. */
function bounded(text: string, longest: number): string {
  return text.length <= longest
    ? text
    : text.slice(0, Math.max(0, text.lastIndexOf(',', longest)));
}
