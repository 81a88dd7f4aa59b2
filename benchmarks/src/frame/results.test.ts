import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { measured } from './Measurement';
import { describeMachine } from './machine';
import { writeResults } from './results';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshport-benchmarks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('leaves the list and its machine, and replaces what was there', async () => {
  const results = join(folder, 'results');
  const machine = describeMachine({ before: [0, 0, 0] });
  await writeResults(
    results,
    'speed',
    [measured('old', 1, 'ms'), measured('older', 1, 'ms')],
    machine,
  );
  await writeResults(
    results,
    'speed',
    [measured('new', 2, 'ms', { atMost: 3 })],
    machine,
  );

  expect(readdirSync(results).sort()).toEqual([
    'speed.json',
    'speed.machine.json',
  ]);
  expect(JSON.parse(readFileSync(join(results, 'speed.json'), 'utf8'))).toEqual(
    [{ measure: 'new', value: 2, unit: 'ms', goal: '≤ 3', met: true }],
  );
  expect(
    JSON.parse(readFileSync(join(results, 'speed.machine.json'), 'utf8')),
  ).toMatchObject({ node: process.version });
});
