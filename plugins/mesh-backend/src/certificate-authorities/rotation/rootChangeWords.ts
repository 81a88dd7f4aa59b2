import { RequestObservation } from '@meshport/backstage-plugin-mesh-node';
import { StoredRootChange } from './RootChangeStore';
import { stepTitle } from './rootChangeSteps';
import { TurnOverLook } from './TurnOver';

/** How it ended; undefined while it goes on. */
export function overOf({
  state,
  events,
}: StoredRootChange): RequestObservation | undefined {
  switch (state.end) {
    case 'done':
      return {
        state: 'ready',
        message: 'Every istiod signs below the new root; the old one is gone.',
      };
    case 'rolledBack': {
      const asked = events.findLast(({ type }) => type === 'rollBackAsked');
      return {
        state: 'failed',
        message: `It was rolled back by ${asked?.actor ?? 'a person'}: ${
          asked?.reason ?? ''
        }`,
        mend: 'Everything is as before. Ask anew when the root is to be changed.',
      };
    }
    default:
      return undefined;
  }
}

/** Who or what holds it up. */
export function pauseWords({ state }: StoredRootChange): string {
  const { type, actor, reason, mend } = state.pause!;
  return type === 'paused'
    ? `Paused by ${actor ?? 'a person'}${
        reason ? `: ${reason}` : ''
      }. Resume it, or roll it back.`
    : `Stopped: ${reason?.replace(/[.]$/, '')}. ${mend ?? ''}`;
}

/** Who is waited for. */
export function turnOverWords(
  change: StoredRootChange,
  look: TurnOverLook,
): string {
  const [first] = look.laggards;
  const more = look.total - look.done - 1;
  return [
    `${stepTitle(change)}: ${look.done} of ${
      look.total
    } proxies have turned over`,
    first
      ? `; ${first.namespace}/${first.name}${
          more > 0 ? ` and ${more} more` : ''
        } ${more > 0 ? 'have' : 'has'} not`
      : '',
    look.doneBy === undefined
      ? ''
      : `. Without restarts it is over by ${new Date(
          look.doneBy,
        ).toISOString()}`,
    '.',
    look.note ? ` ${look.note}` : '',
  ].join('');
}
