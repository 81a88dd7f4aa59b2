import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { tryUntilAnswered } from './tries';

const quick = { firstWaitMs: 1, maxWaitMs: 2, tryTimeoutMs: 200 };

describe('asking a service until it answers', () => {
  const asked = (
    run: (signal: AbortSignal) => Promise<string>,
    options: Partial<Parameters<typeof tryUntilAnswered>[1]> = {},
  ) =>
    tryUntilAnswered(run, {
      what: 'The issue',
      signal: new AbortController().signal,
      again: error => !(error instanceof InputError),
      patience: quick,
      ...options,
    });

  it('gives the answer after failures', async () => {
    let tried = 0;
    const run = async () => {
      tried++;
      if (tried < 3) {
        throw new Error(`failure ${tried}`);
      }
      return 'issued';
    };
    await expect(asked(run)).resolves.toBe('issued');
    expect(tried).toBe(3);
  });

  it('does not ask again what was refused', async () => {
    const run = jest.fn(async () => {
      throw new InputError('no such template');
    });
    await expect(asked(run)).rejects.toThrow(
      new InputError('no such template'),
    );
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('takes no refusal for one after a try that may have been carried out', async () => {
    const outcomes = (first: string) => {
      const failures = [new Error(first), new InputError('disabled')];
      return async () => {
        throw failures.shift();
      };
    };
    const inDoubt = (error: unknown) => (error as Error).message === 'lost';
    await expect(asked(outcomes('lost'), { inDoubt })).rejects.toThrow(
      /^The issue was refused after an earlier try may have been carried out; caused by InputError: disabled$/,
    );
    await expect(asked(outcomes('throttled'), { inDoubt })).rejects.toThrow(
      new InputError('disabled'),
    );
  });

  it('gives up, with the last failure as the cause', async () => {
    const run = jest.fn(async () => {
      throw new Error('the service is busy');
    });
    await expect(asked(run)).rejects.toThrow(
      /^The issue was not answered in 5 tries; caused by Error: the service is busy$/,
    );
    await expect(asked(run)).rejects.toBeInstanceOf(ServiceUnavailableError);
    expect(run).toHaveBeenCalledTimes(10);
  });

  it('waits as long as the service says, but no longer than it likes', async () => {
    const times: number[] = [];
    const run = async () => {
      times.push(Date.now());
      throw new Error('busy');
    };
    await expect(
      asked(run, {
        again: () => ({ afterMs: 60_000 }),
        patience: { ...quick, tries: 2, maxWaitMs: 60 },
      }),
    ).rejects.toThrow();
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(55);
  });

  it('sends nothing once the service may have forgotten the first try', async () => {
    const run = jest.fn(async () => {
      await new Promise(resolve => {
        setTimeout(resolve, 15);
      });
      throw new Error('busy');
    });
    await expect(
      asked(run, { patience: { ...quick, tries: 50, withinMs: 10 } }),
    ).rejects.toThrow('was not answered in 1 try;');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('gives up a try that does not end, and asks again', async () => {
    let aborted = 0;
    let tried = 0;
    const run = (signal: AbortSignal) => {
      tried++;
      if (tried === 2) {
        return Promise.resolve('issued');
      }
      signal.addEventListener('abort', () => aborted++);
      return new Promise<string>(() => {});
    };
    await expect(
      asked(run, {
        again: () => false,
        patience: { ...quick, tryTimeoutMs: 20 },
      }),
    ).resolves.toBe('issued');
    expect(aborted).toBe(1);
  });

  it('ends at once when it is called off, in a try and between tries', async () => {
    for (const run of [
      () => new Promise<string>(() => {}),
      async () => {
        throw new Error('busy');
      },
    ]) {
      const stop = new AbortController();
      const answer = asked(run, {
        signal: stop.signal,
        patience: { tries: 3, firstWaitMs: 60_000, maxWaitMs: 60_000 },
      });
      setTimeout(() => stop.abort(), 20);
      await expect(answer).rejects.toThrow(/^The issue was called off/);
    }
    const stopped = AbortSignal.abort();
    const run = jest.fn();
    await expect(asked(run, { signal: stopped })).rejects.toThrow('called off');
    expect(run).not.toHaveBeenCalled();
  });
});
