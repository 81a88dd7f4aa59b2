/** Health of a virtual machine in the mesh, as istiod records it on its WorkloadEntry. */
export type VirtualMachineHealth =
  | 'healthy'
  | 'unhealthy'
  | 'disconnected'
  | 'unknown';

/** One WorkloadEntry of an entity. */
export interface VirtualMachine {
  cluster: string;
  namespace: string;
  /** The WorkloadEntry's name. */
  name: string;
  /** Short name to show: the `kubernetes.io/hostname` or `hostname` label if there is one, else the entry's name. */
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
  /** ISO 8601. */
  connectedSince?: string;
  /** ISO 8601; set when the machine is not connected now. */
  disconnectedSince?: string;
  /** When the health last changed (ISO 8601). */
  healthSince?: string;
}
