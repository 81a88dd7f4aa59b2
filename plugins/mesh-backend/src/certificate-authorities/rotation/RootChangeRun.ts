import { ConflictError, isError } from '@backstage/errors';
import {
  RequestObservation,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { LeaseLostError } from '../../requests/store';
import { failureOf } from '../../requests/work/failures';
import { nextStage, RootStage } from './RootChange';
import { RootChangePlane } from './RootChangePlane';
import {
  ChangedMeanwhileError,
  RootChangeStore,
  StoredRootChange,
} from './RootChangeStore';
import { stepTitle } from './rootChangeSteps';
import { overOf, pauseWords, turnOverWords } from './rootChangeWords';

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
