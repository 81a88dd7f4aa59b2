import type { CallObjects } from '../policy/ask/types';
import type { MutualTlsVerdict } from '../policy/types';
import type { KubernetesObject, ResourceReference } from '../resources';

/**
 * A call that the catalog declares: the pods of one who depends on, or consumes
 * an API of, what these Services belong to.
 *
 * @public
 */
export interface DeclaredCall {
  /** Who calls, as the catalog names it. */
  caller: string;
  pods: readonly { namespace: string; name: string }[];
  services: readonly { namespace: string; name: string }[];
}

/**
 * The objects of a whole cluster from which the way to STRICT is judged.
 *
 * @public
 */
export interface StagingObjects
  extends Omit<
    CallObjects,
    'requestAuthentications' | 'authorizationPolicies' | 'now'
  > {
  namespaces: readonly KubernetesObject[];
  serviceEntries: readonly KubernetesObject[];
  /** Mutating and validating ones. */
  webhooks: readonly KubernetesObject[];
  dependencies?: readonly DeclaredCall[];
}

/**
 * A workload as people name it: what makes its pods, or a machine.
 *
 * @public
 */
export interface NamedWorkload {
  /** E.g. `Deployment`, `Pod`, `WorkloadEntry`. */
  kind: string;
  namespace: string;
  name: string;
}

/**
 * Why a call would be refused under STRICT.
 *
 * - `noProxy`, `machineWithoutAgent`: the caller is outside the mesh.
 * - `destinationRule`: one says that TLS is not the mesh's own.
 * - `pastProxy`: the caller's annotations send the call past its proxy.
 * - `outOfScope`: the caller's proxy does not know the Service, and passes on what it does not know.
 * - `autoMtlsOff`: MeshConfig has proxies open mutual TLS only where told.
 * - `headless`: some workloads behind a headless Service have no proxy, so all are called plainly.
 * - `serviceEntry`: one takes the workloads for outside of the mesh.
 * - `webhook`, `probe`, `scrape`, `exposed`: API server, kubelet, a scraper, or whoever reaches the nodes calls.
 *
 * @public
 */
export type CutOffReason =
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
 * Somebody whose calls would be refused.
 *
 * @public
 */
export interface CutOff {
  reason: CutOffReason;
  /** The remote cluster where it would be; absent for the one that is judged. */
  cluster?: string;
  /**
   * - `declared`: the catalog says that it calls.
   * - `configured`: an object of the cluster says how it calls, or that it does.
   * - `possible`: it could not call any more; nothing says whether it does.
   */
  evidence: 'declared' | 'configured' | 'possible';
  /** Empty where it is none of the cluster's workloads. */
  callers: NamedWorkload[];
  /** What it calls; empty where that is everything in the namespace. */
  services: { namespace: string; name: string; port?: number }[];
  decidedBy: ResourceReference[];
  /** In a sentence. */
  why: string;
  mend: string;
}

/**
 * A port on which plain calls would still be taken under STRICT.
 *
 * @public
 */
export interface OpenPort {
  /** The remote cluster where it is; absent for the one that is judged. */
  cluster?: string;
  workload: NamedWorkload;
  /** The workload's own port; absent for all. */
  port?: number;
  mode: 'PERMISSIVE' | 'DISABLE' | 'notCaptured';
  decidedBy?: ResourceReference;
}

/**
 * One namespace on the way to STRICT.
 *
 * @public
 */
export interface NamespaceStage {
  namespace: string;
  /** What holds for its workloads unless they have a policy of their own. */
  mode: MutualTlsVerdict;
  /** Of its workloads; `open` are those that would become STRICT. */
  workloads: { inMesh: number; outside: number; open: number };
  /**
   * - `done`: STRICT holds.
   * - `open`: it may be the next step.
   * - `blocked`: somebody else's policy decides there, see `conflicts`.
   * - `empty`: none of its workloads takes calls through the mesh.
   */
  state: 'done' | 'open' | 'blocked' | 'empty';
  cutOff: CutOff[];
  staysOpen: OpenPort[];
  /** Policies for the whole namespace that were not made by this. */
  conflicts: ResourceReference[];
}

/**
 * The way of a whole mesh to STRICT.
 *
 * @public
 */
export interface MutualTlsStaging {
  mesh: {
    /** What holds where no namespace says otherwise. */
    mode: MutualTlsVerdict;
    state: 'done' | 'open' | 'blocked' | 'waiting';
    /** Namespaces that come first. */
    waitsFor: string[];
    conflicts: ResourceReference[];
  };
  /** Those to take first come first. */
  namespaces: NamespaceStage[];
  /** Workloads that cannot call by the mesh's mutual TLS. */
  outside: (NamedWorkload & {
    pods: number;
    why: string;
    /** The remote cluster where it is; absent for the one that is judged. */
    cluster?: string;
  })[];
  /** What cannot be known from objects, as sentences. */
  notKnown: string[];
}
