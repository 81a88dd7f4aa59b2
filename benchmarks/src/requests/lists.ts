import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { temporaryFolder } from '../processes/temporaryFolder';
import {
  openPostgres,
  openSqlite,
  PortalDatabase,
  postgresTrouble,
} from './databases';
import { storeRequests, Totals } from './manyRequests';
import { Person } from './people';
import { RequestsPortal } from './RequestsPortal';

/** Milliseconds that a list may take, 95 times of 100. */
const GOAL_MS = 100;
const PAGE = 20;

/** One list that is asked for. */
interface List {
  name: string;
  person: Person;
  query: string;
  /** How many there are; a list of anything else is none of what is measured. */
  total: number;
}

/** Every list, by who asks and how it is narrowed. */
function listsOf(totals: Totals): List[] {
  const deep = (total: number) => `offset=${Math.max(0, total - PAGE)}`;
  const { all, developer, mine, requested, ready } = totals;
  const tenth = (total: number) => total / 10;
  return [
    ['developer', 'first page', '', developer],
    ['developer', 'deepest page', deep(developer), developer],
    ['developer', 'by text', 'text=partner-0', developer],
    ['developer', 'by status', 'status=ready', tenth(ready)],
    ['developer', 'mine', 'view=mine', mine.developer],
    ['engineer', 'first page', '', all],
    ['engineer', 'deepest page', deep(all), all],
    ['engineer', 'a page of 100', 'limit=100', all],
    ['engineer', 'by text', 'text=ORDERS-42', all / 100],
    ['engineer', 'by status', 'status=ready', ready],
    ['engineer', 'mine', 'view=mine', mine.engineer],
    ['engineer', 'to approve', 'view=to-approve', requested],
  ].map(([person, name, query, total]) => ({
    name: name as string,
    person: person as Person,
    query: query as string,
    total: total as number,
  }));
}

/** Lists of requests in SQLite. */
export function sqlite(options: BenchmarkOptions): Promise<Measurement[]> {
  return measure('SQLite', openSqlite, options);
}

/** Lists of requests in PostgreSQL, where there is one. */
export async function postgresql(
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  const trouble = postgresTrouble();
  if (trouble) {
    options.say(`skipped: ${trouble}`);
    return [measured(`PostgreSQL was not measured: ${trouble}`, 0, 'lists')];
  }
  return measure('PostgreSQL', openPostgres, options);
}

async function measure(
  database: string,
  open: (folder: string) => Promise<PortalDatabase>,
  { quick, say }: BenchmarkOptions,
): Promise<Measurement[]> {
  const folder = temporaryFolder();
  const opened = await open(folder);
  try {
    const count = quick ? 1_000 : 10_000;
    say(`stores ${count} requests in ${database}`);
    const began = performance.now();
    const totals = await storeRequests(opened.requests, count);
    say(`stored in ${Math.round((performance.now() - began) / 1000)} s`);
    if (database === 'PostgreSQL') {
      // What its own housekeeping does within a minute of so many rows.
      await opened.requests.raw('analyze');
    }
    const portal = await RequestsPortal.start(folder, opened.config);
    try {
      await portal.untilQuiet();
      const measurements: Measurement[] = [];
      for (const list of listsOf(totals)) {
        const words = `${database}, ${list.person}, ${list.name}`;
        say(words);
        measurements.push(...(await measureList(portal, list, words, quick)));
      }
      return measurements;
    } finally {
      await portal.stop();
    }
  } finally {
    await opened.close();
  }
}

/** Asks for the list and for the floor in turns. */
async function measureList(
  portal: RequestsPortal,
  { person, query, total }: List,
  words: string,
  quick: boolean,
): Promise<Measurement[]> {
  const path = `/mesh/requests${query && `?${query}`}`;
  const answer = await portal.ask(person, path);
  const found = JSON.parse(answer);
  if (found.total !== total || found.items.length === 0) {
    throw new Error(
      `${words}: ${found.items.length} of ${found.total} requests, not of ${total}`,
    );
  }
  await portal.setFloorLength(answer.length);
  const rounds = { count: quick ? 1 : 3, asks: quick ? 20 : 40 };
  const own: number[][] = [];
  const floor: number[][] = [];
  await inTurns(portal, person, path, 10);
  for (let round = 0; round < rounds.count; round += 1) {
    const taken = await inTurns(portal, person, path, rounds.asks);
    own.push(taken.own);
    floor.push(taken.floor);
  }
  const over = (of: number[][], share: number) =>
    median(of.map(one => percentile(one, share)));
  return [
    measured(`${words}: p50`, over(own, 0.5), 'ms'),
    measured(`${words}: p95`, over(own, 0.95), 'ms', { atMost: GOAL_MS }),
    measured(`${words}: p95 of the floor`, over(floor, 0.95), 'ms'),
    measured(
      `${words}: p50 over that of the floor`,
      over(own, 0.5) / over(floor, 0.5),
      'ratio',
    ),
  ];
}

async function inTurns(
  portal: RequestsPortal,
  person: Person,
  path: string,
  asks: number,
): Promise<{ own: number[]; floor: number[] }> {
  const taken = { own: [] as number[], floor: [] as number[] };
  const time = async (asked: string, into: number[]) => {
    const began = performance.now();
    await portal.ask(person, asked);
    into.push(performance.now() - began);
  };
  for (let turn = 0; turn < asks; turn += 1) {
    await time('/floor/answer', taken.floor);
    await time(path, taken.own);
  }
  return taken;
}
