import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCertificates } from '@meshport/certificates';
import { ProviderProcess } from './__testUtils__/ProviderProcess';
import { inDays, newRequest } from './__testUtils__/requests';

jest.setTimeout(5 * 60_000);

const pool = process.env.MESHPORT_LIVE_GCP_POOL;
const authority = process.env.MESHPORT_LIVE_GCP_AUTHORITY;

it('is told of on the page for administrators', () => {
  const page = readFileSync(
    path.resolve(__dirname, '../../../docs/administrators/google-cas.md'),
    'utf8',
  );
  expect(page).toContain('MESHPORT_LIVE_GCP_POOL');
  expect(page).toContain('MESHPORT_LIVE_GCP_AUTHORITY');
});

const liveTests = () => {
  it('issues one certificate for one request, finds and revokes it', async () => {
    const program = await ProviderProcess.start({
      tryTimeoutMs: 20_000,
      firstWaitMs: 500,
      maxWaitMs: 5000,
    });
    try {
      const provider = await program.provider({
        pool: pool!,
        authority: authority!,
      });
      const { unable, tier } = await provider.describe();
      expect(unable).toBeUndefined();
      const request = await newRequest({ days: 1 });
      const first = await provider.issue(request);
      expect((await provider.issue(request)).certificate).toBe(
        first.certificate,
      );
      expect(readCertificates(first.certificate)[0]).toMatchObject({
        isCa: true,
        pathLength: 0,
        publicKey: request.publicKey,
      });
      const found = await provider.find({
        publicKey: request.publicKey,
        since: inDays(-0.01).toISOString(),
      });
      // The DevOps tier keeps no certificates.
      const kept = tier !== 'DEVOPS';
      expect(found?.map(({ reference }) => reference)).toEqual(
        kept ? [first.reference] : undefined,
      );
      if (kept) {
        await provider.revoke({
          reference: first.reference,
          reason: 'superseded',
        });
      }
    } finally {
      await program.stop();
    }
  });
};

// It costs money and leaves a revoked certificate behind: only when asked for.
if (pool && authority) {
  describe('Google Certificate Authority Service itself', () => {
    liveTests();
  });
}
