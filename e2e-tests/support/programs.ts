import { ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';

/** What a program that ended well wrote. */
export interface Output {
  stdout: string;
  stderr: string;
}

const running = new Set<ChildProcess>();

/** Ends every program that `run` still waits for, with all that they started. */
export function endRunning(): void {
  running.forEach(child => signal(child, 'SIGKILL'));
}

/**
 * Runs a program to its end, in a process group of its own.
 *
 * @throws When it ends with another code than 0 or takes too long, with what
 * it wrote.
 */
export function run(
  program: string,
  args: string[],
  options: {
    input?: string | Uint8Array;
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    /** Seconds; 60 unless told. */
    timeout?: number;
  } = {},
): Promise<Output> {
  const seconds = options.timeout ?? 60;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      detached: true,
    });
    running.add(child);
    const output: Output = { stdout: '', stderr: '' };
    for (const channel of ['stdout', 'stderr'] as const) {
      child[channel].setEncoding('utf8');
      child[channel].on('data', text => {
        output[channel] += text;
      });
    }
    const fail = (reason: string) => {
      const said = `${output.stderr}${output.stdout}`.trim().slice(-1500);
      reject(new Error(`${program} ${args.join(' ')}: ${reason}: ${said}`));
    };
    const timer = setTimeout(() => {
      signal(child, 'SIGKILL');
      fail(`not done in ${seconds} s`);
    }, seconds * 1000);
    child.once('error', error => fail(error.message));
    child.once('close', (code, name) => {
      clearTimeout(timer);
      running.delete(child);
      if (code === 0) resolve(output);
      else fail(`ended with ${code ?? name}`);
    });
    // A program that does not read its input closes it; that is no failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** A program that runs until it is stopped, with everything it starts. */
export interface Service {
  readonly log: string;
  /** True while it runs. */
  alive(): boolean;
  /** The end of its log, for messages. */
  tail(): string;
  /** SIGTERM, and after `seconds` SIGKILL, to the whole process group. */
  stop(seconds?: number): Promise<void>;
}

/** Starts a program in a process group of its own, its output in a file. */
export function serve(
  program: string,
  args: string[],
  options: { log: string; env?: NodeJS.ProcessEnv; cwd?: string },
): Service {
  const log = createWriteStream(options.log);
  const child = spawn(program, args, {
    env: options.env ?? process.env,
    cwd: options.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>(resolve => {
    child.once('error', error => {
      log.write(`${error.message}\n`);
      resolve();
    });
    child.once('exit', () => resolve());
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  return {
    log: options.log,
    alive,
    tail: () => readFileSync(options.log, 'utf8').slice(-1500),
    async stop(seconds = 20) {
      if (alive()) {
        signal(child, 'SIGTERM');
        const timer = setTimeout(
          () => signal(child, 'SIGKILL'),
          seconds * 1000,
        );
        await ended;
        clearTimeout(timer);
      }
      // What it started may outlive it.
      signal(child, 'SIGKILL');
    },
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs its entries in reverse order, each even when another fails. */
export class CleanUp {
  #entries: (() => Promise<unknown> | unknown)[] = [];

  add(entry: () => Promise<unknown> | unknown): void {
    this.#entries.push(entry);
  }

  async run(): Promise<void> {
    for (const entry of this.#entries.splice(0).reverse()) {
      try {
        await entry();
      } catch (error) {
        console.log(`      while cleaning up: ${(error as Error).message}`);
      }
    }
  }
}
