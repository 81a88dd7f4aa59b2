import type { EgressPattern } from './EgressGatewayInput';

/**
 * Blocks such as `10.0.0.0/8`, by what they are used for.
 *
 * @public
 */
export interface EgressNetworkRanges {
  pods?: string[];
  services?: string[];
  nodes?: string[];
}

/**
 * What a configuration lets pass of what is refused otherwise.
 *
 * @public
 */
export interface EgressAllowance {
  /** Hosts, or wildcards of them, that may be upstreams although a rule refuses them. */
  hosts?: string[];
  /** Blocks of which addresses, and bare addresses as hosts, may be upstreams. */
  addresses?: string[];
}

/**
 * What the cluster runs and what configuration allows. What is left out is not
 * known: it is said so, and never taken for granted.
 *
 * @public
 */
export interface EgressEnvironment {
  /** Version of the control plane, e.g. `1.30.3`. */
  istioVersion?: string;
  /** Version of Kubernetes, e.g. `1.35.4`. */
  kubernetesVersion?: string;
  /** The cluster's domain. Where not known, `cluster.local` is used and said. */
  clusterDomain?: string;
  /** The mesh's trust domain. Where not known, `cluster.local`, which Istio takes for its own whatever its name. */
  trustDomain?: string;
  /** Kinds of the Gateway API that are served, each with its versions; empty: none. */
  gatewayApi?: { kind: string; versions: string[] }[];
  /** Whether ztunnel runs. */
  ambient?: boolean;
  /**
   * MeshConfig's `extensionProviders`: which can be asked of calls, and by what.
   * One that speaks HTTP is never asked of connections that are not HTTP.
   */
  extensionProviders?: {
    name: string;
    authorizer: boolean;
    transport?: 'http' | 'grpc';
  }[];
  /** MeshConfig's `outboundTrafficPolicy.mode`. */
  outboundTrafficPolicy?: string;
  /** Whether proxies of the mesh answer DNS by default, so that hosts get an address of their own. */
  dnsCapture?: boolean;
  /** MeshConfig's `rootNamespace`. */
  rootNamespace?: string;
  networkRanges?: EgressNetworkRanges;
  /** The namespaces there are. */
  namespaces?: string[];
  /** Who owns hosts, or wildcards of them; the first that fits counts. */
  hostOwners?: { host: string; owner: string }[];
  allow?: EgressAllowance;
  /** Patterns that may be chosen. Default: all. */
  patterns?: EgressPattern[];
  /** What enforces NetworkPolicies, e.g. `calico`; false: known that nothing does. */
  networkPolicyEnforcer?: string | false;
  /** Ranges that a NetworkPolicy leaves open besides the cluster's own. */
  openRanges?: {
    apiServer?: string[];
    nodeLocalDns?: string[];
    virtualMachines?: string[];
    remotes?: string[];
  };
  /** Image with `curl` for the readiness probe's container and the test Jobs. */
  curlImage?: string;
}
