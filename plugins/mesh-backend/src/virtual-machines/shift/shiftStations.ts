import { shiftSteps } from '@meshport/istio';

/** Shares of a staged shift from pods to machines, in per cent, both ends included. */
export const SHIFT_STATIONS: readonly number[] = [0, ...shiftSteps(0, 100)];

/** The next share towards machines; undefined at the end. Where no route shares the calls yet, the first step. */
export function nextStation(percent: number | undefined): number | undefined {
  return SHIFT_STATIONS.find(one => one > (percent ?? 0));
}

/** The share before; undefined at the start. */
export function stationBefore(percent: number | undefined): number | undefined {
  return percent === undefined
    ? undefined
    : SHIFT_STATIONS.findLast(one => one < percent);
}
