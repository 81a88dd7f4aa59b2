import { fork, ChildProcess } from 'child_process';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Caller } from '../access/callers';
import { KnexRequestStore } from '../store';
import { ModelDatabase } from './databases';
import { APPROVERS, modelInstance } from './ModelInstance';
import { SUBJECTS } from './modelKind';
import { Random } from './Random';
import { createWorldTables, databaseDelivery } from './databaseWorld';

const PROGRAM = resolvePackagePath(
  '@meshport/backstage-plugin-mesh-backend',
  'src/requests/model/workerProgram.ts',
);
const REQUESTS = 9;
const KILLS = 6;
/** Short, so that what a killed process held is taken over soon; in milliseconds. */
export const KILL_LEASE_MS = 1_500;
const PATIENCE_MS = 60_000;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function person(name: string): Caller {
  return { userRef: `user:default/${name}`, credentials: {} as any };
}

/** The directory of these runs, alike in every process. */
export const DIRECTORY = {
  exists: async () => true,
  groupsOf: async (ref: string) =>
    ref === 'user:default/bob' ? [APPROVERS] : [],
  ownerOf: async () => undefined,
};

/**
 * Runs two real worker processes on one PostgreSQL and kills them (SIGKILL)
 * while they provision; every request has to become ready, with one effect.
 */
export async function runKills(options: {
  database: ModelDatabase;
  runs: number;
  seed: number;
  say: (line: string) => void;
}): Promise<{ violations: string[]; kills: number }> {
  const { database, runs, seed, say } = options;
  const violations: string[] = [];
  let kills = 0;
  await createWorldTables(database.dbs[0]);
  for (let run = 0; run < runs; run += 1) {
    const random = new Random(seed + run);
    const found = await runOnce(database, random, run);
    kills += found.kills;
    violations.push(...found.violations.map(one => `run ${run + 1}: ${one}`));
    say(
      `run ${run + 1}: ${found.kills} kills, ${
        found.violations.length
      } violations`,
    );
  }
  return { violations, kills };
}

async function runOnce(
  { dbs: [db], url }: ModelDatabase,
  random: Random,
  run: number,
): Promise<{ violations: string[]; kills: number }> {
  const store = new KnexRequestStore(db);
  const { service } = modelInstance({
    store,
    directory: DIRECTORY,
    delivery: databaseDelivery(db, 'parent'),
    owner: 'parent',
    now: () => Date.now(),
    chance: () => random.next(),
    leaseMs: KILL_LEASE_MS,
    publish: async () => {},
  });
  const children: ChildProcess[] = [];
  const start = (index: number) => {
    children[index] = fork(PROGRAM, [url!], {
      execArgv: ['--require', '@backstage/cli/config/nodeTransform.cjs'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  };
  start(0);
  start(1);
  const ids: string[] = [];
  let kills = 0;
  try {
    for (let index = 0; index < REQUESTS; index += 1) {
      const { request } = await service.create(
        {
          kind: 'model',
          delivery: 'apply',
          parameters: {
            subject: SUBJECTS[index % 2],
            value: `run-${run}-${index}`,
          },
        },
        person('ann'),
      );
      ids.push(request.id);
    }
    for (const id of ids) {
      const request = await store.find(id);
      await service.approve(
        id,
        { contentHash: request!.contentHash },
        person('bob'),
      );
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(200 + random.below(900));
      const index = random.below(2);
      children[index].kill('SIGKILL');
      kills += 1;
      start(index);
    }
    const rest = await waitForRest(store, ids);
    return { kills, violations: [...rest, ...(await effects(db, ids, store))] };
  } finally {
    children.forEach(child => child.kill('SIGKILL'));
  }
}

/** Later requests for a subject find what the earlier made, and go back to their approvers. */
const RESTING = ['ready', 'requested'];

async function waitForRest(
  store: KnexRequestStore,
  ids: string[],
): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await store.list({
      where: { field: 'id', in: ids },
      limit: ids.length,
      offset: 0,
    });
    const waiting = items.filter(one => !RESTING.includes(one.status));
    if (!waiting.length) {
      return items.length === ids.length ? [] : ['a request is lost'];
    }
    if (Date.now() > deadline) {
      return waiting.map(one => `a request is stuck: ${one.status}`);
    }
    await pause(200);
  }
}

async function effects(
  db: any,
  ids: string[],
  store: KnexRequestStore,
): Promise<string[]> {
  const violations: string[] = [];
  for (const id of ids) {
    const request = await store.find(id);
    const written = await db('model_effects').where({ request_id: id });
    for (const { name } of written) {
      if (written.filter((one: any) => one.name === name).length > 1) {
        violations.push(`two effects of one request on ${name}`);
      }
    }
    if (request?.status === 'ready' && written.length !== 2) {
      violations.push(`a request is ready with ${written.length} of 2 effects`);
    }
    if (written.some((one: any) => !one.held)) {
      violations.push('a write by a lost lease');
    }
  }
  return violations;
}
