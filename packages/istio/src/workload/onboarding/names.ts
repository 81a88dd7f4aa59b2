import { VM_GROUP_LABEL, VmOnboardingInput } from './VmOnboardingInput';

/** Options that the cluster decides, not the person. */
export interface VmOnboardingOptions {
  /** Default `cluster.local`. */
  clusterDomain?: string;
}

/** Labels of every object of a group of machines. */
export function labelsOf(input: VmOnboardingInput): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'meshport',
    [VM_GROUP_LABEL]: input.name,
    ...(input.component
      ? { 'backstage.io/kubernetes-id': input.component }
      : {}),
    ...(input.owner ? { 'meshport.dev/owner': input.owner } : {}),
  };
}

/** Value of the label `app`, by which services select machines and pods. */
export function appOf(input: VmOnboardingInput): string {
  return input.app ?? input.name;
}

/** Identity of the machines. */
export function serviceAccountOf(input: VmOnboardingInput): string {
  return input.serviceAccount ?? input.name;
}

/**
 * Identity of one machine. A machine's own account bears the group's name, so
 * that no machine can be given the name of another application's account.
 *
 * @param machine - name of its WorkloadEntry.
 * @public
 */
export function machineServiceAccountOf(
  input: VmOnboardingInput,
  machine: string,
): string {
  return input.identity === 'machine'
    ? `${serviceAccountOf(input)}-${machine}`
    : serviceAccountOf(input);
}

/** The label that tells machines and pods apart, with its two values. */
export function classOf({ subsets = {} }: VmOnboardingInput) {
  const {
    label = 'class',
    machines = 'vm',
    containers = 'container',
  } = subsets;
  return { label, machines, containers };
}

/** Labels that every machine of the group bears in the mesh. */
export function machineLabelsOf(
  input: VmOnboardingInput,
): Record<string, string> {
  const { label, machines } = classOf(input);
  return {
    app: appOf(input),
    ...(input.version ? { version: input.version } : {}),
    ...input.labels,
    [label]: machines,
  };
}

/** The service's host as the mesh knows it; undefined without a service. */
export function serviceHostOf(
  { service, namespace }: VmOnboardingInput,
  { clusterDomain = 'cluster.local' }: VmOnboardingOptions = {},
): string | undefined {
  if (!service) {
    return undefined;
  }
  return service.kind === 'ServiceEntry'
    ? service.host
    : `${service.name}.${namespace}.svc.${clusterDomain}`;
}

/** Metadata of an object of the group. */
export function metadataOf(input: VmOnboardingInput, name = input.name) {
  return { name, namespace: input.namespace, labels: labelsOf(input) };
}
