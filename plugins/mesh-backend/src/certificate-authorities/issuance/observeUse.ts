import { NotAllowedError } from '@backstage/errors';
import {
  RequestObservation,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { IstiodLook, IstiodReload } from '../controlPlane/IstiodReload';
import { RELOAD_MS } from '../controlPlane/reloadTime';
import { operationOf } from './IntermediateIssuer';
import { lastOf } from './Issuance';
import { IssueContext } from './IssueContext';
import { fingerprintsIn, givenRoots } from './RootEffect';

/** A kubelet brings a changed Secret within about a minute, a restart takes longer. */
export const READY_WITHIN_SECONDS = 900;

/**
 * Looks whether every istiod signs by what was written, and restarts them where
 * they do not take it by themselves: an istiod that started with an authority
 * of its own watches no files, and one that was given another root refuses it.
 * One that can take it as it runs is left the time to.
 *
 * Who started before the write is known by UID: clocks of cluster and backend
 * differ, and a pod tells its start in whole seconds.
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
  const { serial } = readCertificates(issued.certificate)[0];
  const checked = lastOf(issuance, 'checked');
  const old = looks.filter(({ uid }) => checked?.istiods?.includes(uid));
  const behind = looks.filter(one => one.chain?.[0] !== written.fingerprint);
  const ageMs = context.now() - written.at;
  const seen = looks.filter(one => !one.failure);
  if (
    old.length &&
    (checked?.restart ||
      (ageMs > RELOAD_MS && seen.some(one => behind.includes(one))))
  ) {
    return restart(context, reload, work, { at: written.at, old });
  }
  const roots = fingerprintsIn(await givenRoots(connection, namespace));
  const areGiven = written.roots.every(one => roots.includes(one));
  if (!behind.length) {
    const message = `Every istiod of ${cluster} signs by it (serial ${serial})`;
    if (!areGiven) {
      return {
        state: 'waiting',
        message: `${message}; proxies are not given its root yet (ConfigMap istio-ca-root-cert).`,
      };
    }
    const live = `${message}, and proxies are given its root.`;
    await issuer.live(issuance, live);
    return { state: 'ready', message: live };
  }
  const [unseen] = looks.filter(one => one.failure);
  if (!seen.length && unseen && ageMs > RELOAD_MS) {
    return {
      state: areGiven ? 'ready' : 'waiting',
      message: `It is written, ${
        areGiven
          ? 'and proxies are given its root'
          : 'but proxies are not given its root (ConfigMap istio-ca-root-cert)'
      }; whether istiod signs by it could not be seen: ${unseen.failure}`,
    };
  }
  return {
    state: 'waiting',
    message: `${behind.length} of ${looks.length} istiods have not taken it yet; the kubelet brings it within about a minute.`,
  };
}

/** Has every istiod start anew that was there before the write. */
async function restart(
  context: IssueContext,
  reload: IstiodReload,
  work: RequestWork,
  { at, old }: { at: number; old: IstiodLook[] },
): Promise<RequestObservation> {
  const pods = old.map(({ pod }) => pod).join(', ');
  if (!context.restartIstiod) {
    return {
      state: 'waiting',
      message: `Restart istiod (kubectl rollout restart): ${pods} started before it was written, and do not take it by themselves.`,
    };
  }
  try {
    const names = await reload.restart({
      at,
      signal: work.signal,
      keepLease: () => work.keepLease(),
    });
    return {
      state: 'waiting',
      message: `istiod is restarted (${names.join(
        ', ',
      )}); it waits until ${pods} are replaced.`,
    };
  } catch (error) {
    if (error instanceof NotAllowedError) {
      return { state: 'waiting', message: `${error.message}; ${pods} wait.` };
    }
    throw error;
  }
}
