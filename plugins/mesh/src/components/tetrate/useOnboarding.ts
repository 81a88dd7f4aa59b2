import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { TetrateOnboardingAnswer } from '@meshport/backstage-plugin-mesh-common';
import { meshTetrateApiRef } from '../../api';
import { Read, useRead } from '../requests/useRead';

/** The cluster itself is asked, so not too often (milliseconds). */
const DELAY_MS = 30_000;
const delay = () => DELAY_MS;

/** How onboarding stands on a cluster; nothing is read before one is chosen. */
export function useOnboarding(
  cluster: string | undefined,
): Read<TetrateOnboardingAnswer | undefined> {
  const api = useApi(meshTetrateApiRef);
  const load = useCallback(
    async (signal: AbortSignal) =>
      cluster ? api.getOnboarding(cluster, { signal }) : undefined,
    [api, cluster],
  );
  return useRead(load, delay);
}
