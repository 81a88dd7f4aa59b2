import type {
  EgressAutoscaling,
  EgressDisruptionBudget,
  EgressReadiness,
  EgressResources,
} from './EgressWorkload';
import type {
  EgressProtocol,
  EgressTls,
  EgressUpstream,
} from './EgressUpstream';

/**
 * By what the gateway runs and how routes lead to it:
 *
 * - `injected`: a Deployment whose proxy Istio's injector completes, and Istio's
 *   own routing kinds;
 * - `helm`: the same, run by Istio's `gateway` chart, whose values are written;
 * - `gateway-api`: a Gateway of the Gateway API whose Deployment istiod makes;
 * - `waypoint`: an ambient waypoint that ServiceEntries are bound to;
 * - `sidecar-direct`: no gateway at all: the callers' own proxies call out. Only
 *   for wildcards, which no gateway of the first three patterns can serve.
 *
 * @public
 */
export type EgressPattern =
  | 'injected'
  | 'helm'
  | 'gateway-api'
  | 'waypoint'
  | 'sidecar-direct';

/**
 * A namespace, or some of its service accounts, that may use a gateway.
 *
 * @public
 */
export interface EgressCaller {
  namespace: string;
  /** Default: all service accounts of the namespace. */
  serviceAccounts?: string[];
}

/**
 * What a person says of an egress gateway. The upstreams are named by
 * `upstreams`, or one of them by the fields `host`, `protocol`, `port`, `tls` and
 * `addresses`, never by both.
 *
 * @public
 */
export interface EgressGatewayInput {
  /** Default `injected`. */
  pattern?: EgressPattern;
  /** Name of the gateway and of what belongs to it: an RFC 1035 label of at most 54 characters. */
  name: string;
  /** Where the gateway runs. */
  namespace: string;
  /** The hosts it leads to, 1 to 50. */
  upstreams?: EgressUpstream[];
  /** The one upstream's full host name. */
  host?: string;
  /** The one upstream's protocol. Default `TLS-ORIGINATION`. */
  protocol?: EgressProtocol;
  /** The one upstream's port, 1 to 65535. Default 443, with `HTTP` 80. */
  port?: number;
  /** Only with `TLS-ORIGINATION`. */
  tls?: EgressTls;
  /**
   * Fixed addresses of the one upstream, where the cluster's DNS does not know
   * the host. Default: the gateway asks DNS.
   */
  addresses?: string[];
  /**
   * Who may use the gateway, by name: nobody else gets in. Not even the gateway's
   * own namespace, unless it is named.
   */
  callers?: EgressCaller[];
  /** Namespaces that may see and use the gateway besides its own, without a fence. Not with `callers`. */
  clientNamespaces?: string[];
  /** Name of the catalog component it belongs to. */
  component?: string;
  /** Name of the group that owns it. */
  owner?: string;
  /** Number of pods, 1 to 10. Default 1. Not with `autoscaling`. */
  replicas?: number;
  /** Revision or tag of the control plane that injects the pods. Default: the one that injects by default. */
  revision?: string;
  /** What the proxy asks for and may use. Default: 100m and 128Mi asked for, at most 1Gi. */
  resources?: EgressResources;
  /** Default: a fixed number of pods. */
  autoscaling?: EgressAutoscaling;
  /** Default: none. */
  disruptionBudget?: EgressDisruptionBudget;
  /** Ties the pods' readiness to an upstream. Default: to the proxy alone. */
  readiness?: EgressReadiness;
  /** Asks an outside authorizer of every call. */
  authorization?: {
    /** Name of an entry of MeshConfig's `extensionProviders`. */
    provider: string;
  };
  /** Writes access logs of the gateway's pods by Telemetry. */
  accessLog?: {
    /** Name of an entry of MeshConfig's `extensionProviders`. Default `envoy`, which Istio always has. */
    provider?: string;
    /** Log failed calls only. Default false: every call. */
    errorsOnly?: boolean;
  };
  /**
   * Writes a NetworkPolicy into every caller's namespace that lets its pods call
   * nothing outside the cluster but by the gateway. Default false.
   */
  networkPolicy?: boolean;
  /** Writes a PeerAuthentication STRICT into the gateway's namespace. Default false. */
  strictMtls?: boolean;
}

/**
 * An upstream of which nothing is left to default.
 *
 * @public
 */
export interface EgressUpstreamModel extends EgressUpstream {
  id: string;
  protocol: EgressProtocol;
  port: number;
  /** Port that clients call. */
  clientPort: number;
  /** Port of the gateway's Service. 443 is shared by what can be told apart by server name. */
  gatewayPort: number;
}

/**
 * A gateway of which every default is filled in, as `validateEgressGateway`
 * returns it. It is an input itself: checked again, it stays the same.
 *
 * @public
 */
export interface EgressGatewayModel
  extends Omit<
    EgressGatewayInput,
    'host' | 'protocol' | 'port' | 'tls' | 'addresses'
  > {
  pattern: EgressPattern;
  upstreams: EgressUpstreamModel[];
}

/**
 * Something to know that hinders nothing: a consequence, or what could not be
 * found out.
 *
 * @public
 */
export interface EgressNote {
  /** Path of the field it is about; empty for the gateway as a whole. */
  field: string;
  /** A stable word for the kind of note, e.g. `upstream-outage`. */
  code: string;
  message: string;
  /** `warning` is to be read before going on, `unknown` is what the environment does not tell. */
  severity: 'info' | 'warning' | 'unknown';
}

/**
 * Longest name of a gateway: what is derived from it (`NAME-upstream`) stays a
 * DNS label.
 *
 * @public
 */
export const MAX_EGRESS_GATEWAY_NAME = 54;
