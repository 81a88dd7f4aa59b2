import { IstiodBefore, Join, remoteSecretName } from '../join/Join';
import { IstiodEvidence } from './istiodEvidence';

/** How far the istiods are with a new token. */
export interface Takeover {
  state: 'taken' | 'waiting' | 'lost' | 'unseen';
  message: string;
}

/** An istiod that counts no changes is believed to have seen one after this, in milliseconds. */
const SETTLE_MS = 15_000;
/** Endpoints that are not back after this are taken for lost, in milliseconds. */
const LOST_MS = 90_000;

/** What is kept of the istiods before a token is changed. */
export function beforeOf(istiods: IstiodEvidence[]): IstiodBefore[] {
  return istiods.map(({ uid, secretEvents, endpoints }) => ({
    uid,
    ...(secretEvents === undefined ? {} : { secretEvents }),
    ...(endpoints === undefined ? {} : { endpoints }),
  }));
}

/**
 * Whether every istiod uses the new token: it has seen the Secret change since
 * (or was started since), has read the cluster anew, and has its endpoints back.
 * An istiod goes on calling itself `synced` until it looks at the changed Secret,
 * so that its status alone says nothing.
 */
export function takeoverOf(
  join: Join,
  istiods: IstiodEvidence[],
  now: number,
): Takeover {
  const since = now - (join.current?.writtenAt ?? now);
  if (!istiods.length) {
    return {
      state: 'waiting',
      message: `No istiod runs in cluster ${join.primary}.`,
    };
  }
  const mute = istiods.find(one => one.failure);
  if (mute) {
    return {
      state: 'unseen',
      message: `Whether istiod uses the new token cannot be seen: ${mute.failure}`,
    };
  }
  const behind = istiods.find(one => !hasRead(join, one, since));
  if (behind) {
    return {
      state: 'waiting',
      message: `istiod ${behind.pod} does not use the new token yet (${behind.status}).`,
    };
  }
  const lost = istiods.map(one => lostBy(join, one)).find(Boolean);
  if (!lost) {
    return { state: 'taken', message: countsOf(istiods) };
  }
  return {
    state: since > LOST_MS ? 'lost' : 'waiting',
    message: `Endpoints of ${join.clusterId} are not back in istiod ${lost}.`,
  };
}

function hasRead(join: Join, istiod: IstiodEvidence, since: number): boolean {
  const expected = `${join.primaryNamespace}/${remoteSecretName(join)}`;
  if (istiod.status !== 'synced' || istiod.secretName !== expected) {
    return false;
  }
  const before = join.before?.find(({ uid }) => uid === istiod.uid);
  if (!before) {
    return true;
  }
  return before.secretEvents === undefined || istiod.secretEvents === undefined
    ? since > SETTLE_MS
    : istiod.secretEvents > before.secretEvents;
}

/** The istiod and the services whose endpoints it had before and has no more. */
function lostBy(
  { before = [] }: Join,
  { uid, pod, endpoints }: IstiodEvidence,
): string | undefined {
  const had = before.find(one => one.uid === uid)?.endpoints;
  const gone = Object.keys(had ?? {}).filter(
    service => endpoints && !(endpoints[service] > 0),
  );
  return gone.length
    ? `${pod}: ${gone.slice(0, 5).join(', ')}${
        gone.length > 5 ? ` and ${gone.length - 5} more` : ''
      }`
    : undefined;
}

function countsOf(istiods: IstiodEvidence[]): string {
  const counts = istiods.map(({ pod, endpoints }) => {
    const count =
      endpoints && Object.values(endpoints).reduce((sum, one) => sum + one, 0);
    return count === undefined ? pod : `${pod}: ${count} endpoints`;
  });
  return `Every istiod uses the new token (${counts.join(', ')}).`;
}
