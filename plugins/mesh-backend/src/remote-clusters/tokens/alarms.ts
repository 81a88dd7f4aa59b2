import { Join } from '../join/Join';

/** That a token runs out and was not renewed. */
export interface TokenAlarm {
  /** A text that changes when it is to be raised anew. */
  key: string;
  severity: 'high' | 'normal';
  title: string;
  description: string;
}

/** The alarm for a token that should have been renewed and was not; undefined for one without an end. */
export function alarmOf(
  join: Join,
  why: string,
  now: number,
): TokenAlarm | undefined {
  const { primary, remote, current } = join;
  if (current?.expiresAt === undefined || current.writtenAt === undefined) {
    return undefined;
  }
  const left = current.expiresAt - now;
  const stage = stageOf(left, current.expiresAt - current.writtenAt);
  const at = new Date(current.expiresAt).toISOString();
  return {
    key: `${stage} ${at}`,
    severity: stage === 'due' ? 'normal' : 'high',
    title:
      stage === 'ended'
        ? `The token of remote cluster ${remote} of ${primary} has ended`
        : `The token of remote cluster ${remote} of ${primary} ends at ${at}`,
    description: `${why} Ask for a new token of ${remote}, so that istiod goes on seeing its changes.`,
  };
}

function stageOf(left: number, life: number): 'ended' | 'soon' | 'due' {
  if (left <= 0) {
    return 'ended';
  }
  return left < life / 4 ? 'soon' : 'due';
}
