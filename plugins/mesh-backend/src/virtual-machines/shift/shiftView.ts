import {
  CreateMeshRequest,
  MachineShift,
} from '@meshport/backstage-plugin-mesh-common';
import {
  machinesPercentOf,
  VirtualMachine,
  VmOnboardingInput,
} from '@meshport/istio';
import { ClusterInventory } from '../../inventory';
import { whyNotReady } from './shiftReadiness';
import { nextStation, SHIFT_STATIONS, stationBefore } from './shiftStations';
import { SHIFT_KIND } from './VmTrafficShiftKind';

/** What a page tells of the share of machines; undefined where machines and pods are not told apart. */
export function shiftView(options: {
  cluster: ClusterInventory;
  input: VmOnboardingInput;
  machines: readonly VirtualMachine[];
  /** A request for a step that is under way. */
  requestId: string | undefined;
  /** Why the caller may not ask for a step. */
  mayNot: string | undefined;
}): MachineShift | undefined {
  const { cluster, input, machines, requestId, mayNot } = options;
  if (!input.subsets || !input.service) {
    return undefined;
  }
  const route = cluster
    .store('VirtualService')
    .get(input.namespace, input.name);
  const percent = route && machinesPercentOf({ spec: route.spec });
  const refused = whyNotReady(machines, input);
  const step = (to: number | undefined) =>
    to === undefined || mayNot || requestId
      ? undefined
      : { percent: to, request: requestOf(cluster.details.name, input, to) };
  const next = refused ? undefined : step(nextStation(percent));
  const back = step(stationBefore(percent));
  return {
    ...(percent === undefined ? {} : { percent }),
    stations: [...SHIFT_STATIONS],
    ...(next ? { next } : {}),
    ...(back ? { back } : {}),
    ...(refused && nextStation(percent) !== undefined ? { refused } : {}),
    ...(requestId ? { requestId } : {}),
    ...(mayNot ? { mayNot } : {}),
  };
}

function requestOf(
  cluster: string,
  machines: VmOnboardingInput,
  machinesPercent: number,
): CreateMeshRequest {
  return {
    kind: SHIFT_KIND,
    parameters: {
      cluster,
      machines: machines as unknown as Record<string, unknown>,
      machinesPercent,
    },
  };
}
