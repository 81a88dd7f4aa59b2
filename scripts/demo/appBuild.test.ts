import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceHash } from './appBuild';

test('a changed, moved or new source asks for a new build', t => {
  const root = mkdtempSync(join(tmpdir(), 'meshport-sources-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'a');
  writeFileSync(join(root, 'lock'), '1');
  const hash = () => sourceHash(root, ['src', 'lock', 'absent']);
  const seen = new Set([hash()]);

  assert.equal(seen.has(hash()), true);
  writeFileSync(join(root, 'src/deep/a.ts'), 'b');
  assert.equal(seen.has(hash()), false);
  seen.add(hash());
  writeFileSync(join(root, 'src/b.ts'), '');
  assert.equal(seen.has(hash()), false);
  seen.add(hash());
  writeFileSync(join(root, 'lock'), '2');
  assert.equal(seen.has(hash()), false);
});
