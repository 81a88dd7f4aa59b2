import { revoke } from '../join/credentialSecret';
import { installCredential, InstallOptions } from '../join/installCredential';
import { JoinHold } from '../join/JoinHold';
import { Pairs, reachOf } from '../join/Pairs';
import { readEvidence } from './istiodEvidence';
import { beforeOf, Takeover, takeoverOf } from './takeover';

/**
 * Gives the primary a new token, unless one was begun before and is not ended:
 * then it goes on with that. The old one stays valid.
 */
export async function beginRotation(
  hold: JoinHold,
  options: InstallOptions & { pairs: Pairs },
): Promise<void> {
  if (hold.join.previous) {
    return;
  }
  const { pairs } = options;
  const pair = await pairs.of(hold.join.primary, hold.join.remote);
  await pairs.refuseServer(pair);
  // An administrator may have moved the server since.
  await hold.note(reachOf(pair));
  if (!hold.join.next) {
    const istiods = await readEvidence(options.primary, hold.join.clusterId, {
      details: true,
      signal: hold.signal,
    });
    await hold.note({ before: beforeOf(istiods) });
  }
  await installCredential(hold, options);
}

/**
 * Takes the old token back once every istiod uses the new one; to be called
 * again until it says `taken`.
 */
export async function endRotation(
  hold: JoinHold,
  { primary, remote, now }: Pick<InstallOptions, 'primary' | 'remote' | 'now'>,
): Promise<Takeover> {
  const { join } = hold;
  const istiods = await readEvidence(primary, join.clusterId, {
    details: true,
    signal: hold.signal,
  });
  const takeover = takeoverOf(join, istiods, now());
  if (takeover.state === 'taken') {
    const { previous, made } = join;
    const isKept = previous?.shared;
    if (previous && !isKept) {
      await revoke(hold, remote, previous);
    }
    await hold.note({
      previous: undefined,
      before: undefined,
      // What others may use, leaving looks at.
      ...(isKept && previous.secret.uid
        ? { made: [...made, previous.secret] }
        : {}),
    });
  }
  return takeover;
}
