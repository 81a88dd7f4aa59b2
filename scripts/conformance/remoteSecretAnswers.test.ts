import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { remoteSecretDifferences } from './remoteSecretCheck';
import { remoteSecretCases } from './remoteSecretFiles';

const ANSWERS = join(__dirname, 'generated', 'remoteSecretAnswers');

test('each recorded answer of the real istioctl is ours', async () => {
  const cases = remoteSecretCases(ANSWERS);
  assert.ok(cases.length >= 80, `there are only ${cases.length}`);
  const made = cases.filter(({ expected }) => expected !== undefined);
  assert.ok(made.length >= 40, `only ${made.length} have a secret`);
  for (const one of cases) {
    assert.deepEqual(await remoteSecretDifferences(one), [], one.title);
  }
});
