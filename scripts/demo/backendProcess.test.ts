import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { reasonInLog } from './backendProcess';

test('the reason why a backend ended is found in its log', t => {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'backend.log');
  const reason = (...lines: string[]) => {
    writeFileSync(log, lines.join('\n'));
    return reasonInLog(log);
  };
  assert.equal(
    reason(
      '{"level":"error","message":"mesh.clusters[0].name is wrong\\n    at x"}',
      '{"level":"info","message":"bye"}',
    ),
    'mesh.clusters[0].name is wrong',
  );
  assert.equal(
    reason('node:internal', 'Error: Cannot find package x', '    at y', ''),
    'Cannot find package x',
  );
  assert.equal(reason('', 'just lines'), 'it gave no reason');
});
