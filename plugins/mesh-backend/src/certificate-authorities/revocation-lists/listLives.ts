import { RevocationListFacts } from '@meshport/certificates';

/** When lists are to be fetched anew; milliseconds since 1970. */
export interface ListTimes {
  /** Half of the shortest life. */
  dueAt: number;
  /** Two thirds of it: time for an alarm. */
  lateAt: number;
  /** The first runs out, and Envoy refuses every call. */
  endsAt: number;
}

/**
 * Undefined where no list runs out before the intermediate. One that holds as
 * long as that, as our own does, is renewed together with it.
 */
export function listTimes(
  lists: readonly Pick<RevocationListFacts, 'thisUpdate' | 'nextUpdate'>[],
  intermediate: { notAfter: number },
): ListTimes | undefined {
  const lives = lists
    .map(({ thisUpdate, nextUpdate }) => ({
      from: Date.parse(thisUpdate),
      to: nextUpdate ? Date.parse(nextUpdate) : Infinity,
    }))
    .filter(({ to }) => to < intermediate.notAfter);
  if (!lives.length) {
    return undefined;
  }
  const part = (fraction: number) =>
    Math.min(...lives.map(({ from, to }) => from + (to - from) * fraction));
  return { dueAt: part(1 / 2), lateAt: part(2 / 3), endsAt: part(1) };
}
