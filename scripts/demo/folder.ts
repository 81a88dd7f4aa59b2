import {
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './options';

/** Files of one running demo. */
export interface DemoFolder {
  kubeconfig: string;
  tokens: string;
  config: string;
  backendLog: string;
  /** Removes what is of no use without the running demo. */
  clear(): void;
}

/**
 * Takes a folder for one demo, so that a second one does not overwrite its
 * kubeconfig and tokens.
 *
 * @throws `UsageError` when a running demo has it, or it cannot be made
 */
export function takeFolder(folder: string): DemoFolder {
  makeFolder(folder);
  const pidFile = join(folder, 'pid');
  const other = runningPid(pidFile);
  if (other !== undefined) {
    throw new UsageError(
      `A demo already runs here (process ${other}): stop it, or give this one a place of its own with --folder DIR and --port N.`,
    );
  }
  const files = {
    kubeconfig: join(folder, 'kubeconfig'),
    tokens: join(folder, 'tokens.json'),
    config: join(folder, 'app-config.yaml'),
    backendLog: join(folder, 'backend.log'),
  };
  const clear = () => {
    for (const file of [pidFile, files.kubeconfig, files.tokens]) {
      rmSync(file, { force: true });
    }
  };
  clear();
  writeFileSync(pidFile, `${process.pid}\n`);
  return { ...files, clear };
}

function makeFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(
      `The folder ${folder} cannot be made (${
        (error as NodeJS.ErrnoException).code
      }): name another with --folder DIR.`,
    );
  }
}

function runningPid(file: string): number | undefined {
  if (!statSync(file, { throwIfNoEntry: false })) {
    return undefined;
  }
  const pid = Number(readFileSync(file, 'utf8'));
  try {
    process.kill(pid, 0);
    return pid === process.pid ? undefined : pid;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}
