import type { KubernetesObject } from '../../resources';
import { metadataOf, serviceHostOf, VmOnboardingOptions } from './names';
import { MACHINES_SUBSET, PODS_SUBSET } from './serviceObjects';
import type { VmOnboardingInput } from './VmOnboardingInput';
import { isPlainHttp } from './withoutCapture';

/**
 * Shares calls between machines and pods. A subset without a share is left out:
 * Istio would keep an empty cluster for it, and a later step adds it again.
 *
 * @param machinesPercent - 0 to 100.
 * @returns undefined where machines and pods cannot be told apart
 * @public
 */
export function shiftObject(
  input: VmOnboardingInput,
  machinesPercent: number,
  options?: VmOnboardingOptions,
): KubernetesObject | undefined {
  const host = serviceHostOf(input, options);
  if (!input.subsets || !host) {
    return undefined;
  }
  const shares = [
    { subset: MACHINES_SUBSET, weight: machinesPercent },
    { subset: PODS_SUBSET, weight: 100 - machinesPercent },
  ].filter(({ weight }) => weight > 0);
  const routeTo = (port: number) =>
    shares.map(({ subset, weight }) => ({
      destination: { host, subset, port: { number: port } },
      weight,
    }));
  const legs = (readsHttp: boolean) =>
    input.ports
      .filter(({ protocol = 'HTTP' }) => isPlainHttp(protocol) === readsHttp)
      .map(({ number }) => ({
        match: [{ port: number }],
        route: routeTo(number),
      }));
  const http = legs(true);
  // TLS that the proxy does not end is shared as a stream of bytes.
  const tcp = legs(false);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: metadataOf(input),
    spec: {
      hosts: [host],
      ...(http.length ? { http } : {}),
      ...(tcp.length ? { tcp } : {}),
    },
  };
}

/**
 * The shares of a staged shift, the last being where it ends: each step is
 * applied when the one before has proved itself, and the one before is the way
 * back.
 *
 * @param from - per cent that go to machines now.
 * @param to - per cent that are to go there.
 * @public
 */
export function shiftSteps(from: number, to: number): number[] {
  const stations = [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100];
  const between = stations.filter(
    one => one > Math.min(from, to) && one < Math.max(from, to),
  );
  const steps = from < to ? between : between.reverse();
  return from === to ? [] : [...steps, to];
}

/**
 * Per cent of the calls that a VirtualService leads to machines.
 *
 * @returns undefined where its routes are not those of a shift, or do not agree
 * @public
 */
export function machinesPercentOf(
  virtualService: Pick<KubernetesObject, 'spec'>,
): number | undefined {
  const { http = [], tcp = [] } = (virtualService.spec ?? {}) as {
    http?: ShiftedRoute[];
    tcp?: ShiftedRoute[];
  };
  const shares = new Set([...http, ...tcp].map(shareOfMachines));
  return shares.size === 1 ? [...shares][0] : undefined;
}

interface ShiftedRoute {
  route?: { destination?: { subset?: string }; weight?: number }[];
}

function shareOfMachines({ route = [] }: ShiftedRoute): number | undefined {
  const legs = new Map(
    route.map(({ destination, weight }) => [
      destination?.subset,
      // Istio gives all calls to a destination that stands alone.
      route.length === 1 ? 100 : weight ?? 0,
    ]),
  );
  const machines = legs.get(MACHINES_SUBSET) ?? 0;
  const pods = legs.get(PODS_SUBSET) ?? 0;
  const isShift =
    legs.size === route.length && machines + pods === 100 && legs.size <= 2;
  return isShift ? machines : undefined;
}
