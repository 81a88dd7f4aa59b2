import type { KubernetesObject } from '../../resources';
import {
  appOf,
  classOf,
  metadataOf,
  serviceHostOf,
  VmOnboardingOptions,
} from './names';
import type { VmOnboardingInput, VmPort } from './VmOnboardingInput';

const NETWORKING = 'networking.istio.io/v1';

/** Istio's protocol as Kubernetes' `appProtocol` has it. */
function appProtocolOf({ protocol = 'HTTP' }: VmPort): string {
  return protocol.toLowerCase();
}

function serviceObject(input: VmOnboardingInput, name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, name),
    spec: {
      selector: { app: appOf(input) },
      ports: input.ports.map(port => ({
        name: port.name,
        port: port.number,
        targetPort: port.targetPort ?? port.number,
        appProtocol: appProtocolOf(port),
        protocol: 'TCP',
      })),
    },
  };
}

function serviceEntryObject(input: VmOnboardingInput, host: string) {
  return {
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    metadata: metadataOf(input),
    spec: {
      hosts: [host],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: input.ports.map(
        ({ name, number, targetPort, protocol = 'HTTP' }) => ({
          name,
          number,
          protocol,
          ...(targetPort === undefined || targetPort === number
            ? {}
            : { targetPort }),
        }),
      ),
      // Selects pods and machines alike.
      workloadSelector: { labels: { app: appOf(input) } },
    },
  };
}

/** What joins machines and pods under one name; nothing where a Service does already. */
export function joiningObjects(input: VmOnboardingInput): KubernetesObject[] {
  const { service } = input;
  switch (service?.kind) {
    case 'Service':
      return [serviceObject(input, service.name)];
    case 'ServiceEntry':
      return [serviceEntryObject(input, service.host)];
    default:
      return [];
  }
}

/** Tells machines and pods apart for routes. */
export function subsetRuleObject(
  input: VmOnboardingInput,
  options?: VmOnboardingOptions,
): KubernetesObject | undefined {
  const host = serviceHostOf(input, options);
  if (!input.subsets || !host) {
    return undefined;
  }
  const { label, machines, containers } = classOf(input);
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: metadataOf(input),
    spec: {
      host,
      subsets: [
        { name: 'vm', labels: { [label]: machines } },
        { name: 'container', labels: { [label]: containers } },
      ],
    },
  };
}

/**
 * Shares calls between machines and pods. A subset without a share is left out:
 * Istio would keep an empty cluster for it, and a later step adds it again.
 *
 * @param machinesPercent - 0 to 100.
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
    { subset: 'vm', weight: machinesPercent },
    { subset: 'container', weight: 100 - machinesPercent },
  ].filter(({ weight }) => weight > 0);
  const routeTo = (port: number) =>
    shares.map(({ subset, weight }) => ({
      destination: { host, subset, port: { number: port } },
      weight,
    }));
  const legs = (readsHttp: boolean) =>
    input.ports
      .filter(
        ({ protocol = 'HTTP' }) =>
          ['HTTP', 'HTTP2', 'GRPC'].includes(protocol) === readsHttp,
      )
      .map(({ number }) => ({
        match: [{ port: number }],
        route: routeTo(number),
      }));
  const http = legs(true);
  // TLS that the proxy does not end is shared as a stream of bytes.
  const tcp = legs(false);
  return {
    apiVersion: NETWORKING,
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
