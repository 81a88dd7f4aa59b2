/**
 * Protocols that a port of a virtual machine can speak, as Istio names them.
 *
 * @public
 */
export const VM_PORT_PROTOCOLS = [
  'HTTP',
  'HTTP2',
  'GRPC',
  'HTTPS',
  'TLS',
  'TCP',
] as const;

/**
 * Protocol of a port of a virtual machine.
 *
 * @public
 */
export type VmPortProtocol = (typeof VM_PORT_PROTOCOLS)[number];

/**
 * A port on which the application on the machine listens.
 *
 * @public
 */
export interface VmPort {
  /** Name of the port in the service, e.g. `http`. */
  name: string;
  /** What callers call, 1 to 65535. */
  number: number;
  /** Where the application listens. Default: `number`. */
  targetPort?: number;
  /** Default `HTTP`. */
  protocol?: VmPortProtocol;
}

/**
 * How the agent on the machine finds out whether the application is healthy;
 * one of `httpGet`, `tcpSocket` and `exec`. Times are in seconds.
 *
 * @public
 */
export interface VmProbe {
  httpGet?: { path?: string; port: number; scheme?: 'HTTP' | 'HTTPS' };
  tcpSocket?: { port: number };
  /** A program and its arguments; no shell. */
  exec?: { command: string[] };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/**
 * The name under which callers reach machines and pods alike.
 *
 * - `existing`: a Service that is there already and selects the label `app`;
 * - `Service`: a new one in the group's namespace;
 * - `ServiceEntry`: a host of its own that no Kubernetes Service has.
 *
 * @public
 */
export type VmService =
  | { kind: 'existing' | 'Service'; name: string }
  | { kind: 'ServiceEntry'; host: string };

/**
 * A service that the application on a machine without iptables calls.
 *
 * @public
 */
export interface VmDependency {
  /** Its host in the mesh, e.g. `details.bookinfo.svc.cluster.local`. */
  host: string;
  port: number;
  /** Default `HTTP`. */
  protocol?: VmPortProtocol;
}

/**
 * Whose identity a machine has:
 *
 * - `group`: all machines share the group's service account;
 * - `machine`: each has one of its own, so that one machine can be cut off by
 *   itself. Only where machines do not register by themselves: istiod gives the
 *   machines that it registers the account of the group.
 *
 * @public
 */
export type VmIdentity = 'group' | 'machine';

/**
 * What is made of a namespace that is missing.
 *
 * @public
 */
export interface VmNamespace {
  /** Revision or tag whose injector acts on pods there; `default` for the default one. Absent: none does. */
  revision?: string;
  /** Further labels, e.g. those that the mesh's discoverySelectors ask for. */
  labels?: Record<string, string>;
}

/**
 * Ports that iptables leaves alone on the machine; at most 64 of each.
 *
 * @public
 */
export interface VmExcludedPorts {
  /**
   * Of the group's ports (as the machine listens on them) those that callers
   * reach without the proxy: without mTLS and without policies of the mesh.
   */
  inbound?: number[];
  /** Ports of other hosts that programs on the machine call without the proxy. */
  outbound?: number[];
}

/**
 * How a machine is in the mesh where iptables may not be used.
 *
 * @public
 */
export interface VmWithoutCapture {
  /** What the application calls; empty where it calls nothing in the mesh. */
  dependencies: VmDependency[];
  /**
   * One HTTP proxy on 127.0.0.1 for the dependencies that speak HTTP, HTTP2 or
   * gRPC, in the place of listeners and lines of `/etc/hosts`: programs are told
   * of it by `http_proxy`. Those dependencies have to be on port 80: istiod gives
   * the proxy names with the port for all others, and has it compare names
   * without the port (buildSidecarOutboundHTTPRouteConfig of 1.31).
   */
  httpProxy?: {
    /** Default 15080. */
    port?: number;
  };
}

/**
 * What a person says of the virtual machines of one application that are to be
 * in the mesh.
 *
 * @public
 */
export interface VmOnboardingInput {
  /** Name of the WorkloadGroup, an RFC 1123 label of at most 50 characters. */
  name: string;
  namespace: string;
  /** Makes the namespace too, where it is missing. Absent: it has to be there. */
  createNamespace?: VmNamespace;
  /**
   * Revision or tag of the control plane that machines talk to; no object bears
   * it. Default: that of the default tag.
   */
  revision?: string;
  /** Value of the label `app`, by which Services select. Default: the name. */
  app?: string;
  /** Value of the label `version`. */
  version?: string;
  /** Further labels of the machines. */
  labels?: Record<string, string>;
  /** Identity of the machines. Default: the name; one of its own, so that it can be cut off by itself. */
  serviceAccount?: string;
  /** Default `group`. */
  identity?: VmIdentity;
  /** Network of the mesh on which the machines are; absent where they reach pods directly. */
  network?: string;
  /** `region/zone/subzone`. */
  locality?: string;
  /** Share of the calls against other endpoints, 1 to 128. */
  weight?: number;
  ports: VmPort[];
  probe?: VmProbe;
  /** Whether istiod makes the WorkloadEntry when a machine joins. Default true. */
  autoRegister?: boolean;
  service?: VmService;
  /** Tells machines and pods apart by a label, for routes. */
  subsets?: {
    /** Default `class`. */
    label?: string;
    /** Its value on machines. Default `vm`. */
    machines?: string;
    /** Its value on pods. Default `container`. */
    containers?: string;
  };
  /** Per cent of the calls that go to machines, 0 to 100; needs subsets. */
  machinesPercent?: number;
  /** For machines where iptables may not be used: one listener for each dependency. */
  withoutCapture?: VmWithoutCapture;
  /** What iptables leaves alone; not together with `withoutCapture`. */
  excludedPorts?: VmExcludedPorts;
  /** Name of the catalog component. */
  component?: string;
  /** Name of the group that owns it. */
  owner?: string;
}

/** Label on every object of a group of machines: the WorkloadGroup's name. */
export const VM_GROUP_LABEL = 'meshport.dev/vm-group';

/** Longest name of a group: what istiod derives from it (name, address, network) stays readable. */
export const MAX_VM_GROUP_NAME = 50;
