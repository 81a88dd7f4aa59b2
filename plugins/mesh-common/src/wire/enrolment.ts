/**
 * How a code is used: typed in beside a line in a terminal, or laid down in a
 * file by cloud-init or Ansible.
 */
export type EnrolmentForm = 'line' | 'cloud-init' | 'ansible';

/** Every form, the one for people first. */
export const ENROLMENT_FORMS: readonly EnrolmentForm[] = [
  'line',
  'cloud-init',
  'ansible',
];

/** A machine that does not register itself: its WorkloadEntry is made for it. */
export interface EnrolledMachine {
  /** Name of the WorkloadEntry. */
  name: string;
  /** Where others in the mesh reach it. */
  address: string;
}

/** Body of `POST /requests/:id/vm-bundle`; all optional, but `machine` where the group does not register by itself. */
export interface VmBundleRequest {
  /** The machine's address in the mesh. */
  internalIP?: string;
  /** The machine's address behind a NAT; not beside `internalIP`. */
  externalIP?: string;
  /** Default true. */
  captureDNS?: boolean;
  /** Life of the token in seconds, 600 to 3,600; default 3,600. */
  tokenSeconds?: number;
  /** Needed, and allowed, only with `autoRegister: false`. */
  machine?: EnrolledMachine;
}

/** Body of `POST /requests/:id/enrolment-codes`. */
export interface CreateEnrolmentCode extends VmBundleRequest {
  /** How long the code lives; default and most are those of the configuration. */
  minutes?: number;
  /** Only calls from an address of this range may redeem it, e.g. `10.0.0.0/24`. */
  cidr?: string;
  /** How many machines may redeem it; more than 1 only with a standing form. Default 1. */
  uses?: number;
  /** Default `line`. */
  form?: EnrolmentForm;
}

/** Answer of `POST /requests/:id/enrolment-codes`: the only time that the code is seen. */
export interface MadeEnrolmentCode {
  /** Names the code; not the code. */
  id: string;
  code: string;
  /** ISO 8601. */
  expiresAt: string;
  /** To be run on the machine; holds no secret, the code is asked for. */
  line: string;
  /** For `form` cloud-init or ansible: the text with the code in it. */
  forms?: Partial<Record<Exclude<EnrolmentForm, 'line'>, string>>;
}

/** One redeeming of a code. */
export interface EnrolmentRedemption {
  /** ISO 8601. */
  at: string;
  /** The address that the call came from. */
  source: string;
  /** As the machine names itself. */
  hostname: string;
  /** The machine's own main address, as it says. */
  address: string;
  format: 'deb' | 'rpm';
  arch: 'amd64' | 'arm64';
  /**
   * - `given`: the machine was sent its bundle.
   * - `failed`: no bundle was made, and the use was given back.
   * - `unfinished`: it is being made, or the backend ended meanwhile; the use is spent.
   */
  outcome: 'given' | 'failed' | 'unfinished';
}

/** A code as it is shown later: never the code itself. */
export interface EnrolmentCode {
  id: string;
  form: EnrolmentForm;
  /** `used`: no use is left. */
  state: 'open' | 'used' | 'expired' | 'revoked';
  /** Entity reference. */
  madeBy: string;
  /** ISO 8601. */
  madeAt: string;
  /** ISO 8601. */
  expiresAt: string;
  cidr?: string;
  /** How many machines may redeem it. */
  uses: number;
  usesLeft: number;
  /** For a group that does not register by itself. */
  machine?: EnrolledMachine;
  /** Entity reference. */
  revokedBy?: string;
  /** ISO 8601. */
  revokedAt?: string;
  /** Oldest first. */
  redemptions: EnrolmentRedemption[];
}

/** Answer of `GET /requests/:id/enrolment-codes`. */
export interface EnrolmentCodes {
  /** Newest first. */
  items: EnrolmentCode[];
  /** What the caller may do with this request now; the routes check again. */
  may: { download: boolean; enrol: boolean; revoke: boolean };
  /** Why not, as sentences that name the permission; for what the caller may not do. */
  why: { download?: string; enrol?: string };
  /** What an administrator has to configure before a code can be redeemed, as sentences. */
  missing: string[];
  /** Why there is no code and no bundle now, as a sentence; absent when there can be. */
  notNow?: string;
  /** A machine was ready before: a further code or bundle is a re-enrolment. */
  reEnrolment: boolean;
  /** Whether a machine has to be named, since the group does not register by itself. */
  machineNeeded: boolean;
  minutes: { default: number; most: number };
  /** Bounds for `form` cloud-init and ansible; absent where they are off. */
  standing?: { minutes: number; uses: number };
  /** Istio's version for the machines; absent when it is not known. */
  version?: string;
  /** Packages that are pinned for that version; empty: no code can be redeemed. */
  packages: { format: 'deb' | 'rpm'; arch: 'amd64' | 'arm64' }[];
}
