import type { KubernetesObject, ResourceReference } from '../../resources';
import type { PolicyWorkload } from '../types';

/**
 * A call of one pod to one Service.
 *
 * @public
 */
export interface CallQuestion {
  /**
   * A pod, or a virtual machine by its WorkloadEntry or WorkloadGroup; where the
   * kind is not said, the first that has the name. A gateway calls for those outside.
   */
  from: { kind?: 'Pod' | 'WorkloadEntry'; namespace: string; name: string };
  to: { namespace: string; name: string };
  /** The Service's port. */
  port: number;
  /** Default `GET`. */
  method?: string;
  /** With its query, if there is one. Default `/`. */
  path?: string;
  /** Names in any case. `host` stands for the authority. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * What decided a call, e.g. a rule of an AuthorizationPolicy.
 *
 * @public
 */
export interface Decider extends ResourceReference {
  /** Position of the rule in its policy, from 0; absent where no single rule decided. */
  rule?: number;
}

/**
 * Whether a call comes through.
 *
 * @public
 */
export interface CallAnswer {
  /** Undefined when it is not known, or differs from one call to the next. */
  allowed?: boolean;
  /** What decided; empty where the mesh's defaults did. */
  decidedBy: Decider[];
  /** Whether the call is carried by mutual TLS of the mesh. */
  mtls?: boolean;
  /** In a sentence. */
  why: string;
}

/**
 * The objects of a whole cluster from which a call is judged.
 *
 * @public
 */
export interface CallObjects {
  pods: readonly KubernetesObject[];
  services: readonly KubernetesObject[];
  workloadEntries: readonly KubernetesObject[];
  peerAuthentications: readonly KubernetesObject[];
  requestAuthentications: readonly KubernetesObject[];
  authorizationPolicies: readonly KubernetesObject[];
  destinationRules: readonly KubernetesObject[];
  virtualServices: readonly KubernetesObject[];
  sidecars: readonly KubernetesObject[];
  /** Istio's Gateways; without them calls through gateways are not known. */
  gateways?: readonly KubernetesObject[];
  /** Gateways of the Gateway API; their routes for Services are not looked at. */
  gatewayApiGateways?: readonly KubernetesObject[];
  httpRoutes?: readonly KubernetesObject[];
  referenceGrants?: readonly KubernetesObject[];
  /** Addresses behind Services that select nothing; without them those are not known. */
  endpointSlices?: readonly KubernetesObject[];
  /** What MeshConfig says. */
  meshConfig?: Readonly<Record<string, any>>;
  /** Namespace of the control plane: of mesh-wide policies unless MeshConfig says another. Default `istio-system`. */
  controlPlaneNamespace?: string;
  /** Default `cluster.local`. */
  clusterDomain?: string;
  /** Kinds that could not be read, e.g. `AuthorizationPolicy`. */
  unreadable?: ReadonlySet<string>;
  /** Milliseconds since 1970, against which tokens are checked. Default: now. */
  now?: number;
  /**
   * Whether proxies tell each other by ALPN that a call is HTTP, as they do unless
   * istiod has `PILOT_ENABLE_ALPN_FILTER=false`. Without it, a port whose protocol
   * is not said is TCP to those who are called by mutual TLS. Default: true.
   */
  alpn?: boolean;
}

/** Who calls: a pod, or a virtual machine by its WorkloadEntry. */
export interface Caller {
  kind: PolicyWorkload['kind'];
  metadata: Pick<
    KubernetesObject['metadata'],
    'name' | 'namespace' | 'labels' | 'annotations'
  >;
  serviceAccount: string;
  address?: string;
  /** The pod has run to its end. */
  hasEnded?: boolean;
}

/** The workload that is called. */
export interface Callee {
  namespace: string;
  workload: PolicyWorkload;
}

/** A request as the proxy of the one who is called sees it. */
export interface ServerRequest {
  method: string;
  /** With its query. */
  path: string;
  authority: string;
  /** Names in lower case. */
  headers: Record<string, string>;
}

/** The connection on which it comes. */
export interface ServerConnection {
  /** The caller's SPIFFE identity, where the connection is mutual TLS. */
  principal?: string;
  sourceIp?: string;
  destinationIp?: string;
  /** The workload's own port. */
  destinationPort: number;
  /** The server name in the TLS handshake. */
  sni?: string;
}

/** Part of an answer: a verdict and why. */
export type Verdict = Pick<CallAnswer, 'allowed' | 'decidedBy' | 'why'>;
