import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CommandContext, run, UsageError } from './commandLine';
import { Benchmark } from './frame/Benchmark';
import { measured } from './frame/Measurement';

let folder: string;
let printed: string[];
let context: CommandContext;

const speed: Benchmark = {
  summary: 'How fast it is',
  parts: {
    views: async ({ quick }) => [
      measured('views', quick ? 9 : 1, 'ratio', { atMost: 2 }),
    ],
    syncs: async () => [measured('syncs', 5, 'ms')],
  },
};
const slow: Benchmark = {
  summary: 'Too slow',
  parts: { all: async () => [measured('all', 3, 'ratio', { atMost: 2 })] },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshport-benchmarks-'));
  printed = [];
  context = {
    benchmarks: new Map([
      ['speed', speed],
      ['slow', slow],
    ]),
    resultsFolder: folder,
    print: line => printed.push(line),
    say: () => {},
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const results = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

it('lists the benchmarks when none is named', async () => {
  expect(await run([], context)).toBe(true);
  expect(printed).toEqual([
    'speed  How fast it is (parts: views, syncs)',
    'slow  Too slow (parts: all)',
  ]);
});

it('prints and writes all parts', async () => {
  expect(await run(['speed'], context)).toBe(true);
  expect(printed.join('\n')).toMatch(/views +1 +ratio +≤ 2 +met/);
  expect(results('speed').map((each: any) => each.measure)).toEqual([
    'views',
    'syncs',
  ]);
});

it('fails when a goal is not met, and writes what it found', async () => {
  expect(await run(['slow'], context)).toBe(false);
  expect(results('slow')).toMatchObject([{ value: 3, met: false }]);
});

it('judges nothing by a quick run and keeps its results apart', async () => {
  await run(['speed'], context);
  expect(await run(['speed', '--quick'], context)).toBe(true);
  expect(results('speed')[0].value).toBe(1);
  expect(results('speed.quick')[0].value).toBe(9);
});

it('runs one part and leaves the results as they are', async () => {
  expect(await run(['speed', '--part', 'syncs'], context)).toBe(true);
  expect(printed.join('\n')).not.toContain('views');
  expect(existsSync(join(folder, 'speed.json'))).toBe(false);
});

it.each([
  [['nonsense'], 'There is no benchmark "nonsense": it is one of speed, slow.'],
  [['speed', '--part', 'x'], '--part "x": it is one of views, syncs.'],
  [['speed', '--fast'], 'Use: npm run benchmark -- NAME'],
  [['speed', 'slow'], 'one benchmark at a time, not speed, slow'],
])('refuses %j', async (args, message) => {
  const refused = run(args, context);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(message);
});
