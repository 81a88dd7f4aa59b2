import type { KubernetesObject } from '../resources';

/**
 * Health of a virtual machine, as istiod records it on its WorkloadEntry.
 *
 * @public
 */
export type VirtualMachineHealth =
  | 'healthy'
  | 'unhealthy'
  | 'disconnected'
  | 'unknown';

/**
 * One virtual machine, read off its WorkloadEntry.
 *
 * @public
 */
export interface VirtualMachine {
  namespace: string;
  /** The WorkloadEntry's name. */
  name: string;
  /** Short name to show. */
  title: string;
  address?: string;
  network?: string;
  serviceAccount?: string;
  /** The WorkloadGroup that it registered through. */
  group?: string;
  /** Value of the `version` label. */
  version?: string;
  health: VirtualMachineHealth;
  /** The last probe's message or other reason, as a sentence. */
  message?: string;
  /** RFC 3339; set while it is connected. */
  connectedSince?: string;
  /** RFC 3339; set when it is not connected now. */
  disconnectedSince?: string;
  /** When the health last changed (RFC 3339). */
  healthSince?: string;
}

interface Condition {
  type?: string;
  status?: string;
  message?: string;
  reason?: string;
  lastTransitionTime?: string;
  lastProbeTime?: string;
}

/** Annotations that istiod keeps (pilot/pkg/autoregistration). */
const GROUP = 'istio.io/autoRegistrationGroup';
const CONNECTED = 'istio.io/connectedAt';
const DISCONNECTED = 'istio.io/disconnectedAt';
const CONTROLLER = 'istio.io/workloadController';
const HEALTH_CHECKS = 'proxy.istio.io/health-checks-enabled';

/** Labels that may hold a machine's own name, in order of trust. */
const HOSTNAMES = ['kubernetes.io/hostname', 'hostname'];

function groupOf(entry: KubernetesObject): string | undefined {
  return (
    entry.metadata.annotations?.[GROUP] ??
    entry.metadata.ownerReferences?.find(one => one.kind === 'WorkloadGroup')
      ?.name
  );
}

/** When a machine left, if it has not come back since. */
function disconnectedAt(annotations: Record<string, string>) {
  const left = annotations[DISCONNECTED];
  const came = annotations[CONNECTED];
  if (!left) {
    return undefined;
  }
  return came && Date.parse(came) > Date.parse(left) ? undefined : left;
}

function asSentence(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) {
    return undefined;
  }
  const sentence = trimmed[0].toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function healthOf(
  entry: KubernetesObject,
  group: KubernetesObject | undefined,
): Pick<
  VirtualMachine,
  'health' | 'message' | 'connectedSince' | 'disconnectedSince' | 'healthSince'
> {
  const annotations = entry.metadata.annotations ?? {};
  const conditions: Condition[] = entry.status?.conditions ?? [];
  const healthy = conditions.find(({ type }) => type === 'Healthy');
  const left = disconnectedAt(annotations);
  const connectedSince = left ? undefined : annotations[CONNECTED];
  const seen = {
    ...(connectedSince ? { connectedSince } : {}),
    ...(healthy?.lastTransitionTime
      ? { healthSince: healthy.lastTransitionTime }
      : {}),
  };
  if (left) {
    return {
      ...seen,
      health: 'disconnected',
      disconnectedSince: left,
      message: 'Its proxy is not connected to istiod.',
    };
  }
  if (healthy?.status === 'True') {
    return { ...seen, health: 'healthy' };
  }
  if (healthy?.status === 'False') {
    return {
      ...seen,
      health: 'unhealthy',
      message:
        asSentence(healthy.message) ?? 'The last health check was not passed.',
    };
  }
  const probed =
    annotations[HEALTH_CHECKS] === 'true' || group?.spec?.probe !== undefined;
  const connected = Boolean(connectedSince && annotations[CONTROLLER]);
  let message = 'Its proxy has never been seen by istiod.';
  if (connected && probed) {
    message = 'The first health check has not come in yet.';
  } else if (connected) {
    message = 'Connected; its WorkloadGroup has no health check.';
  }
  return { ...seen, health: 'unknown', message };
}

/**
 * Reads a virtual machine off its WorkloadEntry and, where it is known, the
 * WorkloadGroup that it registered through. Fields of the entry win over the
 * group's template.
 *
 * @public
 */
export function virtualMachineOf(
  entry: KubernetesObject,
  groups: readonly KubernetesObject[] = [],
): VirtualMachine {
  const { name, namespace = '' } = entry.metadata;
  const groupName = groupOf(entry);
  const group = groups.find(
    one =>
      one.metadata.name === groupName && one.metadata.namespace === namespace,
  );
  const template = group?.spec?.template ?? {};
  const labels: Record<string, string> = {
    ...group?.spec?.metadata?.labels,
    ...entry.metadata.labels,
    ...entry.spec?.labels,
  };
  const title = HOSTNAMES.map(key => labels[key]).find(Boolean) ?? name;
  const optional = {
    address: entry.spec?.address,
    network: entry.spec?.network ?? template.network,
    serviceAccount: entry.spec?.serviceAccount ?? template.serviceAccount,
    group: groupName,
    version: labels.version,
  };
  return {
    namespace,
    name,
    title,
    ...Object.fromEntries(
      Object.entries(optional).filter(([, value]) => Boolean(value)),
    ),
    ...healthOf(entry, group),
  };
}
