import { useMemo } from 'react';
import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  isMeshNudge,
  MESH_SIGNAL_CHANNEL,
  MeshNudge,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef } from '../api';

/** Calls back for every nudge; returns how to end that. */
export type SubscribeToNudges = (
  onNudge: (nudge: MeshNudge) => void,
) => () => void;

/**
 * Nudges by Backstage's signals; undefined where the app has no signals, and
 * then nobody waits for them.
 */
export function useNudges(): SubscribeToNudges | undefined {
  const signals = useApiHolder().get(signalApiRef);
  const api = useApi(meshApiRef);
  return useMemo(
    () =>
      signals &&
      (onNudge => {
        const { unsubscribe } = signals.subscribe(
          MESH_SIGNAL_CHANNEL,
          message => {
            if (isMeshNudge(message)) {
              api.noteRevision?.(message.revision);
              onNudge(message);
            }
          },
        );
        return unsubscribe;
      }),
    [signals, api],
  );
}
