import fs from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

type Body = (...args: any[]) => unknown;

interface Test {
  name: string;
  body: () => unknown;
}

class Failed extends Error {}

/** Just enough of jest for the tests of the analysis, which wait for nothing. */
function collect(file: string): Test[] {
  const tests: Test[] = [];
  const it = (name: string, body: Body) =>
    tests.push({ name, body: () => body() });
  it.each = (rows: any[]) => (name: string, body: Body) =>
    rows.forEach((row, i) => {
      const args = Array.isArray(row) ? row : [row];
      tests.push({ name: `${name} (${i})`, body: () => body(...args) });
    });
  const globals = globalThis as any;
  globals.it = it;
  globals.describe = (_: string, body: Body) => body();
  globals.expect = require('expect').expect;
  delete require.cache[file];
  // eslint-disable-next-line global-require
  require(file);
  return tests;
}

function recordedTests(): Test[] {
  /* eslint-disable global-require */
  const { verdictsOn } = require('../analysisVerdicts');
  const {
    mistakenCase,
    mistakenObject,
  } = require('../generated/analysisMistakes');
  const all: [any, (seed: number) => { name: string; objects: any[] }][] = [
    [require('../generated/istioObjectVerdicts.json'), mistakenObject],
    [require('../generated/istioVerdicts.json'), mistakenCase],
  ];
  /* eslint-enable global-require */
  return all.flatMap(([{ usual, cases }, make]) =>
    Object.entries<any>(cases).map(([seed, { more = [], less = [] }]) => ({
      name: `recorded ${seed}`,
      body: () => {
        const { objects } = make(Number(seed));
        const text = objects.map(one => stringify(one)).join('---\n');
        const rest = [...usual];
        less.forEach((one: string) => rest.splice(rest.indexOf(one), 1));
        const expected = [...rest, ...more].sort().join('\n');
        if (verdictsOn(text).join('\n') !== expected) {
          throw new Failed(`other verdicts on case ${seed}`);
        }
      },
    })),
  );
}

const RECORDED = 'recorded';

/**
 * Runs tests until one fails.
 *
 * @returns what failed; undefined when nothing did
 */
export function runTests(files: readonly string[]): string | undefined {
  for (const file of files) {
    let name = file;
    try {
      const tests = file === RECORDED ? recordedTests() : collect(file);
      for (const test of tests) {
        name = `${file}: ${test.name}`;
        test.body();
      }
    } catch (error) {
      return `${name}: ${(error as Error).message}`;
    }
  }
  return undefined;
}

/** The tests that are about a folder of the analysis. */
runTests.filesFor = (root: string, target: string): string[] => {
  const [folder] = target.split('/');
  const own = fs
    .readdirSync(join(root, folder))
    .filter(name => name.endsWith('.test.ts'))
    .map(name => join(root, folder, name));
  const isIstios = ['istio', 'validation', 'decode', 'snapshot'].includes(
    folder,
  );
  return isIstios ? [...own, RECORDED] : own;
};
