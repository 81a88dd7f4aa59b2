import { ObjectReference, RouteVerdict } from './policies';

/** A port of a Service. */
export interface ServicePort {
  service: string;
  port: number;
  name?: string;
  /** Whether calls have a method, a path and headers; absent where Istio finds it out call by call. */
  isHttp?: boolean;
}

/** A DestinationRule that has callers open calls in another way than they are taken. */
export interface ClientTlsConflict {
  /** The Service that is called. */
  service: string;
  /** Ports of the Service; absent where it holds for all of them. */
  ports?: number[];
  /** Absent where it holds for all calls. */
  subset?: string;
  /** What callers do, as the rule says. */
  mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  /** The call fails, is taken without encryption, or with TLS that the mesh has no part in. */
  result: 'refused' | 'plain' | 'foreign';
  /** Only callers in this namespace; absent: all that have no rule of their own. */
  callersIn?: string;
  /** Only callers with these labels. */
  callersWith?: Record<string, string>;
  decidedBy: ObjectReference;
  hidden?: boolean;
}

/** An issuer whose tokens are taken. */
export interface TokenIssuer {
  issuer: string;
  /** Empty: any audience is good. */
  audiences: string[];
  /** Where a token is looked for, in words; empty: in the header `Authorization`. */
  sentIn: string[];
  decidedBy: ObjectReference;
  hidden?: boolean;
}

/** Whether callers need a token. A bad one is refused wherever there is an issuer. */
export interface TokenNeeds {
  need: 'none' | 'optional' | 'sometimes' | 'required' | 'unknown';
  /** For `unknown`: because of what. */
  why?: string;
  issuers: TokenIssuer[];
  /** Rules that ask for a token. */
  askedBy: { decidedBy: ObjectReference; hidden?: boolean }[];
}

/** A part of a Service's workloads that routes can name. */
export interface SubsetVerdict {
  service: string;
  name: string;
  labels: Record<string, string>;
  /** Workloads with these labels. */
  workloads: number;
  decidedBy: ObjectReference;
}

/** What the proxies of workloads know of the mesh, and what they do with the rest. */
export interface OutboundScope {
  /** Hosts that a Sidecar lets the proxies know, as it writes them; absent: everything that is exported to the namespace. */
  hosts?: string[];
  /** What becomes of calls to hosts that the proxies do not know. */
  others: 'passed' | 'refused' | 'unknown';
  /** What says what becomes of them. */
  othersFrom: 'sidecar' | 'mesh' | 'default';
  /** The Sidecar in force, if there is one. */
  decidedBy?: ObjectReference;
  /** For `unknown`: because of what. */
  why?: string;
  hidden?: boolean;
}

/** What policies do to a service beside who may call it. */
export interface PolicyEffects {
  clientTls: {
    conflicts: ClientTlsConflict[];
    /** For what is not known: because of what. */
    why?: string;
  };
  tokens: TokenNeeds;
  subsets: SubsetVerdict[];
  /** Routes of other hosts, and through gateways, that lead here. */
  routesHere: RouteVerdict[];
  /** For routes that are not known: because of what. */
  routesWhy?: string;
  /** One for each kind of workload; mostly one, and none for gateways. */
  outbound: OutboundScope[];
}
