import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import {
  RootChangeEvent,
  RootChangeFacts,
  RootChangeState,
  stateOf,
} from './RootChange';
import { TurnOverLook } from './TurnOver';

const CHANGES = 'mesh_root_changes';
const STEPS = 'mesh_root_change_steps';

/** A change of the root with its history. */
export interface StoredRootChange {
  facts: RootChangeFacts;
  events: RootChangeEvent[];
  state: RootChangeState;
  /** Who had turned over when it was looked at last. */
  look?: TurnOverLook;
}

/** Another step was added since the change was read: read it again. */
export class ChangedMeanwhileError extends ConflictError {}

/** A step before it has its number. */
export type DraftRootChangeEvent = Omit<RootChangeEvent, 'sequence' | 'at'>;

/** Keeps changes of roots. Steps are only added; of two who add at once one is refused. */
export class RootChangeStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  async find(requestId: string): Promise<StoredRootChange | undefined> {
    const row = await this.knex(CHANGES)
      .where({ request_id: requestId })
      .first();
    return row && this.#read(row);
  }

  /** Those that are not over; of one cluster when it is named. */
  async underWay(cluster?: string): Promise<StoredRootChange[]> {
    const rows = await this.knex(CHANGES)
      .whereNotNull('under_way')
      .where(cluster === undefined ? {} : { cluster })
      .orderBy(['cluster', 'namespace']);
    return Promise.all(rows.map(row => this.#read(row)));
  }

  /** The last change of each other cluster. */
  async ofOthers(cluster: string): Promise<StoredRootChange[]> {
    const rows = await this.knex(CHANGES).whereNot({ cluster });
    const changes = await Promise.all(rows.map(row => this.#read(row)));
    const last = new Map<string, StoredRootChange>();
    for (const change of changes.sort(
      (a, b) => a.events[0].at - b.events[0].at,
    )) {
      last.set(change.facts.cluster, change);
    }
    return [...last.values()];
  }

  /**
   * Begins a change; one that has begun stays as it is.
   *
   * @throws `ConflictError` while another change of this control plane is under way
   */
  async begin(facts: RootChangeFacts): Promise<StoredRootChange> {
    const known = await this.find(facts.requestId);
    if (known) {
      return known;
    }
    const place = `${facts.cluster}/${facts.namespace}`;
    const { requestId, cluster, namespace } = facts;
    try {
      await this.knex.transaction(async tx => {
        await tx(CHANGES).insert({
          request_id: requestId,
          cluster,
          namespace,
          facts: JSON.stringify(facts),
          under_way: place,
        });
        await insertStep(tx, requestId, 1, { type: 'begun' }, this.now());
      });
    } catch (error) {
      return this.#begun(requestId, place, error);
    }
    return (await this.find(requestId))!;
  }

  /**
   * Adds a step to what the caller has read.
   *
   * @throws `ChangedMeanwhileError` when another step was added meanwhile
   */
  async append(
    change: StoredRootChange,
    event: DraftRootChangeEvent,
  ): Promise<StoredRootChange> {
    const { requestId } = change.facts;
    const sequence = change.events.length + 1;
    try {
      await this.knex.transaction(async tx => {
        await insertStep(tx, requestId, sequence, event, this.now());
        if (event.type === 'done' || event.type === 'rolledBack') {
          await tx(CHANGES)
            .where({ request_id: requestId })
            .update({ under_way: null });
        }
      });
    } catch (error) {
      throw await this.#refusal(requestId, sequence, error);
    }
    return (await this.find(requestId))!;
  }

  /** Notes who has turned over, for those who look. */
  async noteLook(requestId: string, look: TurnOverLook): Promise<void> {
    await this.knex(CHANGES)
      .where({ request_id: requestId })
      .update({ look: JSON.stringify(look) });
  }

  /** What kept a change from being begun: another instance began it, or another change goes on. */
  async #begun(
    requestId: string,
    place: string,
    error: unknown,
  ): Promise<StoredRootChange> {
    const known = await this.find(requestId);
    if (known) {
      return known;
    }
    const other = await this.knex(CHANGES).where({ under_way: place }).first();
    throw other
      ? new ConflictError(
          `cluster: another change of the root of ${place} is under way (request ${other.request_id}); wait for its end, or roll it back`,
        )
      : error;
  }

  /** An error of the database, or that somebody was faster. */
  async #refusal(requestId: string, sequence: number, error: unknown) {
    const taken = await this.knex(STEPS)
      .where({ request_id: requestId, sequence })
      .first();
    return taken
      ? new ChangedMeanwhileError(
          'the change of the root went on meanwhile; look at it again',
        )
      : error;
  }

  async #read(row: any): Promise<StoredRootChange> {
    const steps = await this.knex(STEPS)
      .where({ request_id: row.request_id })
      .orderBy('sequence');
    const events: RootChangeEvent[] = steps.map(({ sequence, at, step }) => ({
      ...JSON.parse(step),
      sequence,
      at: Number(at),
    }));
    return {
      facts: JSON.parse(row.facts),
      events,
      state: stateOf(events),
      ...(row.look ? { look: JSON.parse(row.look) } : {}),
    };
  }
}

async function insertStep(
  tx: Knex.Transaction,
  requestId: string,
  sequence: number,
  event: DraftRootChangeEvent,
  now: number,
): Promise<void> {
  await tx(STEPS).insert({
    request_id: requestId,
    sequence,
    at: now,
    type: event.type,
    step: JSON.stringify(event),
  });
}
