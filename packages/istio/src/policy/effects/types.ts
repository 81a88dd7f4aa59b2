import type { KubernetesObject, ResourceReference } from '../../resources';
import type { RouteVerdict, PolicyInput } from '../types';

/**
 * What calls come to that a DestinationRule has the caller open in another way
 * than the one called takes them.
 *
 * @public
 */
export interface ClientTlsConflict {
  /** The Service that is called. */
  service: string;
  /** Ports of the Service; absent where it holds for all of them. */
  ports?: number[];
  /** Absent where it holds for all calls. */
  subset?: string;
  /** What callers do. */
  mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  /**
   * `refused`: the call fails; `plain`: it is taken, but not encrypted;
   * `foreign`: it is taken with TLS that the mesh has no part in, so that the
   * caller's identity is not known.
   */
  result: 'refused' | 'plain' | 'foreign';
  /** Callers in this namespace; absent: all that have no rule of their own. */
  callersIn?: string;
  /** Only callers with these labels. */
  callersWith?: Record<string, string>;
  decidedBy: ResourceReference;
  /** JSON pointer of the deciding field. */
  field: string;
  hidden?: true;
}

/**
 * An issuer whose tokens are taken.
 *
 * @public
 */
export interface TokenIssuer {
  issuer: string;
  /** Empty: any audience is good. */
  audiences: string[];
  /** Where a token is looked for, in words; empty: in the header `Authorization`. */
  sentIn: string[];
  decidedBy: ResourceReference;
  /** JSON pointer of the deciding field. */
  field: string;
  hidden?: true;
}

/**
 * Whether callers need a token. Without a rule that asks for one, a call
 * without a token is let through, and one with a bad token is refused.
 *
 * @public
 */
export interface TokenNeeds {
  need: 'none' | 'optional' | 'sometimes' | 'required' | 'unknown';
  /** For `unknown`: because of what. */
  why?: string;
  issuers: TokenIssuer[];
  /** Rules that ask for a token. */
  askedBy: { decidedBy: ResourceReference; field: string; hidden?: true }[];
}

/**
 * A part of a Service's workloads that routes can name.
 *
 * @public
 */
export interface SubsetVerdict {
  service: string;
  name: string;
  labels: Record<string, string>;
  /** Workloads with these labels. */
  workloads: number;
  decidedBy: ResourceReference;
  field: string;
  hidden?: true;
}

/**
 * What the proxies of workloads know of the mesh, and what they do with the
 * rest.
 *
 * @public
 */
export interface OutboundScope {
  /** Hosts that a Sidecar lets the proxies know, as it writes them; absent: everything that is exported to the namespace. */
  hosts?: string[];
  /** What becomes of calls to hosts that the proxies do not know. */
  others: 'passed' | 'refused' | 'unknown';
  /** What says what becomes of them. */
  othersFrom: 'sidecar' | 'mesh' | 'default';
  /** The Sidecar in force, if there is one. */
  decidedBy?: ResourceReference;
  field?: string;
  /** For `unknown`: because of what. */
  why?: string;
  hidden?: true;
}

/**
 * What policies do to a service beside who may call it.
 *
 * @public
 */
export interface PolicyEffects {
  clientTls: { conflicts: ClientTlsConflict[]; why?: string };
  tokens: TokenNeeds;
  subsets: SubsetVerdict[];
  /** Routes of other hosts, and through gateways, that lead here. */
  routesHere: RouteVerdict[];
  /** For routes that are not known: because of what. */
  routesWhy?: string;
  /** One for each kind of workload; mostly one. */
  outbound: OutboundScope[];
}

/**
 * What effects are told from: the objects of the whole cluster.
 *
 * @public
 */
export interface EffectsInput extends PolicyInput {
  requestAuthentications: readonly KubernetesObject[];
  sidecars: readonly KubernetesObject[];
  /** What MeshConfig says. */
  meshConfig?: Readonly<Record<string, any>>;
}
