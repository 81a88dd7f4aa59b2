import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A program that runs the script as our commands are run. */
function startRunner(script) {
  const program = `
    import { nodeArguments } from './scripts/run/commands.mjs';
    import { runInTerminal } from './scripts/run/process.mjs';
    process.exitCode = await runInTerminal(
      process.execPath,
      nodeArguments(${JSON.stringify(script)}),
      { cwd: process.cwd(), env: process.env },
    );`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function scriptOf(t, text) {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-run-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'script.mjs');
  writeFileSync(script, text);
  return script;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a command ends when what started it is killed', async t => {
  const runner = startRunner(
    scriptOf(t, 'console.log(process.pid); setInterval(() => {}, 1000);'),
  );
  const [printed] = await once(runner.stdout, 'data');
  const pid = Number(String(printed));
  assert.equal(isRunning(pid), true);
  runner.kill('SIGKILL');
  for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) {
    await wait(100);
  }
  assert.equal(isRunning(pid), false);
});

test('a command that is done ends by itself, with its exit code', async t => {
  const runner = startRunner(scriptOf(t, 'process.exitCode = 3;'));
  const [code] = await once(runner, 'exit');
  assert.equal(code, 3);
});
