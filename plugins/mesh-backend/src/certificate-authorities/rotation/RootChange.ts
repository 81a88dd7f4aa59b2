/**
 * What the Secret `cacerts` holds, in the order of a change of the root:
 *
 * - `before`: as it was (nothing, for a self-signed control plane).
 * - `both`: the present authority signs; the roots are the old and the new one.
 * - `signing`: the new intermediate signs; the roots are still both.
 * - `after`: the new intermediate signs, and the old root is gone.
 */
export type RootStage = 'before' | 'both' | 'signing' | 'after';

/** In order. */
export const ROOT_STAGES: readonly RootStage[] = [
  'before',
  'both',
  'signing',
  'after',
];

/** What is public of an authority that signs: its bundle without the key, in PEM. */
export interface SignerFacts {
  certificate: string;
  chain: string;
  /** SHA-256 (lower-case hex) of the signing certificate. */
  fingerprint: string;
  /** Its revocation lists, put in place when the change is over or was rolled back. */
  crl?: string;
}

/** What a change of the root began with; never rewritten. All certificates are PEM. */
export interface RootChangeFacts {
  requestId: string;
  cluster: string;
  /** Of the control plane. */
  namespace: string;
  /** Name of the configured authority. */
  authority: string;
  /** `first`: there was no Secret; the control plane signed by itself. */
  kind: 'first' | 'rotation';
  /** The Secret was made by istiod itself (`USE_CACERTS_FOR_SELF_SIGNED_CA`). */
  istioGenerated: boolean;
  /** Goes from `before` to `after` at once: its approver accepted the outage. */
  shortWay: boolean;
  oldSigner: SignerFacts;
  /** `root-cert.pem` as it was, byte for byte; for `first` that of `istio-ca-secret`. */
  oldRoots: string;
  /** The root to which the old signer leads. */
  oldRoot: string;
  newRoot: string;
  /** `root-cert.pem` with both, and with the old root taken out. */
  bothRoots: string;
  lastRoots: string;
  /** Versions of the istiods at the start, where they tell. */
  istiodVersions: string[];
  /** Whether every istiod said `ISTIO_MULTIROOT_MESH=true` at the start. */
  multiRoot: boolean;
}

/**
 * One step that was taken; never rewritten.
 *
 * - `writing`, `written`: before and after the Secret is written for a stage.
 * - `abandoned`: it was not written, and will not be.
 * - `restarting`: istiod's Deployments are told to restart.
 * - `served`: every istiod is seen with the stage, or has had the time to be.
 * - `turned`: everyone who is waited for has turned over.
 * - `stopped`: something is in the way; a person decides (as a pause of Meshport's own).
 */
export type RootChangeEventType =
  | 'begun'
  | 'writing'
  | 'written'
  | 'abandoned'
  | 'restarting'
  | 'served'
  | 'turned'
  | 'paused'
  | 'stopped'
  | 'resumed'
  | 'rollBackAsked'
  | 'rolledBack'
  | 'done';

/** @see RootChangeEventType */
export interface RootChangeEvent {
  /** 1 for the first. */
  sequence: number;
  type: RootChangeEventType;
  /** Milliseconds since 1970. */
  at: number;
  /** Of what the Secret holds; absent for what is about the whole. */
  stage?: RootStage;
  /** Entity reference of the person. */
  actor?: string;
  /** The person's words, the cause of a stop, or what was seen. */
  reason?: string;
  /** How to mend it, for `stopped`. */
  mend?: string;
  details?: {
    /** UIDs of the istiods that ran when the Secret had been written. */
    istiods?: string[];
    /** What signs from this stage on. */
    signer?: SignerFacts;
    /** UID of a Secret that was made. */
    secret?: string;
  };
}

/** Where a change stands; it follows from its steps. */
export interface RootChangeState {
  /** What the Secret holds. */
  at: RootStage;
  /** What is being written to it. */
  writing?: RootStage;
  direction: 'forward' | 'back';
  /** Whether what the Secret holds, or is being written, was begun before it was to be rolled back. */
  isLeft: boolean;
  /** Since `at` was written. */
  restarted: boolean;
  servedAt?: number;
  writtenAt?: number;
  turned: boolean;
  /** UIDs of the istiods that have to be gone before a changed root is served. */
  istiods: string[];
  /** Who or what holds it up. */
  pause?: RootChangeEvent;
  end?: 'done' | 'rolledBack';
  /** Stages that proxies may have been given at any time. */
  seen: ReadonlySet<RootStage>;
  /** The new signer, once it was issued and written. */
  newSigner?: SignerFacts;
  /** UID of the Secret that this change made. */
  madeSecret?: string;
  /** What the Secret held before `at`. */
  before: RootStage;
}

/** Derives the state from the steps. */
export function stateOf(events: readonly RootChangeEvent[]): RootChangeState {
  const state: RootChangeState = {
    at: 'before',
    before: 'before',
    direction: 'forward',
    isLeft: false,
    restarted: false,
    turned: false,
    istiods: [],
    seen: new Set<RootStage>(['before']),
  };
  const seen = new Set<RootStage>(['before']);
  for (const event of events) {
    const { type, at, stage, details } = event;
    switch (type) {
      case 'writing':
        state.writing = stage;
        state.isLeft = false;
        seen.add(stage!);
        break;
      case 'abandoned':
        state.writing = undefined;
        break;
      case 'written':
        Object.assign(state, {
          before: state.at,
          at: stage,
          writing: undefined,
          writtenAt: at,
          restarted: false,
          servedAt: undefined,
          turned: false,
          istiods: details?.istiods ?? [],
        });
        state.newSigner = details?.signer ?? state.newSigner;
        state.madeSecret = details?.secret ?? state.madeSecret;
        break;
      case 'restarting':
        state.restarted = true;
        break;
      case 'served':
        state.servedAt = at;
        break;
      case 'turned':
        state.turned = true;
        break;
      case 'paused':
      case 'stopped':
        state.pause = event;
        break;
      case 'resumed':
        state.pause = undefined;
        break;
      case 'rollBackAsked':
        state.pause = undefined;
        state.direction = 'back';
        state.isLeft = true;
        break;
      case 'rolledBack':
      case 'done':
        state.end = type;
        break;
      default:
        break;
    }
  }
  return { ...state, seen };
}

/** The stage that comes next in the direction; undefined at its end. */
export function nextStage(
  { at, direction }: Pick<RootChangeState, 'at' | 'direction'>,
  shortWay: boolean,
): RootStage | undefined {
  const way: readonly RootStage[] = shortWay
    ? ['before', 'after']
    : ROOT_STAGES;
  return way[way.indexOf(at) + (direction === 'forward' ? 1 : -1)];
}

/** Whether the roots that istiod hands out differ between two stages, so that it has to be restarted. */
export function changesRoots(one: RootStage, other: RootStage): boolean {
  const middle = (stage: RootStage) => stage === 'both' || stage === 'signing';
  return one !== other && !(middle(one) && middle(other));
}
