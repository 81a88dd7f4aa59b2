import { ClusterFreshness } from './clusters';
import { CreateMeshRequest } from './requests';

/** Where a request for virtual machines stands, from the first to the last. */
export type MachineStepName =
  | 'approved'
  | 'prepared'
  | 'code'
  | 'redeemed'
  | 'registered'
  | 'connected'
  | 'healthy';

/** One step on the way of the first machine into the mesh. */
export interface MachineStep {
  name: MachineStepName;
  /** `now` is the one that is waited for; there is at most one. */
  state: 'done' | 'now' | 'waiting' | 'failed';
  /** When it came true (ISO 8601), where that is known. */
  at?: string;
  /** A sentence: what is so, or what is waited for. */
  text: string;
}

/**
 * How a machine is.
 *
 * - `waiting`: it has an entry and was never connected.
 * - `joined`: connected; there is no health check, or none has come in yet.
 * - `healthy`, `unhealthy`: connected, as its last health check said.
 * - `disconnected`: was connected and is not now; its entry may be gone.
 */
export type JoiningMachineState =
  | 'waiting'
  | 'joined'
  | 'healthy'
  | 'unhealthy'
  | 'disconnected';

/** A machine of a request. */
export interface JoiningMachine {
  /** Name of its WorkloadEntry. */
  name: string;
  /** Short name to show. */
  title: string;
  address?: string;
  state: JoiningMachineState;
  /** Since when it is in this state (ISO 8601). */
  since?: string;
  /** ISO 8601; set while it is connected. */
  connectedSince?: string;
  /** A sentence. */
  text: string;
  /** Value of its label `version`. */
  version?: string;
  /** Istio's version of its proxy, e.g. `1.28.1`, where istiod told it. */
  proxyVersion?: string;
  /** Set when it cannot come back with what it has: a sentence that says why. It needs a new code. */
  reEnrol?: string;
}

/**
 * Why nothing has come in from a machine, as far as the portal can know.
 *
 * - `CODE_NOT_USED`: every code has ended and none was redeemed.
 * - `TOKEN_EXPIRED`: a token was handed out and ended before the machine joined.
 * - `CLUSTER_ID`: the machine names a cluster that istiod does not know.
 * - `GROUP_MISSING`, `SERVICE_ACCOUNT`: the WorkloadGroup is gone, or of another account.
 * - `NOT_REGISTERED`: a token is in force and no machine has come yet.
 * - `AUTO_REGISTRATION_OFF`: istiod does not make entries.
 * - `ROOT_CHANGED`, `ISTIOD_ADDRESS`: the machine was given what holds no more.
 * - `NOT_KNOWN`: the cluster could not be asked; the text says what for.
 */
export type MachineCauseCode =
  | 'CODE_NOT_USED'
  | 'TOKEN_EXPIRED'
  | 'CLUSTER_ID'
  | 'GROUP_MISSING'
  | 'SERVICE_ACCOUNT'
  | 'NOT_REGISTERED'
  | 'AUTO_REGISTRATION_OFF'
  | 'ROOT_CHANGED'
  | 'ISTIOD_ADDRESS'
  | 'NOT_KNOWN';

/** A likely cause of a machine's silence, the likeliest first. */
export interface MachineCause {
  code: MachineCauseCode;
  /** What is wrong, as a sentence. */
  text: string;
  /** What to do, as a sentence. */
  mend: string;
}

/** What machines were given that holds no more, although they still run. */
export interface MachineDrift {
  code: 'HOSTS_BLOCK' | 'ISTIOD_ADDRESS';
  text: string;
  mend: string;
  /** For `HOSTS_BLOCK`: each line that is missing or not wanted any more, as a sentence. */
  lines?: string[];
}

/** A machine of a retired request that has registered again. */
export interface MachineAlarm {
  /** Name of the WorkloadEntry. */
  machine: string;
  address?: string;
  /** When it connected (ISO 8601). */
  connectedAt: string;
  /** False when it has gone again since. */
  isOn: boolean;
  text: string;
  mend: string;
}

/** How machines can be shut out, since retiring revokes nothing. */
export interface MachineCutOff {
  /**
   * - `none`: nothing denies the identity of the machines.
   * - `asked`: a request for it is under way; `requestId` names it.
   * - `inForce`: a policy denies the identity; `requestId` names its request where there is one.
   */
  state: 'none' | 'asked' | 'inForce';
  /** A sentence: what it does and what it does not. */
  text: string;
  /** Identity that would be denied, without the trust domain: `ns/NAMESPACE/sa/ACCOUNT`. */
  identity: string;
  /** Who else uses the service account, in words; they would be shut out too. */
  sharedWith: string[];
  requestId?: string;
  /** What to send to `POST /requests` for it; absent when `inForce` or `asked`, or when the caller may not. */
  request?: CreateMeshRequest;
  /** Why the caller may not ask for it, as a sentence. */
  mayNot?: string;
}

/** One step of a staged shift of traffic. */
export interface MachineShiftStep {
  /** Per cent of the calls that go to machines then. */
  percent: number;
  /** What to send to `POST /requests` for it. */
  request: CreateMeshRequest;
}

/** How calls are shared between machines and pods. */
export interface MachineShift {
  /** Per cent of the calls that go to machines now; absent where no route shares them. */
  percent?: number;
  /** The stations of the way. */
  stations: number[];
  /** A step towards machines; absent at the end. */
  next?: MachineShiftStep;
  /** A step towards pods; absent at the start. */
  back?: MachineShiftStep;
  /** Why no step towards machines is taken now; a sentence. */
  refused?: string;
  /** A request for a step that is under way. */
  requestId?: string;
  /** Why the caller may not ask for a step, as a sentence; there is no step then. */
  mayNot?: string;
}

/** Answer of `GET /requests/:id/virtual-machines`. */
export interface MachineProgress {
  steps: MachineStep[];
  machines: JoiningMachine[];
  /** Likely causes while nothing comes in; empty otherwise. */
  causes: MachineCause[];
  drift: MachineDrift[];
  /** What takes the agent off a machine again; run on the machine. */
  uninstallLine: string;
  /** What retiring does and does not, as sentences. */
  retireText: string[];
  cutOff: MachineCutOff;
  /** Newest first. */
  alarms: MachineAlarm[];
  /** Absent where machines and pods are not told apart. */
  shift?: MachineShift;
  /** How well the cluster is known. */
  clusters: ClusterFreshness[];
  /** The header `Mesh-Revision`, put here by the client; never in the body. */
  revision?: string;
}
