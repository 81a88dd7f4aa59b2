import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, TestContext } from 'node:test';
import { takeFolder } from './folder';
import { UsageError } from './options';

function place(t: TestContext) {
  const parent = mkdtempSync(join(tmpdir(), 'meshport-folder-'));
  t.after(() => rmSync(parent, { recursive: true }));
  return join(parent, '.demo');
}

test('a folder that a running demo has is refused', t => {
  const folder = place(t);
  takeFolder(folder);
  writeFileSync(join(folder, 'pid'), `${process.ppid}\n`);
  assert.throws(
    () => takeFolder(folder),
    (error: Error) =>
      error instanceof UsageError &&
      error.message.includes(`process ${process.ppid}`) &&
      error.message.includes('--folder'),
  );
});

test('what a demo that died left behind is taken over', t => {
  const folder = place(t);
  takeFolder(folder);
  // No process has this id: it is above the kernel's limit.
  writeFileSync(join(folder, 'pid'), '4194999\n');
  writeFileSync(join(folder, 'tokens.json'), '{}');
  takeFolder(folder);
  assert.equal(existsSync(join(folder, 'tokens.json')), false);
});

test('tokens and kubeconfig go when the demo ends, logs stay', t => {
  const folder = place(t);
  const files = takeFolder(folder);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const file of [files.kubeconfig, files.tokens, files.backendLog]) {
    writeFileSync(file, '');
  }
  files.clear();
  assert.equal(existsSync(files.kubeconfig), false);
  assert.equal(existsSync(files.tokens), false);
  assert.equal(existsSync(files.backendLog), true);
});

test('a folder that cannot be made is named, with the way out', t => {
  const file = place(t);
  writeFileSync(file, '');
  assert.throws(
    () => takeFolder(file),
    new UsageError(
      `The folder ${file} cannot be made (EEXIST): name another with --folder DIR.`,
    ),
  );
});
