import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { RootChangeFacts, RootStage } from './RootChange';
import { DraftRootChangeEvent, StoredRootChange } from './RootChangeStore';
import { Served } from './served';
import { TurnOverLook } from './TurnOver';

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
