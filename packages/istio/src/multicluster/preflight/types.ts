import type { LabelSelector } from '../../resources';

/**
 * A root certificate that a cluster trusts: public facts only.
 *
 * @public
 */
export interface TrustedRoot {
  /** SHA-256 of the certificate, as hexadecimal digits; colons and capitals do not matter. */
  fingerprint: string;
  subject?: string;
  /** RFC 3339. */
  notAfter?: string;
}

/**
 * A gateway that lets other networks in.
 *
 * @public
 */
export interface EastWestGateway {
  namespace: string;
  name: string;
  /** Label `topology.istio.io/network` of its Service. */
  network?: string;
  /** Addresses of its load balancer or external addresses; empty while it has none. */
  addresses: string[];
  /** Ports of its Service. */
  ports: number[];
  /**
   * Hosts of the Gateway objects with TLS mode AUTO_PASSTHROUGH on it; undefined
   * when they cannot be read.
   */
  passthroughHosts?: string[];
}

/**
 * A Service, as far as clusters must agree on it.
 *
 * @public
 */
export interface PreflightService {
  namespace: string;
  name: string;
  /** `clusterIP: None`. */
  headless: boolean;
  /** `spec.type`; default: ClusterIP. */
  type?: string;
  ports: {
    name?: string;
    port: number;
    protocol?: string;
    appProtocol?: string;
  }[];
}

/**
 * An AuthorizationPolicy, as far as it says who may call.
 *
 * @public
 */
export interface PreflightPolicy {
  namespace: string;
  name: string;
  /** Default: ALLOW. */
  action?: string;
  rules?: {
    from?: {
      source?: {
        principals?: string[];
        namespaces?: string[];
        serviceAccounts?: string[];
      };
    }[];
  }[];
}

/**
 * What is known of a cluster before it joins. A field that is absent was not or
 * could not be read, and what needs it is `unknown`, never fine.
 *
 * @public
 */
export interface PreflightCluster {
  /** The name that people know it by. */
  name: string;
  /** Why fields are absent, by field: a sentence. */
  unread?: Partial<Record<string, string>>;
  /** Istio's cluster ID. */
  clusterId?: string;
  /** Version of the API server. */
  kubernetesVersion?: string;
  /** Versions of its control planes; empty for a cluster that has none of its own. */
  controlPlanes?: { revision: string; version: string }[];
  /** Versions of its proxies, each once. */
  proxyVersions?: string[];
  /** Label of the namespace of the control plane; empty when it has none. */
  network?: string;
  podCidrs?: string[];
  serviceCidrs?: string[];
  /** Addresses that were seen; they show where CIDRs are wrong or unknown. */
  podAddresses?: string[];
  serviceAddresses?: string[];
  eastWestGateways?: EastWestGateway[];
  trustDomain?: string;
  trustDomainAliases?: string[];
  roots?: TrustedRoot[];
  /** The mesh's `discoverySelectors`; empty when it has none and takes all. */
  discoverySelectors?: LabelSelector[];
  namespaces?: {
    name: string;
    labels?: Record<string, string>;
    /** Who owns it, by the portal's rules; absent when nobody is named. */
    owner?: string;
  }[];
  serviceAccounts?: { namespace: string; name: string }[];
  authorizationPolicies?: PreflightPolicy[];
  /** Those that mesh workloads may call. */
  services?: PreflightService[];
  /** Whether its proxies answer DNS (`ISTIO_META_DNS_CAPTURE`). */
  dnsProxy?: boolean;
}

/**
 * What is looked at, in the order of the matrix.
 *
 * @public
 */
export const PREFLIGHT_CHECKS = [
  'cluster-id',
  'kubernetes-version',
  'istio-version',
  'cidr',
  'network',
  'trust-domain',
  'roots',
  'discovery-selectors',
  'missing-services',
  'service-mismatch',
  'shared-identities',
] as const;

/** @public */
export type PreflightCheckName = (typeof PREFLIGHT_CHECKS)[number];

/**
 * How bad a finding is: an error keeps the clusters from working together,
 * `unknown` could be one.
 *
 * @public
 */
export type PreflightSeverity = 'error' | 'warning' | 'info' | 'unknown';

/**
 * What stands in the way of two clusters, or might.
 *
 * @public
 */
export interface PreflightFinding {
  severity: PreflightSeverity;
  /** A word for programs that stays the same. */
  code: string;
  /** The clusters it speaks of. */
  clusters: string[];
  message: string;
  /** What to do. */
  mend: string;
  /** The objects, names or addresses it was seen by; at most a hundred. */
  evidence?: string[];
}

/**
 * A cell of the matrix.
 *
 * @public
 */
export interface PreflightCheck {
  name: PreflightCheckName;
  /** The worst of its findings; `ok` when there is none. */
  verdict: PreflightSeverity | 'ok';
  findings: PreflightFinding[];
}

/**
 * What stands in the way of a pair of clusters.
 *
 * @public
 */
export interface PreflightPair {
  clusters: [string, string];
  verdict: PreflightCheck['verdict'];
  checks: PreflightCheck[];
}
