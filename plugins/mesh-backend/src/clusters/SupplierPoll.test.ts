import { SupplierPoll } from './SupplierPoll';

const east = { name: 'east', kubeconfig: { file: 'kubeconfig' } };

/** Asks once. */
async function ask(
  getClusters: (options?: { signal: AbortSignal }) => Promise<any>,
) {
  const poll = new SupplierPoll({
    supplier: { name: 'fleet', getClusters },
    number: 1,
    timeoutMs: 50,
  });
  const stop = new AbortController();
  await poll.run({
    signal: stop.signal,
    intervalMs: () => 10_000,
    onAnswer: () => setTimeout(() => stop.abort()),
  });
  return poll;
}

describe('SupplierPoll', () => {
  it('keeps a copy of the answer', async () => {
    const answer = [{ ...east }];
    const poll = await ask(async () => answer);
    answer[0].name = 'changed';
    expect(poll.clusters).toEqual([east]);
    expect(poll.problem).toBeUndefined();
  });

  it('gives up a supplier that takes too long, and tells it', async () => {
    let signal: AbortSignal | undefined;
    const poll = await ask(options => {
      signal = options?.signal;
      return new Promise(() => {});
    });
    expect(signal?.aborted).toBe(true);
    expect(poll.problem).toBe(
      "supplier 'fleet' of clusters failed: it did not answer in 0.05 s; its clusters stay as they were",
    );
  });
});
