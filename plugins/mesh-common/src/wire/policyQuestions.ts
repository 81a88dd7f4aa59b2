import { ClusterFreshness } from './clusters';
import { ObjectReference } from './policies';

/** Who can call: pods of a workload or of a gateway, those behind a Service, or a virtual machine. */
export const CALLER_KINDS = [
  'workload',
  'service',
  'machine',
  'gateway',
] as const;

/** Who can call. */
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Somebody who calls. */
export interface CallerReference {
  kind: CallerKind;
  namespace: string;
  /** Of a workload what made its pods, e.g. the Deployment; of a machine its WorkloadEntry. */
  name: string;
}

/** A caller that can be asked for. */
export interface CallerChoice extends CallerReference {
  /** How many pods are behind it; absent for a machine. */
  pods?: number;
}

/** Which callers `GET /policies/callers` answers with. */
export interface CallerChoicesQuery {
  cluster: string;
  /** Only with this text in a name or namespace. */
  search?: string;
  /** At most so many, 1 to 500; default 100. */
  limit?: number;
}

/** Answer of `GET /policies/callers`: what the caller of the route may read. */
export interface CallerChoices {
  items: CallerChoice[];
  /** How many there are with the text. */
  total: number;
  clusters: ClusterFreshness[];
}

/** Body of `POST /policies/ask`: may `from` call `to`? */
export interface CallQuestion {
  cluster: string;
  from: CallerReference;
  /** A Service. */
  to: { namespace: string; name: string };
  /** The Service's port. */
  port: number;
  /** Default `GET`. */
  method?: string;
  /** With its query, if there is one. Default `/`. */
  path?: string;
  /** Names in any case. `host` stands for the authority. */
  headers?: Record<string, string>;
}

/** What decided a call. */
export interface CallDecider extends ObjectReference {
  /** Position of the rule in its policy, from 0. */
  rule?: number;
}

/** Whether a call comes through. */
export interface CallAnswer {
  answer: 'yes' | 'no' | 'notKnown';
  /** Empty where the mesh's defaults decided. */
  decidedBy: CallDecider[];
  /** In a sentence. */
  why: string;
  /** Whether the call is carried by mutual TLS of the mesh; absent where that is not known. */
  mtls?: boolean;
  clusters: ClusterFreshness[];
}
