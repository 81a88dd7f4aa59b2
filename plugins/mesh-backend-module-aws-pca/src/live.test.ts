import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCertificates, readCsr } from '@meshport/certificates';
import { ConfigReader } from '@backstage/config';
import { awsPcaFactory } from './awsPcaFactory';
import { intermediateRequest, quiet } from './__testUtils__/awsWorld';

jest.setTimeout(30 * 60_000);

const arn = process.env.MESHPORT_LIVE_AWS_PCA_ARN;
const auditReportBucket = process.env.MESHPORT_LIVE_AWS_PCA_BUCKET;
const dayMs = 24 * 3600 * 1000;

it('is told of on the page for administrators', () => {
  const page = readFileSync(
    resolve(__dirname, '../../../docs/administrators/aws-private-ca.md'),
    'utf8',
  );
  expect(page).toContain('MESHPORT_LIVE_AWS_PCA_ARN');
  expect(page).toContain('MESHPORT_LIVE_AWS_PCA_BUCKET');
});

const liveTests = () => {
  const signal = AbortSignal.timeout(30 * 60_000);
  const provider = () =>
    awsPcaFactory().create(
      new ConfigReader({
        aws: { arn, ...(auditReportBucket && { auditReportBucket }) },
      }),
      { logger: quiet },
    );

  it('issues one certificate for one token, finds and revokes it', async () => {
    const since = new Date().toISOString();
    const request = await intermediateRequest({
      notAfter: new Date(Date.now() + dayMs),
      idempotencyKey: Date.now().toString(16).padStart(32, '0'),
      signal,
    });
    const description = await provider().describe({ signal });
    expect(description.unable).toBeUndefined();
    const first = await provider().issueIntermediate(request);
    const second = await provider().issueIntermediate(request);
    expect(second.reference).toBe(first.reference);
    const [facts] = readCertificates(first.certificate);
    expect(facts).toMatchObject({
      isCa: true,
      pathLength: 0,
      publicKey: readCsr(request.csr).publicKey,
    });
    const found = auditReportBucket
      ? await provider().find!({
          publicKey: facts.publicKey,
          since,
          idempotencyKey: request.idempotencyKey,
          signal,
        })
      : [first];
    expect(found?.map(one => one.reference)).toEqual([first.reference]);
    await provider().revoke!({ ...first, reason: 'superseded', signal });
  });
};

// It costs money and leaves a revoked certificate behind: only when asked for.
if (arn) {
  describe('AWS Private CA itself', () => {
    liveTests();
  });
}
