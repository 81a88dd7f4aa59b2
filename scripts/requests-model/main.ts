import { parseArgs } from 'node:util';
import { openDatabase } from '../../plugins/mesh-backend/src/requests/model/databases';
import { runKills } from '../../plugins/mesh-backend/src/requests/model/runKills';
import { runModel } from '../../plugins/mesh-backend/src/requests/model/runModel';

const USAGE = `npm run requests:model -- [--runs N] [--seed S] [--database sqlite|pg] [--kills N]

Random commands by several people on two instances over one database, with
faults at the boundaries of writes. Prints the number of runs and violations.
With --kills N it runs N times with two real processes on PostgreSQL that are
killed again and again. PostgreSQL is the one that REQUESTS_MODEL_PG names, or
a throw-away one of the PostgreSQL that is installed.`;

const say = (line: string) => process.stdout.write(`${line}\n`);

function wholeNumber(text: string, flag: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--${flag}: give a whole number`);
  }
  return Number(text);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      database: { type: 'string', default: 'sqlite' },
      kills: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const kind = values.kills ? 'pg' : values.database;
  if (kind !== 'sqlite' && kind !== 'pg') {
    throw new Error('--database: write sqlite or pg');
  }
  const seed = wholeNumber(values.seed, 'seed');
  const database = await openDatabase(kind);
  try {
    if (values.kills) {
      const runs = wholeNumber(values.kills, 'kills');
      const { violations, kills } = await runKills({
        database,
        runs,
        seed,
        say,
      });
      violations.forEach(say);
      say(
        `requests-model: ${runs} runs with two processes and ${kills} kills, ${violations.length} violations`,
      );
      return violations.length ? 1 : 0;
    }
    const runs = wholeNumber(values.runs, 'runs');
    const { violations, steps } = await runModel({
      dbs: database.dbs,
      runs,
      seed,
      onRun: run => run % 100 === 0 && say(`${run} runs`),
    });
    violations.forEach(say);
    say(
      Object.entries(steps)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([type, count]) => `${type} ${count}`)
        .join(', '),
    );
    say(`requests-model: ${runs} runs, ${violations.length} violations`);
    return violations.length ? 1 : 0;
  } finally {
    await database.close();
  }
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`${error.stack ?? error}\n\n${USAGE}\n`);
    process.exitCode = 1;
  },
);
