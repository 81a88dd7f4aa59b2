import { ChildProcess, fork } from 'child_process';
import { closeSync, openSync, readFileSync } from 'fs';
import { constants, setPriority } from 'os';
import { join } from 'path';
import { Reply, Request } from './serve';

const ROOT = join(__dirname, '../../..');

/** What a program offers by `serve`: asynchronous functions of plain data. */
export type Offer = Record<string, (...args: any[]) => Promise<unknown>>;

/** A program of ours in a process of its own; it ends when this one does. */
export class ChildProgram<T extends Offer> {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void }
  >();
  #calls = 0;

  /**
   * @param script - file name beside this one
   * @param options - where its output goes, further arguments for it and for
   * node, and whether it gives way to others that want the processor
   */
  constructor(
    script: string,
    options: {
      log: string;
      args?: string[];
      nodeArgs?: string[];
      givesWay?: boolean;
    },
  ) {
    this.#log = options.log;
    const output = openSync(options.log, 'w', 0o600);
    this.#child = fork(join(__dirname, script), options.args ?? [], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: [
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        '--require',
        join(ROOT, 'scripts/run/endWithParent.cjs'),
        ...(options.nodeArgs ?? []),
      ],
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    if (options.givesWay && this.#child.pid !== undefined) {
      setPriority(this.#child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    }
    this.#child.on('message', message => this.#answer(message as Reply));
    this.#child.on('exit', (code, signal) =>
      this.#ended(signal ? `by ${signal}` : `with code ${code}`),
    );
    this.#child.on('error', error => this.#fail(error));
  }

  /** Calls a function of the program; throws what it threw, as an Error. */
  call<K extends keyof T & string>(
    method: K,
    ...args: Parameters<T[K]>
  ): Promise<Awaited<ReturnType<T[K]>>> {
    this.#calls += 1;
    const request: Request = { id: this.#calls, method, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, {
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.#child.send(request, error => error && this.#fail(error));
    });
  }

  /** Ends it, by force when it does not end in three seconds. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(force);
  }

  #answer({ id, result, error }: Reply) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) {
      waiting?.resolve(result);
    } else {
      waiting?.reject(new Error(error));
    }
  }

  #ended(how: string) {
    if (this.#waiting.size > 0) {
      const last = readFileSync(this.#log, 'utf8').trim().split('\n').slice(-8);
      this.#fail(new Error(`a program ended ${how}:\n${last.join('\n')}`));
    }
  }

  #fail(error: Error) {
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
  }
}
