import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dependencyHash } from './dependencies.mjs';

test('an install is needed again when a lockfile or package file changes', t => {
  const root = mkdtempSync(join(tmpdir(), 'meshport-hash-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const folder of ['packages/app', 'plugins/mesh', 'plugins/empty']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of [
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    'packages/app/package.json',
    'plugins/mesh/package.json',
  ]) {
    writeFileSync(join(root, file), '{}');
  }
  const first = dependencyHash(root);
  assert.equal(dependencyHash(root), first);

  writeFileSync(join(root, 'plugins/mesh/package.json'), '{"name":"mesh"}');
  const second = dependencyHash(root);
  assert.notEqual(second, first);

  writeFileSync(join(root, 'yarn.lock'), 'changed');
  assert.notEqual(dependencyHash(root), second);
});
