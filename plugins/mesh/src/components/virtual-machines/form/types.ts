/** Protocols of a port of a machine, as `VmOnboardingInput` names them. */
export const VM_PROTOCOLS = [
  'HTTP',
  'HTTP2',
  'GRPC',
  'HTTPS',
  'TLS',
  'TCP',
] as const;

export type VmProtocol = (typeof VM_PROTOCOLS)[number];

/** One port in the form. */
export interface PortValue {
  name?: string;
  number?: number;
  targetPort?: number;
  protocol?: VmProtocol;
}

/** How the agent asks the application whether it is well. */
export interface ProbeValue {
  httpGet?: { path?: string; port?: number; scheme?: 'HTTP' | 'HTTPS' };
  tcpSocket?: { port?: number };
  exec?: { command: string[] };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/** Under which name callers reach the machines. */
export type ServiceValue =
  | { kind: 'existing' | 'Service'; name?: string }
  | { kind: 'ServiceEntry'; host?: string };

/** What runs on the machines: fields of `VmOnboardingInput`. */
export interface VmWorkload {
  service?: ServiceValue;
  app?: string;
  version?: string;
  labels?: Record<string, string>;
  ports?: PortValue[];
  probe?: ProbeValue;
}

/** A service that the application calls where iptables may not be used. */
export interface DependencyValue {
  host?: string;
  port?: number;
  protocol?: VmProtocol;
}

/** How the machines join: fields of `VmOnboardingInput`, and where istiod is. */
export interface VmJoining {
  network?: string;
  istiodAddress?: string;
  /** Revision or tag of the control plane that the machines join. */
  revision?: string;
  createNamespace?: { revision?: string };
  serviceAccount?: string;
  autoRegister?: boolean;
  identity?: 'group' | 'machine';
  locality?: string;
  weight?: number;
  withoutCapture?: {
    dependencies: DependencyValue[];
    httpProxy?: { port?: number };
  };
  excludedPorts?: { inbound?: number[]; outbound?: number[] };
  subsets?: { label?: string; machines?: string; containers?: string };
  machinesPercent?: number;
}

/** What the form of the template holds. */
export interface VmFormData {
  cluster?: string;
  namespace?: string;
  name?: string;
  component?: string;
  owner?: string;
  workload?: VmWorkload;
  joining?: VmJoining;
  delivery?: 'request' | 'files';
  reason?: string;
}
