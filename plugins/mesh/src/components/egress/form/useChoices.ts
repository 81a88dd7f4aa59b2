import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { EgressChoices } from '@meshport/backstage-plugin-mesh-common';
import { meshEgressApiRef } from '../../../api';
import { Read, useRead } from '../../requests/useRead';

const DELAY_MS = 60_000;
const delay = () => DELAY_MS;

/** What a form offers for a cluster; nothing is read before one is chosen. */
export function useChoices(
  cluster: string | undefined,
): Read<EgressChoices | undefined> {
  const api = useApi(meshEgressApiRef);
  const load = useCallback(
    async (signal: AbortSignal) =>
      cluster ? api.getChoices(cluster, { signal }) : undefined,
    [api, cluster],
  );
  return useRead(load, delay);
}
