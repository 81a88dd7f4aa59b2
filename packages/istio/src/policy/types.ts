import type { KubernetesObject, ResourceReference } from '../resources';

/**
 * mTLS mode in force on one port (or on all others when `port` is absent).
 *
 * @public
 */
export interface MutualTlsVerdict {
  /** The workload's own port, which is a Service's target port. */
  port?: number;
  mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'unknown';
  /** Where the mode comes from. */
  from: 'port' | 'workload' | 'namespace' | 'mesh' | 'default';
  decidedBy?: ResourceReference;
  /** For `unknown`: because of what. */
  why?: string;
}

/**
 * One line of the table of callers: one rule of one policy.
 *
 * @public
 */
export interface CallerRule {
  action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
  /** Who, in words; `anyone` when not limited, `nobody` for a policy that has no rule and so never matches. */
  who: string[];
  /** What, in words; `any` when not limited. */
  what: string[];
  /** Further conditions in words. */
  conditions: string[];
  decidedBy: ResourceReference;
  /** Index of the rule in its policy, from 0; absent for a policy without rules. */
  rule?: number;
  /** The policy may not be read: only its action is told. */
  hidden?: true;
}

/**
 * Where requests to a service go.
 *
 * @public
 */
export interface RouteVerdict {
  /** The hosts that callers use. */
  hosts: string[];
  /** Gateways that the calls come through; absent for calls of workloads. */
  gateways?: string[];
  /** In words; absent when it is for all. */
  match?: string;
  destinations: {
    host: string;
    subset?: string;
    port?: number;
    /** Share of the calls in percent. */
    weight: number;
  }[];
  decidedBy: ResourceReference;
  /** JSON pointer of the route in that object. */
  field: string;
  /** The VirtualService that hands over to it. */
  delegatedBy?: ResourceReference;
  /** One of them may not be read: where the calls go is not told. */
  hidden?: true;
}

/**
 * A host outside the mesh that workloads of a namespace may reach.
 *
 * @public
 */
export interface EgressVerdict {
  host: string;
  ports: number[];
  /** The gateway on the way; absent when calls go directly. */
  gateway?: { name: string; namespace: string };
  /** How the way ends. */
  tls: 'originated' | 'passthrough' | 'none' | 'unknown';
  /** The ServiceEntry first. */
  decidedBy: ResourceReference[];
}

/**
 * Whether callers are limited: `anyone` when nothing limits them, `rules` when
 * the table decides, `nobody` when all is denied, `unknown` when an input could
 * not be read.
 *
 * @public
 */
export type Access = 'anyone' | 'rules' | 'nobody' | 'unknown';

/**
 * One workload whose policies are asked for: a pod or a WorkloadEntry.
 *
 * @public
 */
export interface PolicyWorkload {
  labels: Record<string, string>;
  /** `none` for a pod without a proxy: nothing is enforced there. */
  kind: 'sidecar' | 'gateway' | 'ambient' | 'virtualMachine' | 'none';
  /** Its own ports by name, which Services may point at. */
  ports?: Record<string, number>;
}

/**
 * What policies are judged from. The objects are those of the whole cluster:
 * a verdict from a part of them would be wrong.
 *
 * @public
 */
export interface PolicyInput {
  namespace: string;
  /** Labels of the Namespace. */
  namespaceLabels?: Record<string, string>;
  /** The workloads in that namespace. */
  workloads: readonly PolicyWorkload[];
  /** Services of that namespace; those that select no workload are left out. */
  services: readonly KubernetesObject[];
  peerAuthentications: readonly KubernetesObject[];
  authorizationPolicies: readonly KubernetesObject[];
  virtualServices: readonly KubernetesObject[];
  /** Routes of the Gateway API, told beside those of VirtualServices. */
  httpRoutes?: readonly KubernetesObject[];
  destinationRules: readonly KubernetesObject[];
  serviceEntries: readonly KubernetesObject[];
  /** Whether the one who asks may read an object; what others say is told without its content. Default: all may be read. */
  mayRead?: (object: ResourceReference) => boolean;
  /** Sidecars, which narrow what is reached outside. */
  sidecars?: readonly KubernetesObject[];
  /** Kinds that could not be read, e.g. `AuthorizationPolicy`; `ConfigMap` stands for the mesh configuration. */
  unreadable?: ReadonlySet<string>;
  /** Namespace of mesh-wide policies. Default `istio-system`. */
  rootNamespace?: string;
  /** Default `cluster.local`. */
  trustDomain?: string;
  /** Domain of the cluster's Services. Default `cluster.local`. */
  clusterDomain?: string;
}

/**
 * The effect of policies on workloads in one namespace of one cluster.
 *
 * @public
 */
export interface PolicyVerdict {
  namespace: string;
  /** Names of Services that select the workloads. */
  services: string[];
  /** A few sentences that sum it up. */
  summary: string;
  mutualTls: MutualTlsVerdict[];
  access: Access;
  /** For `unknown`: because of what. */
  why?: string;
  callers: CallerRule[];
  routes: RouteVerdict[];
  egress: EgressVerdict[];
}
