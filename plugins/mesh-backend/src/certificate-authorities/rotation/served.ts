import { X509Certificate } from 'crypto';
import { IstiodLook } from '../controlPlane/IstiodReload';
import { certificatesIn } from '../controlPlane/fingerprints';
import { RELOAD_MS } from '../controlPlane/reloadTime';
import { RootChangeFacts, RootChangeState, RootStage } from './RootChange';

/** Whether all istiods serve what was written, or what is waited for. */
export type Served =
  | { served: true }
  | {
      served: false;
      waits: string;
      /** Whether istiods have to be restarted for it. */
      restart: boolean;
    };

/** The roots of a stage, in PEM. */
export function rootsOf(facts: RootChangeFacts, stage: RootStage): string {
  switch (stage) {
    case 'before':
      return facts.oldRoots;
    case 'after':
      return facts.lastRoots;
    default:
      return facts.bothRoots;
  }
}

/**
 * Judges what every istiod shows against the stage that was written.
 *
 * Where the roots change, each istiod has to be another pod than before the
 * write: one that takes the new roots as it runs (`ISTIO_MULTIROOT_MESH`) hands
 * them out, but goes on to refuse client certificates of a root that it did not
 * know at its start, and a machine that connects anew with one is lost.
 *
 * @param options - `isRestart`: whether the roots differ from the stage before
 */
export function judgeServed(
  looks: readonly IstiodLook[],
  facts: RootChangeFacts,
  state: Pick<RootChangeState, 'at' | 'newSigner' | 'istiods' | 'writtenAt'>,
  options: { isRestart: boolean; now: number },
): Served {
  const { isRestart, now } = options;
  const until = (state.writtenAt ?? 0) + RELOAD_MS;
  const waits = (words: string): Served => ({
    served: false,
    waits: words,
    // The files that are not loaded by then need a start.
    restart: isRestart || now >= until,
  });
  if (isRestart) {
    const old = looks.filter(({ uid }) => state.istiods.includes(uid));
    if (old.length) {
      return waits(`${namesOf(old)} still ${are(old)} from before`);
    }
  }
  const present = looks.filter(one => !one.isEnding);
  if (!present.length) {
    return waits('no istiod runs');
  }
  const starting = present.filter(one => !one.isReady);
  if (starting.length) {
    return waits(`${namesOf(starting)} ${are(starting)} not ready`);
  }
  const roots = certificatesIn(rootsOf(facts, state.at));
  const blind = isRestart
    ? present.filter(({ trusts }) => trusts && !knowsRoots(trusts, roots))
    : [];
  if (blind.length) {
    return waits(`${namesOf(blind)} started with other roots`);
  }
  const signs = state.at === 'signing' || state.at === 'after';
  const signer = signs ? state.newSigner : facts.oldSigner;
  const others = [facts.oldSigner, state.newSigner].flatMap(one =>
    one && one !== signer ? one.fingerprint : [],
  );
  const behind = present.filter(
    ({ chain }) => chain?.[0] !== undefined && others.includes(chain[0]),
  );
  if (behind.length) {
    return waits(`${namesOf(behind)} ${are(behind)} yet to load the files`);
  }
  const unseen = present.filter(
    ({ chain }) => chain?.[0] !== signer?.fingerprint,
  );
  if (unseen.length && !isRestart && now < until) {
    return waits(
      `${
        unseen.find(({ failure }) => failure)?.failure ??
        `${namesOf(unseen)} ${are(unseen)} not seen to sign by it.`
      } Until ${new Date(
        until,
      ).toISOString()} is the time that a kubelet takes`,
    );
  }
  return { served: true };
}

/** Each root's subject is among the names as often as it is among the roots. */
function knowsRoots(
  names: readonly Buffer[],
  roots: readonly X509Certificate[],
): boolean {
  const left = [...names];
  return roots.every(({ raw }) => {
    // A name stands in its certificate byte for byte.
    const at = left.findIndex(name => raw.includes(name));
    return at >= 0 && left.splice(at, 1).length === 1;
  });
}

function namesOf(looks: readonly IstiodLook[]): string {
  return looks.map(({ pod }) => pod).join(', ');
}

function are(looks: readonly unknown[]): string {
  return looks.length === 1 ? 'is' : 'are';
}
