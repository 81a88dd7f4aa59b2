import { ConflictError, isError } from '@backstage/errors';
import {
  RequestObservation,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { LeaseLostError } from '../../requests/store';
import { failureOf } from '../../requests/work/failures';
import { nextStage, RootChangeFacts, RootStage } from './RootChange';
import {
  ChangedMeanwhileError,
  DraftRootChangeEvent,
  RootChangeStore,
  StoredRootChange,
} from './RootChangeStore';
import { Served } from './served';
import { TurnOverLook } from './TurnOver';
import { stepTitle } from './rootChangeSteps';

/** What a stage was written with. */
export type StageWritten = NonNullable<DraftRootChangeEvent['details']>;

/** What the run does to clusters and authorities; each may be done again after a crash. */
export interface RootChangePlane {
  /**
   * Writes a stage into the Secret, or finds it written.
   *
   * @throws `ConflictError` when the Secret is not what the stage before left
   */
  write(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<StageWritten>;
  /** What a stage was written with, when the Secret shows it; undefined when not. */
  found(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<StageWritten | undefined>;
  /** Has every istiod restarted; why that is left to people, when it is. */
  restart(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined>;
  /** Whether every istiod serves what was written. */
  served(change: StoredRootChange, work: RequestWork): Promise<Served>;
  /** Who has turned over; undefined where nothing is waited for. */
  turnOver(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<TurnOverLook | undefined>;
  /** Notes that everyone has turned over. */
  turned(change: StoredRootChange): Promise<void>;
  /** Why another cluster of the mesh is in the way of a stage, as a sentence. */
  neighbours(
    facts: RootChangeFacts,
    stage: RootStage,
  ): Promise<string | undefined>;
  /** What is left to do when the last stage has turned over. */
  end(change: StoredRootChange, work: RequestWork): Promise<void>;
}

/** Takes a change of the root as far as it can get, one recorded step after the other. */
export class RootChangeRun {
  readonly #store: RootChangeStore;
  readonly #plane: RootChangePlane;

  constructor(options: { store: RootChangeStore; plane: RootChangePlane }) {
    this.#store = options.store;
    this.#plane = options.plane;
  }

  /**
   * Goes on until something has to be waited for.
   *
   * @throws `LeaseLostError`, and errors that pass by themselves; whatever needs
   * a person is recorded instead, and holds the change up
   */
  async advance(work: RequestWork): Promise<RequestObservation> {
    for (;;) {
      const change = await this.#find(work);
      const over = overOf(change);
      if (over) {
        return over;
      }
      try {
        const waits = await this.#step(change, work);
        if (waits) {
          return { state: 'waiting', message: waits };
        }
      } catch (error) {
        if (!(error instanceof ChangedMeanwhileError)) {
          await this.#stop(change, error);
        }
      }
    }
  }

  /** Takes one step; what is waited for, when none can be taken. */
  #step(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined> {
    const { pause, writing, isLeft, writtenAt, servedAt, turned } =
      change.state;
    if (pause) {
      return Promise.resolve(pauseWords(change));
    }
    if (writing) {
      return isLeft
        ? this.#abandon(change, writing, work)
        : this.#write(change, writing, work);
    }
    // Whatever is left behind takes nothing away that anybody needs; and an
    // istiod that does not come up with it must not keep it from being undone.
    if (writtenAt === undefined || isLeft) {
      return this.#next(change, work);
    }
    if (servedAt === undefined) {
      return this.#serve(change, work);
    }
    return turned ? this.#next(change, work) : this.#turn(change, work);
  }

  async #serve(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined> {
    const { state } = change;
    const now = await this.#plane.served(change, work);
    if (now.served) {
      await this.#store.append(change, { type: 'served', stage: state.at });
      return undefined;
    }
    let byHand: string | undefined;
    if (!state.restarted && now.restart) {
      byHand = await this.#plane.restart(change, work);
      if (byHand === undefined) {
        await this.#store.append(change, {
          type: 'restarting',
          stage: state.at,
        });
      }
    }
    return `${stepTitle(change)}: ${now.waits}. ${byHand ?? ''}`.trim();
  }

  async #turn(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined> {
    const look = await this.#plane.turnOver(change, work);
    if (look) {
      await this.#store.noteLook(change.facts.requestId, look);
      if (!look.complete) {
        return turnOverWords(change, look);
      }
    }
    await this.#plane.turned(change);
    await this.#store.append(change, {
      type: 'turned',
      stage: change.state.at,
      reason: look
        ? `${look.done} of ${look.total} have turned over.`
        : 'Nothing is waited for.',
    });
    return undefined;
  }

  async #next(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined> {
    const { state, facts } = change;
    const next = nextStage(state, facts.shortWay);
    const isForward = state.direction === 'forward';
    if (next === undefined) {
      await this.#plane.end(change, work);
      await this.#store.append(change, {
        type: isForward ? 'done' : 'rolledBack',
      });
      return undefined;
    }
    if (isForward && !facts.shortWay) {
      const inTheWay = await this.#plane.neighbours(facts, next);
      if (inTheWay) {
        return inTheWay;
      }
    }
    await this.#store.append(change, { type: 'writing', stage: next });
    return undefined;
  }

  async #write(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<undefined> {
    await work.keepLease();
    const details = await this.#plane.write(change, stage, work);
    await this.#store.append(change, { type: 'written', stage, details });
  }

  /** What was being written when it was to be rolled back may be there or not. */
  async #abandon(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<undefined> {
    const details = await this.#plane.found(change, stage, work);
    await this.#store.append(
      change,
      details
        ? { type: 'written', stage, details }
        : { type: 'abandoned', stage },
    );
  }

  /** Records what needs a person; throws what does not. */
  async #stop(change: StoredRootChange, error: unknown): Promise<void> {
    if (error instanceof LeaseLostError) {
      throw error;
    }
    const { kind, cause, mend } = failureOf(error);
    if (kind === 'passing' || (isError(error) && error.name === 'AbortError')) {
      throw error;
    }
    try {
      await this.#store.append(change, {
        type: 'stopped',
        stage: change.state.writing ?? change.state.at,
        reason: cause,
        mend:
          error instanceof ConflictError
            ? 'See who changed it. Then resume, or roll back.'
            : `${mend.replace(/[.]$/, '')}; then resume, or roll back.`,
      });
    } catch (other) {
      // Somebody paused it or rolls it back in this moment: that counts.
      if (!(other instanceof ChangedMeanwhileError)) {
        throw other;
      }
    }
  }

  async #find(work: RequestWork): Promise<StoredRootChange> {
    const change = await this.#store.find(work.requestId);
    if (!change) {
      throw new ConflictError('the change of the root was not begun; retry');
    }
    return change;
  }
}

function overOf({
  state,
  events,
}: StoredRootChange): RequestObservation | undefined {
  switch (state.end) {
    case 'done':
      return {
        state: 'ready',
        message: 'Every istiod signs below the new root; the old one is gone.',
      };
    case 'rolledBack': {
      const asked = events.findLast(({ type }) => type === 'rollBackAsked');
      return {
        state: 'failed',
        message: `It was rolled back by ${asked?.actor ?? 'a person'}: ${
          asked?.reason ?? ''
        }`,
        mend: 'Everything is as before. Ask anew when the root is to be changed.',
      };
    }
    default:
      return undefined;
  }
}

function pauseWords({ state }: StoredRootChange): string {
  const { type, actor, reason, mend } = state.pause!;
  return type === 'paused'
    ? `Paused by ${actor ?? 'a person'}${
        reason ? `: ${reason}` : ''
      }. Resume it, or roll it back.`
    : `Stopped: ${reason}. ${mend ?? ''}`;
}

function turnOverWords(change: StoredRootChange, look: TurnOverLook): string {
  const [first] = look.laggards;
  const more = look.total - look.done - 1;
  return [
    `${stepTitle(change)}: ${look.done} of ${
      look.total
    } proxies have turned over`,
    first
      ? `; ${first.namespace}/${first.name}${
          more > 0 ? ` and ${more} more` : ''
        } ${more > 0 ? 'have' : 'has'} not`
      : '',
    look.doneBy === undefined
      ? ''
      : `, by ${new Date(
          look.doneBy,
        ).toISOString()} at the latest where it is a question of time`,
    '.',
    look.note ? ` ${look.note}` : '',
  ].join('');
}
