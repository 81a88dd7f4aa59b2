import { waitUntilReady } from './waitUntilReady';

const at = (status: string): any => ({ id: '1', status });

async function wait(first: string, ...later: string[]) {
  const reads = [...later];
  const result = await waitUntilReady(at(first), {
    seconds: 60,
    pauseMs: 1,
    read: async () => at(reads.shift()!),
  });
  return { status: result.status, left: reads };
}

describe('waitUntilReady', () => {
  it('reads until it is ready and no further', async () => {
    expect(await wait('approved', 'provisioning', 'ready', 'retiring')).toEqual(
      { status: 'ready', left: ['retiring'] },
    );
  });

  it.each(['failed', 'requested', 'cancelled', 'ready'])(
    'does not wait once it is %s',
    async status => {
      expect(await wait('provisioning', status, 'ready')).toEqual({
        status,
        left: ['ready'],
      });
    },
  );

  it('gives up when the time is over, and says how it stands', async () => {
    const result = await waitUntilReady(at('provisioning'), {
      seconds: 0.05,
      pauseMs: 10,
      read: async () => at('provisioning'),
    });
    expect(result.status).toBe('provisioning');
  });

  it('ends with its task', async () => {
    await expect(
      waitUntilReady(at('provisioning'), {
        seconds: 60,
        signal: AbortSignal.timeout(20),
        read: async () => at('provisioning'),
      }),
    ).rejects.toThrow(/abort/i);
  });
});
