import { assertError } from '@backstage/errors';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { WatchedKindName } from '../inventory';
import { Caller } from './EntityLookup';
import { ShownAnswer } from './EntityReader';
import { ReadyAnswer, readyAnswer } from './ReadyAnswer';

/** An answer with the decision that it was made for. */
interface Decided {
  answer: { clusters: ClusterFreshness[] };
  /** A text that is the same only for who may see the same. */
  decision: string;
}

/**
 * Makes an answer ready, and has it remembered that the user was shown it, so
 * that an open page is told when it would be another one.
 *
 * @param question - the same for the same question of the same user
 * @param kinds - by cluster: the kinds whose changes are looked at
 * @param make - makes the answer of now, for the decision of then
 */
export function liveAnswer(options: {
  user: Caller['user'];
  onShown: (shown: ShownAnswer) => void;
  question: unknown[];
  kinds: Map<string, WatchedKindName[]>;
  first: Decided;
  make: () => Decided;
}): ReadyAnswer {
  const { user, onShown, question, kinds, first, make } = options;
  const ready = readyAnswer(first.answer, first.decision);
  if (user) {
    onShown({
      user,
      question: JSON.stringify(question),
      etag: ready.etag,
      kinds,
      look: () => {
        try {
          const { answer, decision } = make();
          return readyAnswer(answer, decision);
        } catch (error) {
          // A refusal, e.g. of a cluster that is gone, is another answer too.
          assertError(error);
          return { etag: error.message, revisions: new Map() };
        }
      },
    });
  }
  return ready;
}
