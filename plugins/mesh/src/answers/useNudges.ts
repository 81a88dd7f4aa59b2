import { useMemo } from 'react';
import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  isMeshNudge,
  MESH_SIGNAL_CHANNEL,
  MeshNudge,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef, meshEgressApiRef } from '../api';

/** Calls back for every nudge; returns how to end that. */
export type SubscribeToNudges = (
  onNudge: (nudge: MeshNudge) => void,
) => () => void;

/**
 * Nudges by Backstage's signals; undefined where the app has no signals, and
 * then nobody waits for them.
 */
export function useNudges(): SubscribeToNudges | undefined {
  const apis = useApiHolder();
  const signals = apis.get(signalApiRef);
  const egress = apis.get(meshEgressApiRef);
  const api = useApi(meshApiRef);
  return useMemo(
    () =>
      signals &&
      (onNudge =>
        listen(signals, message => {
          if (isMeshNudge(message)) {
            api.noteRevision?.(message.revision);
            egress?.noteRevision?.(message.revision);
            onNudge(message);
          }
        })),
    [signals, api, egress],
  );
}

type Listener = (message: unknown) => void;

/** Those of a page that listen to one API of signals. */
const listeners = new WeakMap<
  SignalApi,
  { all: Set<Listener>; unsubscribe: () => void }
>();

/** One subscription for all cards: the client opens a connection for each. */
function listen(signals: SignalApi, listener: Listener): () => void {
  let known = listeners.get(signals);
  if (!known) {
    const all = new Set<Listener>();
    const { unsubscribe } = signals.subscribe(MESH_SIGNAL_CHANNEL, message =>
      all.forEach(tell => tell(message)),
    );
    known = { all, unsubscribe };
    listeners.set(signals, known);
  }
  const { all, unsubscribe } = known;
  all.add(listener);
  return () => {
    all.delete(listener);
    if (all.size === 0) {
      listeners.delete(signals);
      unsubscribe();
    }
  };
}
