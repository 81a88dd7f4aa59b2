import { randomUUID } from 'crypto';
import { Knex } from 'knex';
import { RequestPlan } from '@meshport/backstage-plugin-mesh-common';
import { canonicalJson, sha256 } from '../canonicalJson';
import { sinceAsked } from '../lifecycle';
import { PeopleDirectory } from '../PeopleDirectory';
import { KnexRequestStore, RequestStore, StoredRequest } from '../store';
import { Crash, Faults } from './Faults';
import { faultyStore } from './FaultyStore';
import {
  APPROVERS,
  AUDITORS,
  ModelInstance,
  modelInstance,
} from './ModelInstance';
import { FREE_SUBJECT } from './modelKind';
import { Random } from './Random';
import { World } from './World';
import { worldDelivery } from './worldDelivery';

export const LEASE_MS = 60_000;
export const PEOPLE = ['ann', 'dan', 'bob', 'zoe', 'cat'].map(
  name => `user:default/${name}`,
);

/** One backend process of the model. */
export interface ModelProcess extends ModelInstance {
  faults: Faults;
}

/** The state of one run: two processes, one database, one cluster, the people. */
export class Model {
  readonly world = new World();
  readonly violations: string[] = [];
  readonly store: RequestStore;
  readonly processes: ModelProcess[] = [];
  /** Steps whose events have left, as `request/sequence`. */
  readonly published = new Set<string>();
  /** Who was promised what: requests whose making was answered. */
  readonly acknowledged = new Set<string>();
  readonly groups = new Map<string, Set<string>>([
    [APPROVERS, new Set(['user:default/bob', 'user:default/zoe'])],
    [AUDITORS, new Set(['user:default/cat', 'user:default/zoe'])],
  ]);
  readonly gone = new Set<string>();
  now = 1_700_000_000_000;
  readonly #dbs: Knex[];
  readonly #wrap: (store: RequestStore) => RequestStore;
  readonly #random: Random;
  #stalling = false;

  /** @param wrap - replaces the store of the processes, to see that the model finds a bad one. */
  constructor(
    dbs: Knex[],
    random: Random,
    wrap: (store: RequestStore) => RequestStore = store => store,
  ) {
    this.#dbs = dbs;
    this.#random = random;
    this.#wrap = wrap;
    this.store = new KnexRequestStore(dbs[0]);
    this.restart(0);
    this.restart(1);
  }

  /** Puts a fresh process in the place of one. */
  restart(index: number): void {
    const faults = new Faults(() => this.#stall(index));
    const owner = randomUUID();
    const db = this.#dbs[index % this.#dbs.length];
    const directory: PeopleDirectory = {
      exists: async ref => !this.gone.has(ref),
      groupsOf: async ref =>
        [...this.groups]
          .filter(([, who]) => who.has(ref))
          .map(([name]) => name),
      ownerOf: async () => undefined,
    };
    this.processes[index] = {
      faults,
      ...modelInstance({
        store: faultyStore(this.#wrap(new KnexRequestStore(db)), faults),
        delivery: worldDelivery(this.world, faults, plan =>
          this.#witness(owner, plan),
        ),
        directory,
        owner,
        now: () => this.now,
        chance: () => this.#random.next(),
        leaseMs: LEASE_MS,
        isBroken: () => this.world.broken,
        publish: async ({ eventPayload }) =>
          faults.around(async () => {
            this.published.add(
              `${eventPayload.requestId}/${eventPayload.sequence}`,
            );
          }),
      }),
    };
  }

  /** Runs what a process does; its end is no error of the model. */
  async inProcess(
    index: number,
    run: (process: ModelProcess) => Promise<unknown>,
  ): Promise<void> {
    if (this.processes[index].faults.dead) {
      this.restart(index);
    }
    try {
      await run(this.processes[index]);
    } catch (error) {
      if (!(error instanceof Crash) && !isAnswer(error)) {
        throw error;
      }
    }
  }

  /** One look for work; what it began is done when this returns. */
  async work(index: number): Promise<void> {
    await this.inProcess(index, async ({ worker }) => {
      await worker.tick();
      await worker.idle();
    });
  }

  /** While one process is held up, its lease ends and the other goes on. */
  async #stall(index: number): Promise<void> {
    if (this.#stalling) {
      return;
    }
    this.#stalling = true;
    try {
      this.now += LEASE_MS + 1_000;
      await this.work(1 - index);
    } finally {
      this.#stalling = false;
    }
  }

  /** Sees every write to the cluster, and what stands in the database at that moment. */
  async #witness(
    owner: string,
    plan: RequestPlan | undefined,
  ): Promise<string> {
    const held = await this.#dbs
      [0]('mesh_requests')
      .where({ lease_owner: owner })
      .andWhere('lease_until', '>', this.now)
      .modify(query =>
        plan
          ? query.where({ content_hash: sha256(canonicalJson(plan)) })
          : query.where({ status: 'retiring' }),
      )
      .select('id');
    if (held.length === 0) {
      this.violations.push('a write by a lost lease');
      return 'nobody';
    }
    const request = await this.store.find(held[0].id);
    if (plan && request) {
      this.#checkApproved(request);
    }
    return held[0].id;
  }

  #checkApproved(request: StoredRequest): void {
    const since = sinceAsked(request.history);
    const said = (group: string) =>
      since.some(
        event =>
          (event.type === 'approved' || event.type === 'endorsed') &&
          event.contentHash === request.contentHash &&
          event.actor.entityRef !== undefined &&
          event.actor.entityRef !== request.requester &&
          event.actor.entityRef !== request.lastEditor &&
          event.policies?.includes(group),
      );
    const subject = String(request.plan.parameters.subject);
    const wanted = {
      one: ['approvers'],
      two: ['approvers'],
      three: ['approvers', 'auditors'],
      [FREE_SUBJECT]: [],
    }[subject];
    if (request.status !== 'provisioning') {
      this.violations.push(`a write while the request is ${request.status}`);
    }
    if (!wanted?.every(said)) {
      this.violations.push(`a write of ${subject} without its approval`);
    }
  }
}

/** Errors that a route would answer with. */
export function isAnswer(error: unknown): boolean {
  return (
    error instanceof Error &&
    [
      'InputError',
      'NotAllowedError',
      'NotFoundError',
      'ConflictError',
      'ServiceUnavailableError',
    ].includes(error.name)
  );
}
