import { ClusterFreshness } from './clusters';
import { ObjectReference } from './policies';
import { CreateMeshRequest } from './requests';

/** Body of `POST /mutual-tls/plan`. */
export interface MutualTlsPlanRequest {
  cluster: string;
  /** Only these; default: all that the caller may read. */
  namespaces?: string[];
}

/** A mode of mutual TLS, and what says so. */
export interface MutualTlsModeView {
  mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'unknown';
  from: 'port' | 'workload' | 'namespace' | 'mesh' | 'default';
  decidedBy?: ObjectReference;
}

/** A workload; one in a namespace that the caller may not read is `hidden`. */
export type WorkloadName =
  | { kind: string; namespace: string; name: string }
  | { hidden: true };

/** Somebody whose calls would be refused under STRICT. */
export interface MutualTlsCutOff {
  reason:
    | 'noProxy'
    | 'machineWithoutAgent'
    | 'destinationRule'
    | 'pastProxy'
    | 'outOfScope'
    | 'autoMtlsOff'
    | 'headless'
    | 'serviceEntry'
    | 'webhook'
    | 'probe'
    | 'scrape'
    | 'exposed';
  /**
   * - `declared`: the catalog says that it calls.
   * - `configured`: an object of the cluster says how it calls, or that it does.
   * - `possible`: it could not call any more; nothing says whether it does.
   */
  evidence: 'declared' | 'configured' | 'possible';
  /** The remote cluster where it would be; absent for the one asked for. */
  cluster?: string;
  /** Empty where it is none of the cluster's workloads. */
  callers: WorkloadName[];
  /** What it calls; empty where that is everything in the namespace. */
  services: { namespace: string; name: string; port?: number }[];
  decidedBy: ObjectReference[];
  /** Left out where the words would tell of what the caller may not read. */
  why?: string;
  mend?: string;
}

/** A port on which plain calls would still be taken under STRICT. */
export interface MutualTlsOpenPort {
  /** The remote cluster where it is; absent for the one asked for. */
  cluster?: string;
  workload: WorkloadName;
  /** Absent for all ports. */
  port?: number;
  mode: 'PERMISSIVE' | 'DISABLE' | 'notCaptured';
  decidedBy?: ObjectReference;
}

/** What may be asked for next. */
export interface MutualTlsStep {
  /** Absent where nothing may be asked for; `why` says why. */
  request?: CreateMeshRequest;
  why?: string;
}

/** One namespace on the way to STRICT. */
export interface MutualTlsNamespace {
  namespace: string;
  mode: MutualTlsModeView;
  workloads: { inMesh: number; outside: number; open: number };
  state: 'done' | 'open' | 'blocked' | 'empty';
  cutOff: MutualTlsCutOff[];
  staysOpen: MutualTlsOpenPort[];
  /** Policies for the whole namespace that Meshport did not make. */
  conflicts: ObjectReference[];
  step: MutualTlsStep;
}

/** The way of a mesh from PERMISSIVE to STRICT, as one caller may see it. */
export interface MutualTlsPlan {
  cluster: string;
  clusters: ClusterFreshness[];
  /** Set where the way is not known; then there are no namespaces. */
  notJudged?: string;
  mesh: {
    mode: MutualTlsModeView;
    state: 'done' | 'open' | 'blocked' | 'waiting';
    /** Namespaces that come first, as far as the caller may read them. */
    waitsFor: string[];
    /** How many others come first. */
    waitsForHidden: number;
    conflicts: ObjectReference[];
    step: MutualTlsStep;
  };
  namespaces: MutualTlsNamespace[];
  /** How many namespaces the caller may not read. */
  withheld: number;
  /** Workloads that cannot call by the mesh's mutual TLS, wherever they are. */
  outside: {
    kind: string;
    namespace: string;
    name: string;
    pods: number;
    why: string;
    /** The remote cluster where it is; absent for the one asked for. */
    cluster?: string;
  }[];
  /** How many more there are in namespaces that the caller may not read. */
  outsideHidden: number;
  /** What cannot be known from objects, as sentences. */
  notKnown: string[];
}
