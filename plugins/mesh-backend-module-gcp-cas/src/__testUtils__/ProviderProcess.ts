import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
import {
  CaDescription,
  CaRevocationList,
  FoundIntermediate,
  IssuedIntermediate,
  Patience,
} from '@meshport/backstage-plugin-mesh-node';

/** Methods of the provider that are called from here. */
export type Method =
  | 'describe'
  | 'issueIntermediate'
  | 'find'
  | 'revoke'
  | 'revocationLists';

/** What is asked of the process. */
export type Question = { id: number } & (
  | { type: 'create'; provider: string; gcp: JsonObject }
  | { type: 'env'; env: Record<string, string | null> }
  | { type: 'loaded' }
  | {
      type: 'call';
      provider: string;
      method: Method;
      options: { notAfter?: number };
    }
  | { type: 'abort'; of: number }
);

/** What it says. */
export type Answer =
  | { type: 'ready' }
  | { type: 'unhandled'; message: string }
  | { type: 'value'; id: number; value: unknown }
  | { type: 'error'; id: number; name: string; message: string; text: string };

/** An error of the provider, with all that could be read out of it. */
export class ProviderError extends Error {
  readonly text: string;

  constructor(answer: Extract<Answer, { type: 'error' }>) {
    super(answer.message);
    this.name = answer.name;
    this.text = answer.text;
  }
}

/** The provider, from this side. */
export interface RemoteProvider {
  describe(): Promise<CaDescription>;
  issue(
    request: {
      csr: string;
      notAfter: Date;
      pathLength?: number;
      idempotencyKey: string;
    },
    signal?: AbortSignal,
  ): Promise<IssuedIntermediate>;
  find(options: {
    publicKey: string;
    since: string;
  }): Promise<FoundIntermediate[] | undefined>;
  revoke(options: {
    reference: string;
    reason: 'superseded' | 'keyCompromise' | 'cessationOfOperation';
  }): Promise<void>;
  revocationLists(): Promise<CaRevocationList[]>;
}

const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

/** Five tries without long waits between them. */
const HURRY: Partial<Patience> = { firstWaitMs: 5, maxWaitMs: 20 };

type Body<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A process of its own in which the real client runs. */
export class ProviderProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve(value: any): void; reject(error: Error): void }
  >();
  /** Rejections that nobody handled in it. */
  readonly unhandled: string[] = [];
  #last = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: Answer) => this.#take(answer));
  }

  /** Starts one; it gets no credentials unless they are set by `setEnv`. */
  static async start(
    patience: Partial<Patience> = {},
  ): Promise<ProviderProcess> {
    const child = fork(
      path.join(__dirname, 'providerProgram.ts'),
      [JSON.stringify({ ...HURRY, ...patience })],
      {
        execArgv: ['--require', TRANSFORM],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    await once(child, 'message');
    return new ProviderProcess(child);
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill();
    await exited;
  }

  /** `null` takes a variable away. */
  setEnv(env: Record<string, string | null>): Promise<void> {
    return this.#ask({ type: 'env', env });
  }

  /** Whether Google's client is loaded. */
  isLoaded(): Promise<boolean> {
    return this.#ask({ type: 'loaded' });
  }

  /** Loads the client, which may take longer than a hurried try. */
  async load(provider: RemoteProvider): Promise<void> {
    for (let tried = 0; tried < 10; tried++) {
      try {
        await provider.describe();
        return;
      } catch (error) {
        if (!(await this.isLoaded())) {
          throw error;
        }
      }
    }
    throw new Error('the client was not loaded in ten tries');
  }

  /** A provider of the block `gcp`. */
  async provider(gcp: JsonObject): Promise<RemoteProvider> {
    const provider = `provider-${this.#last}`;
    await this.#ask({ type: 'create', provider, gcp });
    const call = <T>(
      method: Method,
      options: { notAfter?: number } = {},
      signal?: AbortSignal,
    ): Promise<T> =>
      this.#ask({ type: 'call', provider, method, options }, signal);
    return {
      describe: () => call('describe'),
      // The rest of a request, such as its key, stays here.
      issue: ({ csr, notAfter, pathLength = 0, idempotencyKey }, signal) =>
        call(
          'issueIntermediate',
          { csr, notAfter: +notAfter, pathLength, idempotencyKey } as object,
          signal,
        ),
      find: options => call('find', options as object),
      revoke: options => call('revoke', options as object),
      revocationLists: () => call('revocationLists'),
    };
  }

  async #ask<T>(question: Body<Question>, signal?: AbortSignal): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    const answered = new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#child.send({ ...question, id });
    signal?.addEventListener('abort', () => {
      void this.#ask({ type: 'abort', of: id });
    });
    return answered;
  }

  #take(answer: Answer): void {
    if (answer.type === 'unhandled') {
      this.unhandled.push(answer.message);
    } else if (answer.type !== 'ready') {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.type === 'value') {
        waiting?.resolve(answer.value);
      } else {
        waiting?.reject(new ProviderError(answer));
      }
    }
  }
}
