import { createRoot, generateCaKey } from '@meshport/certificates';
import { untilItHolds } from './untilItHolds';

describe('waiting until a certificate holds', () => {
  /** Milliseconds that it waits for one that holds from so many seconds on, and how often it kept the lease. */
  async function waited(seconds: number) {
    // Certificates tell whole seconds.
    const now = Math.floor(Date.now() / 1000) * 1000;
    const notBefore = now + seconds * 1000;
    const certificate = createRoot({
      key: await generateCaKey('P-256'),
      subject: { commonName: 'Root' },
      // Our own are dated back by five minutes.
      now: new Date(notBefore + 300_000),
      notAfter: new Date(now + 86_400_000),
    });
    let kept = 0;
    const began = Date.now();
    await untilItHolds(certificate, {
      now: () => now,
      work: {
        keepLease: async () => {
          kept += 1;
        },
        signal: new AbortController().signal,
      },
    });
    return { kept, ms: Date.now() - began };
  }

  it('is for a clock that is a moment ahead, and keeps the lease', async () => {
    const { kept, ms } = await waited(1);
    expect(kept).toBe(1);
    // Timers may fire a millisecond early.
    expect(ms).toBeGreaterThan(990);
  });

  it.each([
    ['holds', 0],
    ['has held for long', -3600],
    ['holds in an hour only, which the preflight refuses', 3600],
  ])('is not for one that %s', async (_words, seconds) => {
    expect((await waited(seconds)).kept).toBe(0);
  });
});
