import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainFailure, Trouble } from './trouble.mjs';

const cases = [
  ['npm error code ENOSPC', /disk is full/],
  ['EACCES: permission denied, mkdir', /may not be written/],
  ['getaddrinfo EAI_AGAIN registry.example.org', /does not answer/],
  ['connect ECONNREFUSED 192.0.2.1:443', /does not answer/],
  ['unable to verify: SELF_SIGNED_CERT_IN_CHAIN', /certificate is not trusted/],
  ['npm error code E404', /lacks a package/],
  ['YN0028: The lockfile would have been modified', /does not match/],
];

for (const [output, expected] of cases) {
  test(`"${output}" becomes one sentence`, () => {
    const trouble = explainFailure('Installing dependencies', output);
    assert.ok(trouble instanceof Trouble);
    assert.match(trouble.message, expected);
    assert.equal(trouble.message.includes('\n'), false);
  });
}

test('an unknown failure points at the log', () => {
  assert.equal(
    explainFailure('Installing', 'boom', { log: 'install.log' }).message,
    'Installing failed: read install.log for the reason.',
  );
});

test('an unknown failure without a log keeps its last line', () => {
  assert.equal(
    explainFailure('Preparing', 'first\nspawn npm ENOENT\n').message,
    'Preparing failed: spawn npm ENOENT',
  );
});

test('a password in the registry address is not repeated', () => {
  const { message } = explainFailure('Installing', 'ENOTFOUND', {
    registry: 'https://dana:hunter2@npm.example.org/all/',
  });
  assert.match(message, /https:\/\/npm\.example\.org\/all\//);
  assert.doesNotMatch(message, /hunter2/);
});
