import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mountedIn, removeFolder } from '../../e2e-tests/support/removeFolder';

const MOUNTS = [
  '22 1 8:1 / / rw - ext4 /dev/vda rw',
  '23 22 0:6 / /work/run/vms/one/root/dev rw - devtmpfs devtmpfs rw',
  '24 22 0:7 / /work/runner rw - tmpfs tmpfs rw',
  '25 22 0:8 / /work/a\\040b rw - tmpfs tmpfs rw',
].join('\n');

test('tells what is mounted in a folder, and in no other', () => {
  assert.deepEqual(mountedIn('/work/run', MOUNTS), [
    '/work/run/vms/one/root/dev',
  ]);
  assert.deepEqual(mountedIn('/work/a b', MOUNTS), ['/work/a b']);
  assert.deepEqual(mountedIn('/work/runs', MOUNTS), []);
});

test('removes a folder, and one that is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'remove-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'file'), '');
  removeFolder(folder);
  assert.equal(existsSync(folder), false);
  removeFolder(folder);
});

test('leaves a folder where something is mounted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'remove-'));
  writeFileSync(join(folder, 'file'), '');
  const mounts = `23 22 0:6 / ${realpathSync(
    folder,
  )}/dev rw - devtmpfs devtmpfs rw`;
  assert.throws(() => removeFolder(folder, mounts), /mounted in it; unmount/);
  assert.equal(existsSync(join(folder, 'file')), true);
  removeFolder(folder, '');
});
