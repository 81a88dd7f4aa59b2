import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { MachineChoices } from '@meshport/backstage-plugin-mesh-common';
import { meshMachinesApiRef } from '../../../api';
import { Read, useRead } from '../../requests/useRead';

const DELAY_MS = 60_000;
const delay = () => DELAY_MS;

/** What a form offers for a place; nothing is read before a cluster is chosen. */
export function useMachineChoices(place: {
  cluster?: string;
  namespace?: string;
}): Read<MachineChoices | undefined> {
  const { cluster, namespace } = place;
  const api = useApi(meshMachinesApiRef);
  const load = useCallback(
    async (signal: AbortSignal) =>
      cluster ? api.getChoices({ cluster, namespace }, { signal }) : undefined,
    [api, cluster, namespace],
  );
  return useRead(load, delay);
}
