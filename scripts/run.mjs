// Runs one of the repository's commands and first installs what it needs.
// It must work on Node.js 20 with nothing installed, so it uses nothing but Node.js.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS, nodeArguments } from './run/commands.mjs';
import { ensureDependencies, yarnShim } from './run/dependencies.mjs';
import { ensureNode, pathWith } from './run/nodeRuntime.mjs';
import { isHomeWritable } from './run/npmSettings.mjs';
import { interruptedWith, runInTerminal } from './run/process.mjs';
import { explainFailure, Trouble } from './run/trouble.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = line => process.stdout.write(`${line}\n`);

async function main([command, ...args]) {
  const script = Object.hasOwn(COMMANDS, command ?? '') && COMMANDS[command];
  if (!script) {
    throw new Trouble(
      `${
        command ? `There is no command ${command}` : 'Name a command'
      }: it is one of ${Object.keys(COMMANDS).join(', ')}.`,
    );
  }
  if (!existsSync(join(root, script))) {
    throw new Trouble(`This checkout is incomplete: ${script} is missing.`);
  }
  const node = await ensureNode({ root, say });
  const env = {
    ...process.env,
    PATH: pathWith(node, yarnShim({ root, node })),
  };
  if (!isHomeWritable()) {
    env.XDG_CACHE_HOME ??= join(root, '.toolchain', 'cache');
  }
  await ensureDependencies({ root, node, env, say });
  return runInTerminal(node, [...nodeArguments(script), ...args], {
    cwd: root,
    env,
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const interrupted = interruptedWith();
  const trouble =
    error instanceof Trouble
      ? error
      : explainFailure(
          'Preparing the command',
          String(error?.message ?? error),
        );
  process.stderr.write(interrupted ? 'Stopped.\n' : `${trouble.message}\n`);
  process.exitCode = interrupted ?? 1;
}
