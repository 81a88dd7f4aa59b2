import { eventually } from '../__testUtils__/devMesh';
import { CatalogPoll } from './CatalogPoll';

describe('CatalogPoll', () => {
  it('asks again when the catalog never answered, and ends when it is told', async () => {
    let asked = 0;
    let answers = 0;
    const stop = new AbortController();
    const poll = new CatalogPoll({
      timeoutMs: 20,
      read: async () => {
        asked += 1;
        return asked === 1 ? new Promise(() => {}) : [];
      },
    });
    const failures: (string | undefined)[] = [];
    const run = poll.run({
      signal: stop.signal,
      intervalMs: () => 5,
      onAnswer: () => {
        answers += 1;
        failures.push(poll.failure?.message);
      },
    });
    await eventually(() => expect(answers).toBeGreaterThan(1));
    expect(failures.slice(0, 2)).toEqual([
      "the catalog's clusters could not be read (TimeoutError); what it said of them before stays",
      undefined,
    ]);
    stop.abort();
    await run;
    const before = asked;
    await new Promise(done => setTimeout(done, 30));
    expect(asked).toBe(before);
  });
});
