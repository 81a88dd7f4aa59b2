import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The portal's backend, in a process of its own. */
export interface BackendProcess {
  /** Resolves with the exit code when the process has ended. */
  ended: Promise<number | null>;
  /** Asks it to end, and ends it by force after three seconds. */
  stop(): Promise<void>;
}

/**
 * Starts the backend. It ends by itself when this process dies, however that
 * happens, since it listens to the channel between the two.
 */
export function startBackend(options: {
  root: string;
  configs: string[];
  log: string;
}): BackendProcess {
  const output = openSync(options.log, 'w', 0o600);
  const child = spawn(
    process.execPath,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      '--require',
      join(options.root, 'scripts/run/endWithParent.cjs'),
      'src/index.ts',
      ...options.configs.flatMap(file => ['--config', file]),
    ],
    {
      cwd: join(options.root, 'packages/backend'),
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', output, output, 'ipc'],
      // Ctrl-C reaches us alone, so that things end in order.
      detached: true,
    },
  );
  closeSync(output);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => resolve(code));
  });
  return { ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  child.kill('SIGTERM');
  const timeout = new AbortController();
  await Promise.race([
    ended,
    // A browser's open page keeps the backend from ending by itself.
    wait(3_000, undefined, { signal: timeout.signal }).then(() => {
      child.kill('SIGKILL');
      return ended;
    }),
  ]);
  timeout.abort();
}

/** The last thing that a backend which did not start has to say, as one sentence. */
export function reasonInLog(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  for (const line of lines.reverse()) {
    const message = /^\{.*"level":"error"/.test(line)
      ? messageOf(line)
      : /^(?:\w*Error|Error): (.+)$/.exec(line)?.[1];
    if (message) {
      return message.split('\n')[0];
    }
  }
  return 'it gave no reason';
}

function messageOf(line: string): string | undefined {
  const { message } = JSON.parse(line) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}
