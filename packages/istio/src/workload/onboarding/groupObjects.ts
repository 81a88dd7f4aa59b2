import type { KubernetesObject } from '../../resources';
import { machineProxyAnnotation } from './machineProxy';
import {
  machineLabelsOf,
  machineServiceAccountOf,
  metadataOf,
  serviceAccountOf,
} from './names';
import type { VmOnboardingInput } from './VmOnboardingInput';

/** The identity of the machines, for which tokens are minted. */
export function serviceAccountObject(
  input: VmOnboardingInput,
  name = serviceAccountOf(input),
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(input, name),
  };
}

/**
 * The namespace of the machines, where it is to be made too. One that is there
 * already is not Meshport's: it must not be applied over.
 *
 * @public
 */
export function namespaceObject({
  namespace,
  createNamespace,
}: VmOnboardingInput): KubernetesObject | undefined {
  if (!createNamespace) {
    return undefined;
  }
  const { revision, labels } = createNamespace;
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'meshport',
        ...labels,
        ...(revision === 'default' ? { 'istio-injection': 'enabled' } : {}),
        ...(revision && revision !== 'default'
          ? { 'istio.io/rev': revision }
          : {}),
      },
    },
  };
}

/** Ports of a machine by the names of the service's ports. */
function portsOf({ ports }: VmOnboardingInput): Record<string, number> {
  return Object.fromEntries(
    ports.map(({ name, number, targetPort }) => [name, targetPort ?? number]),
  );
}

/**
 * What machines of the group have in common. The labels stand in the metadata,
 * where `istioctl x workload entry configure` and istiod's auto-registration
 * agree about them; in the template they would be merged in opposite orders.
 */
export function workloadGroupObject(
  input: VmOnboardingInput,
): KubernetesObject {
  const { network, locality, weight, probe } = input;
  const annotation = machineProxyAnnotation(input);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: {
      ...metadataOf(input),
      ...(annotation ? { annotations: annotation } : {}),
    },
    spec: {
      metadata: { labels: machineLabelsOf(input) },
      template: {
        serviceAccount: serviceAccountOf(input),
        ports: portsOf(input),
        ...(network ? { network } : {}),
        ...(locality ? { locality } : {}),
        ...(weight === undefined ? {} : { weight }),
      },
      ...(probe ? { probe } : {}),
    },
  };
}

/** One machine of a group that istiod does not register by itself. */
export interface VmEntryInput {
  /** Name of the machine in the mesh, e.g. `ratings-vm-01`. */
  name: string;
  /** Its IPv4 or IPv6 address, as pods or the gateway of its network reach it. */
  address: string;
}

/**
 * The entry of a machine whose group does not register by itself. istiod marks
 * it connected only when the proxy names it (`ISTIO_META_WORKLOAD_ENTRY`, which
 * the bundle's option `workloadEntry` writes) and it bears the health
 * annotation; `istio.io/autoRegistrationGroup` must be absent, or istiod deletes
 * it when the machine goes (pilot/pkg/autoregistration).
 */
export function workloadEntryObject(
  input: VmOnboardingInput,
  { name, address }: VmEntryInput,
): KubernetesObject {
  const { network, locality, weight } = input;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      ...metadataOf(input, name),
      // Kubernetes Services select entries by their own labels.
      labels: { ...machineLabelsOf(input), ...metadataOf(input).labels },
      annotations: { 'proxy.istio.io/health-checks-enabled': 'true' },
    },
    spec: {
      address,
      labels: machineLabelsOf(input),
      serviceAccount: machineServiceAccountOf(input, name),
      ports: portsOf(input),
      ...(network ? { network } : {}),
      ...(locality ? { locality } : {}),
      ...(weight === undefined ? {} : { weight }),
    },
  };
}

/**
 * The identity of one machine, where each has its own; undefined where the
 * group's serves. An account of that name which is not this group's must not be
 * applied over: it is somebody else's identity.
 *
 * @param machine - name of its WorkloadEntry.
 * @public
 */
export function machineServiceAccountObject(
  input: VmOnboardingInput,
  machine: string,
): KubernetesObject | undefined {
  return input.identity === 'machine'
    ? serviceAccountObject(input, machineServiceAccountOf(input, machine))
    : undefined;
}
