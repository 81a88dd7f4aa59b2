import { Knex } from 'knex';
import { RequestStore } from '../store';
import { runCommand } from './commands';
import { checkAlways, checkAtRest, Remembered } from './invariants';
import { LEASE_MS, Model } from './Model';
import { Random } from './Random';

const TABLES = [
  'mesh_requests',
  'mesh_request_plans',
  'mesh_request_targets',
  'mesh_request_owners',
  'mesh_request_approvers',
  'mesh_request_history',
];

/** Commands of one run. */
const COMMANDS = 30;

/** What a number of runs found. */
export interface ModelResult {
  runs: number;
  violations: string[];
  /** How often each step was taken, to see that the runs reach everything. */
  steps: Record<string, number>;
}

/**
 * Runs random commands by several people on two instances over one database,
 * with faults at the boundaries of writes, and checks the invariants after
 * each command and at the end of each run.
 *
 * @param dbs - one connection for each instance, all to one migrated database.
 */
export async function runModel(options: {
  dbs: Knex[];
  runs: number;
  seed: number;
  wrap?: (store: RequestStore) => RequestStore;
  onRun?: (run: number, violations: string[]) => void;
}): Promise<ModelResult> {
  const violations: string[] = [];
  const steps: Record<string, number> = {};
  for (let run = 0; run < options.runs; run += 1) {
    for (const table of TABLES) {
      await options.dbs[0](table).delete();
    }
    const random = new Random(options.seed + run);
    const model = new Model(options.dbs, random, options.wrap);
    await runOnce(model, random);
    const rows = await options.dbs[0]('mesh_request_history').select('type');
    for (const { type } of rows) {
      steps[type] = (steps[type] ?? 0) + 1;
    }
    violations.push(
      ...model.violations.map(one => `seed ${options.seed + run}: ${one}`),
    );
    options.onRun?.(run + 1, violations);
  }
  return { runs: options.runs, violations, steps };
}

async function runOnce(model: Model, random: Random): Promise<void> {
  const remembered: Remembered = new Map();
  for (let index = 0; index < COMMANDS; index += 1) {
    await runCommand(model, random);
    await checkAlways(model, remembered);
    if (model.violations.length) {
      return;
    }
  }
  await settle(model);
  await checkAlways(model, remembered);
  await checkAtRest(model);
}

/** Lets two fresh processes do all that is left, in a world without faults. */
async function settle(model: Model): Promise<void> {
  model.world.outage = false;
  model.world.broken = false;
  model.restart(0);
  model.restart(1);
  for (let round = 0; round < 8; round += 1) {
    model.now += LEASE_MS + 400_000;
    await model.work(round % 2);
    await model.inProcess(round % 2, ({ outbox }) => outbox.send());
  }
}
