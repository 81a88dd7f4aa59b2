import { isError, NotAllowedError } from '@backstage/errors';
import {
  RequestObservation,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { IstiodLook, IstiodReload } from '../controlPlane/IstiodReload';
import { operationOf } from './IntermediateIssuer';
import { lastOf } from './Issuance';
import { IssueContext } from './IssueContext';
import { fingerprintsIn, givenRoots } from './RootEffect';

/** A kubelet brings a changed Secret within about a minute, a restart takes longer. */
export const READY_WITHIN_SECONDS = 900;
/** After this time istiod is restarted although it should have taken it by itself. */
const SELF_TAKEN_MS = 180_000;
/** What cannot be looked at is waited for no longer. */
const UNSEEN_MS = 60_000;

/**
 * Looks whether every istiod signs by what was written, and restarts them where
 * they do not take it by themselves: an istiod that started with an authority
 * of its own watches no files, and one that was given another root refuses it.
 */
export async function observeUse(
  context: IssueContext,
  work: RequestWork,
  { cluster, namespace }: { cluster: string; namespace: string },
): Promise<RequestObservation> {
  const { issuer } = context;
  const operation = operationOf(work.requestId);
  const issuance = (await issuer.store.tries(operation)).at(-1);
  const written = issuance && lastOf(issuance, 'written');
  const issued = issuance && lastOf(issuance, 'issued');
  if (!written || !issued) {
    return {
      state: 'failed',
      message: 'Nothing was written.',
      mend: 'Ask anew.',
    };
  }
  const { signal } = work;
  const connection = context.connection(cluster);
  const reload = new IstiodReload(connection, namespace);
  const looks = (await reload.look({ signal })).filter(one => !one.isEnding);
  if (!looks.length) {
    return {
      state: 'ready',
      message: 'It is written. No istiod runs yet; it takes it when it starts.',
    };
  }
  const given = await givenRoots(connection, namespace);
  const roots = fingerprintsIn(given);
  const areGiven = written.roots.every(one => roots.includes(one));
  const behind = looks.filter(one => one.chain?.[0] !== written.fingerprint);
  if (!behind.length && areGiven) {
    const [{ serial }] = readCertificates(issued.certificate);
    const message = `Every istiod of ${cluster} signs by it (serial ${serial}), and proxies are given its root.`;
    await issuer.live(issuance, message);
    return { state: 'ready', message };
  }
  const ageMs = context.now() - written.at;
  const unseen = looks.filter(one => one.failure);
  if (unseen.length === looks.length && ageMs > UNSEEN_MS) {
    return areGiven
      ? {
          state: 'ready',
          message: `It is written, and proxies are given its root; whether istiod signs by it could not be seen: ${unseen[0].failure}`,
        }
      : {
          state: 'waiting',
          message: `It is written, but proxies are not given its root (ConfigMap istio-ca-root-cert), and istiod could not be looked at: ${unseen[0].failure}`,
        };
  }
  if (
    ageMs > SELF_TAKEN_MS ||
    behind.some(one => mustRestart(one, written.at, areGiven))
  ) {
    return restart(reload, work, { at: written.at, behind });
  }
  return {
    state: 'waiting',
    message: behind.length
      ? `${behind.length} of ${looks.length} istiods have not taken it yet; the kubelet brings it within about a minute.`
      : 'istiod signs by it; proxies are not given its root yet.',
  };
}

/** Whether an istiod that was there before the write will not take it by itself. */
function mustRestart(
  look: IstiodLook,
  writtenAt: number,
  areGiven: boolean,
): boolean {
  return (
    look.isReady &&
    !look.failure &&
    look.createdAt < writtenAt &&
    (!areGiven || look.chain?.length === 1)
  );
}

async function restart(
  reload: IstiodReload,
  work: RequestWork,
  { at, behind }: { at: number; behind: IstiodLook[] },
): Promise<RequestObservation> {
  const waits = `Waits for ${
    behind.length || 'the'
  } istiods that do not sign by it yet.`;
  if (behind.length && behind.every(one => one.createdAt > at)) {
    return { state: 'waiting', message: waits };
  }
  try {
    const names = await reload.restart({
      at,
      signal: work.signal,
      keepLease: () => work.keepLease(),
    });
    return {
      state: 'waiting',
      message: `istiod was restarted (${names.join(', ')}). ${waits}`,
    };
  } catch (error) {
    if (isError(error) && error instanceof NotAllowedError) {
      return { state: 'waiting', message: `${error.message}. ${waits}` };
    }
    throw error;
  }
}
