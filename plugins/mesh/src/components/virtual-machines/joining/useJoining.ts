import { useCallback, useEffect, useRef } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  EnrolmentCodes,
  MachineProgress,
  nudgeConcerns,
} from '@meshport/backstage-plugin-mesh-common';
import { useNudges } from '../../../answers/useNudges';
import { meshMachinesApiRef } from '../../../api';
import { Read, useRead } from '../../requests/useRead';

/** While somebody is at the machine (milliseconds). */
const SOON_MS = 3_000;
const CALM_MS = 15_000;

/** The codes of a request, and what the reader may do. */
export function useCodes(requestId: string): Read<EnrolmentCodes> {
  const api = useApi(meshMachinesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.listCodes(requestId, { signal }),
    [api, requestId],
  );
  return useRead(load, codesDelayMs);
}

function codesDelayMs({ items }: EnrolmentCodes): number {
  return items.some(({ state }) => state === 'open') ? SOON_MS : CALM_MS;
}

/** An answer, and when it arrived (milliseconds since 1970). */
export type ReceivedProgress = MachineProgress & { receivedAt: number };

/** How far the machines of a request are; asked again when it is told that they changed. */
export function useProgress(requestId: string): Read<ReceivedProgress> {
  const api = useApi(meshMachinesApiRef);
  const nudges = useNudges();
  const load = useCallback(
    async (signal: AbortSignal) => ({
      ...(await api.getProgress(requestId, { signal })),
      receivedAt: Date.now(),
    }),
    [api, requestId],
  );
  const read = useRead(load, progressDelayMs);
  const { value, reload } = read;
  /** One subscription for the life of the page, whatever is shown by then. */
  const shown = useRef(value);
  shown.current = value;
  useEffect(
    () =>
      nudges?.(nudge => {
        if (!shown.current || nudgeConcerns(nudge, shown.current)) {
          reload();
        }
      }),
    [nudges, reload],
  );
  return read;
}

function progressDelayMs({ steps, alarms }: MachineProgress): number {
  const isCalm =
    steps.every(({ state }) => state === 'done') &&
    !alarms.some(({ isOn }) => isOn);
  return isCalm ? CALM_MS : SOON_MS;
}
