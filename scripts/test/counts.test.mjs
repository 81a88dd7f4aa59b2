import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addCounts,
  countsOfCheck,
  countsOfJest,
  countsOfNodeTests,
  summaryLine,
} from './counts.mjs';

test('a test file that does not compile counts as a failure', () => {
  assert.deepEqual(
    countsOfJest({
      numPassedTests: 5,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 2,
      numTodoTests: 1,
    }),
    { passed: 5, failed: 2, skipped: 3 },
  );
});

test("the closing lines of Node's report are read", () => {
  const tap = [
    'ok 1 - something',
    '1..1',
    '# tests 9',
    '# pass 4',
    '# fail 2',
    '# cancelled 1',
    '# skipped 1',
    '# todo 1',
  ].join('\n');
  assert.deepEqual(countsOfNodeTests(tap), {
    passed: 4,
    failed: 3,
    skipped: 2,
  });
});

test('all counts end in one line', () => {
  assert.equal(
    summaryLine(
      [
        countsOfCheck(true),
        countsOfCheck(false),
        { passed: 3, failed: 0, skipped: 2 },
      ].reduce(addCounts),
    ),
    '4 passed, 1 failed, 2 skipped',
  );
});
