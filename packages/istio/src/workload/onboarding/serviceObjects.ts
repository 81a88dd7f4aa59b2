import type { KubernetesObject } from '../../resources';
import {
  appOf,
  classOf,
  metadataOf,
  serviceHostOf,
  VmOnboardingOptions,
} from './names';
import type { VmOnboardingInput, VmPort } from './VmOnboardingInput';

/** Subset of a service with its machines only. */
export const MACHINES_SUBSET = 'vm';

/** Subset of a service with its pods only. */
export const PODS_SUBSET = 'container';

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

/** The service's ports behind which a machine takes calls without its proxy. */
function unencryptedPorts({ ports, excludedPorts }: VmOnboardingInput) {
  const excluded = excludedPorts?.inbound ?? [];
  return ports
    .filter(({ number, targetPort }) => excluded.includes(targetPort ?? number))
    .map(({ number }) => ({
      port: { number },
      tls: { mode: 'DISABLE' },
    }));
}

/**
 * Tells machines and pods apart for routes, and callers where they must not
 * begin mTLS, because no proxy would end it.
 */
export function subsetRuleObject(
  input: VmOnboardingInput,
  options?: VmOnboardingOptions,
): KubernetesObject | undefined {
  const host = serviceHostOf(input, options);
  const portLevelSettings = unencryptedPorts(input);
  if (!host || (!input.subsets && !portLevelSettings.length)) {
    return undefined;
  }
  const { label, machines, containers } = classOf(input);
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: metadataOf(input),
    spec: {
      host,
      ...(portLevelSettings.length
        ? { trafficPolicy: { portLevelSettings } }
        : {}),
      ...(input.subsets
        ? {
            subsets: [
              { name: MACHINES_SUBSET, labels: { [label]: machines } },
              { name: PODS_SUBSET, labels: { [label]: containers } },
            ],
          }
        : {}),
    },
  };
}
