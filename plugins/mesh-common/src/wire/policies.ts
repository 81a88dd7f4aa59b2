import { PolicyEffects, ServicePort } from './policyEffects';

/** Points at the object that decides something. */
export interface ObjectReference {
  kind: string;
  cluster: string;
  /** Absent when `hidden`. */
  namespace?: string;
  /** Absent when `hidden`. */
  name?: string;
  /** True for an object in a namespace that the caller may not read. */
  hidden?: boolean;
  /** JSON pointer of the field that decides, e.g. `/spec/rules/0`; absent when `hidden`. */
  field?: string;
}

/** mTLS mode in force on one port (or on all others when `port` is absent). */
export interface MutualTlsVerdict {
  port?: number;
  mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'unknown';
  /** Where the mode comes from. */
  from: 'port' | 'workload' | 'namespace' | 'mesh' | 'default';
  decidedBy?: ObjectReference;
  /** For `unknown`: because of what. */
  why?: string;
}

/** One line of the table of callers. */
export interface CallerRule {
  action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
  /** Who: principals, namespaces or addresses in words, e.g. `reviews (bookinfo)`; `anyone` when not limited. */
  who: string[];
  /** What: `GET /ratings/*`, `port 9080`; `any` when not limited. */
  what: string[];
  /** Further conditions (`when`) in words. */
  conditions: string[];
  decidedBy: ObjectReference;
  /** Index of the rule in its policy, from 0; absent for a policy without rules. */
  rule?: number;
  /** True for a policy that the caller may not read: only its action is told. */
  hidden?: boolean;
}

/** Where requests to this service go. */
export interface RouteVerdict {
  /** The host that callers use. */
  hosts: string[];
  /** Gateways that the calls come through, as the route names them; absent for calls of workloads. */
  gateways?: string[];
  /** In words, e.g. `headers end-user = jason`; absent when it is for all. */
  match?: string;
  destinations: {
    host: string;
    subset?: string;
    port?: number;
    weight: number;
  }[];
  decidedBy: ObjectReference;
  /** True for a route that the caller may not read: that there is one is told, not where it leads. */
  hidden?: boolean;
}

/** A host outside the mesh that this component may reach. */
export interface EgressVerdict {
  host: string;
  ports: number[];
  /**
   * The gateway on the way, `name` in `namespace`, or `hidden` in a namespace
   * that the caller may not read; absent when calls go directly.
   */
  gateway?: { name?: string; namespace?: string; hidden?: true };
  /** How the way ends: the gateway (or proxy) opens TLS, TLS passes through, or plain text. */
  tls: 'originated' | 'passthrough' | 'none' | 'unknown';
  decidedBy: ObjectReference[];
}

/** The effect of policies on an entity in one namespace of one cluster. */
export interface PolicyReport {
  cluster: string;
  namespace: string;
  /** Names of Services that select the workloads. */
  services: string[];
  /** Their ports. */
  ports: ServicePort[];
  /** One sentence that sums it up. */
  summary: string;
  mutualTls: MutualTlsVerdict[];
  /** `anyone` when no policy applies, `rules` when the table decides, `nobody` when all is denied, `unknown` when an input could not be read. */
  access: 'anyone' | 'rules' | 'nobody' | 'unknown';
  /** For `unknown`: because of what. */
  why?: string;
  callers: CallerRule[];
  routes: RouteVerdict[];
  egress: EgressVerdict[];
  /** What policies do beside that. */
  effects: PolicyEffects;
}
