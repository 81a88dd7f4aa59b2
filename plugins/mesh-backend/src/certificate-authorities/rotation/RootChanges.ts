import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  meshCertificateAuthorityRotatePermission,
  RootChangeAction,
  RootChangeProgress,
} from '@meshport/backstage-plugin-mesh-common';
import { MeshAuthorizer } from '../../permissions';
import { callerOf, refuseProgram } from '../../requests/access/callers';
import { RootChangeState } from './RootChange';
import {
  ChangedMeanwhileError,
  DraftRootChangeEvent,
  RootChangeStore,
  StoredRootChange,
} from './RootChangeStore';
import { stepsOf } from './rootChangeSteps';

/** Most tries when steps are added by the run at the same time. */
const TRIES = 5;

const EVENTS = {
  pause: 'paused',
  resume: 'resumed',
  'roll-back': 'rollBackAsked',
} as const satisfies Record<RootChangeAction, DraftRootChangeEvent['type']>;

/** Shows changes of roots to people, who may pause, resume and roll them back. */
export class RootChanges {
  readonly #store: RootChangeStore;
  readonly #authorizer: Pick<
    MeshAuthorizer,
    'readFilters' | 'namespaceFilter' | 'namespaceResource'
  >;

  constructor(options: {
    store: RootChangeStore;
    authorizer: Pick<
      MeshAuthorizer,
      'readFilters' | 'namespaceFilter' | 'namespaceResource'
    >;
  }) {
    this.#store = options.store;
    this.#authorizer = options.authorizer;
  }

  /** Those that are not over, without what a caller may do. */
  async underWay(cluster?: string): Promise<RootChangeProgress[]> {
    const changes = await this.#store.underWay(cluster);
    return changes.map(change => progressOf(change, false));
  }

  /** @throws `NotFoundError`, also for one that the caller may not see */
  async progress(
    requestId: string,
    { credentials }: { credentials?: BackstageCredentials } = {},
  ): Promise<RootChangeProgress> {
    const change = await this.#store.find(requestId);
    if (!change) {
      throw notFound(requestId);
    }
    if (!credentials) {
      return progressOf(change, false);
    }
    return progressOf(change, await this.#maySteer(change, credentials));
  }

  /** It takes no further step until it is resumed; what is written stays. */
  pause(requestId: string, steering: Steering): Promise<RootChangeProgress> {
    return this.#steer(requestId, 'pause', steering);
  }

  /** Also after Meshport itself stopped it. */
  resume(requestId: string, steering: Steering): Promise<RootChangeProgress> {
    return this.#steer(requestId, 'resume', steering);
  }

  /** Goes back step by step, as carefully as it came. */
  rollBack(requestId: string, steering: Steering): Promise<RootChangeProgress> {
    return this.#steer(requestId, 'roll-back', steering);
  }

  async #steer(
    requestId: string,
    action: RootChangeAction,
    { credentials, reason }: Steering,
  ): Promise<RootChangeProgress> {
    const caller = callerOf(credentials);
    refuseProgram(caller, 'steering a change of a root');
    for (let left = TRIES; ; left -= 1) {
      const change = await this.#store.find(requestId);
      if (!change) {
        throw notFound(requestId);
      }
      if (!(await this.#maySteer(change, credentials))) {
        throw new NotAllowedError(
          `cluster: you may not change the root of ${change.facts.cluster}; ask an administrator for ${meshCertificateAuthorityRotatePermission.name}`,
        );
      }
      if (action === 'roll-back' && !reason?.trim()) {
        throw new InputError('reason: say why it is rolled back');
      }
      refuseWrongState(change.state, action);
      try {
        const event: DraftRootChangeEvent = {
          type: EVENTS[action],
          actor: caller.userRef,
          ...(reason?.trim() ? { reason: reason.trim() } : {}),
        };
        return progressOf(await this.#store.append(change, event), true);
      } catch (error) {
        if (!(error instanceof ChangedMeanwhileError) || left <= 1) {
          throw error;
        }
      }
    }
  }

  /** @throws `NotFoundError` where not even the cluster may be seen */
  async #maySteer(
    { facts }: StoredRootChange,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const { cluster, namespace } = facts;
    const resource = this.#authorizer.namespaceResource(cluster, namespace);
    const read = await this.#authorizer.readFilters(credentials);
    if (!read.cluster({ name: cluster }) || !read.namespace(resource)) {
      throw notFound(facts.requestId);
    }
    const rotate = await this.#authorizer.namespaceFilter(
      credentials,
      meshCertificateAuthorityRotatePermission,
    );
    return rotate(resource);
  }
}

/** Who steers a change, and why. */
export interface Steering {
  credentials: BackstageCredentials;
  reason?: string;
}

function actionsOf({ end, pause, direction }: RootChangeState) {
  if (end) {
    return [];
  }
  const actions: RootChangeAction[] = [];
  if (pause?.type !== 'paused') {
    actions.push('pause');
  }
  if (pause) {
    actions.push('resume');
  }
  if (direction === 'forward') {
    actions.push('roll-back');
  }
  return actions;
}

function refuseWrongState(
  state: RootChangeState,
  action: RootChangeAction,
): void {
  if (actionsOf(state).includes(action)) {
    return;
  }
  const words = {
    pause: 'it is paused already',
    resume: 'it is not paused',
    'roll-back': 'it is being rolled back already',
  }[action];
  throw new ConflictError(
    `the change of the root cannot be ${
      { pause: 'paused', resume: 'resumed', 'roll-back': 'rolled back' }[action]
    }: ${state.end ? 'it is over' : words}`,
  );
}

function progressOf(
  change: StoredRootChange,
  maySteer: boolean,
): RootChangeProgress {
  const { facts, state } = change;
  const { pause } = state;
  return {
    requestId: facts.requestId,
    cluster: facts.cluster,
    kind: facts.kind,
    authority: facts.authority,
    state: stateWord(state),
    steps: stepsOf(change),
    ...(pause
      ? {
          problem: {
            cause:
              pause.reason ??
              (pause.type === 'paused' ? 'It was paused.' : 'It was stopped.'),
            mend: pause.mend ?? 'Resume it, or roll it back.',
          },
        }
      : {}),
    ...(pause?.actor ? { pausedBy: pause.actor } : {}),
    allowedActions: maySteer ? actionsOf(state) : [],
  };
}

function stateWord({
  end,
  pause,
  direction,
}: RootChangeState): RootChangeProgress['state'] {
  if (end) {
    return end;
  }
  if (pause) {
    return pause.type === 'paused' ? 'paused' : 'failed';
  }
  return direction === 'back' ? 'rollingBack' : 'running';
}

function notFound(requestId: string): NotFoundError {
  return new NotFoundError(`There is no change of a root ${requestId}`);
}
