import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AwsPrivateCa, IamPolicy } from '@meshport/ca-conformance';
import { readCsr } from '@meshport/certificates';
import {
  intermediateRequest,
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

const page = readFileSync(
  resolve(__dirname, '../../../docs/administrators/aws-private-ca.md'),
  'utf8',
);
const signal = AbortSignal.timeout(60_000);

describe('the policy that administrators are told', () => {
  useAwsEnvironment();
  let aws: AwsPrivateCa;
  beforeAll(async () => {
    aws = await startAws();
    aws.objects.addBucket('reports');
  });
  afterAll(() => aws.stop());

  const documented = (mark: string): IamPolicy['Statement'] => {
    const [ca] = aws.authorities;
    const [, json] = page
      .split(`<!-- ${mark} -->`)[1]
      .match(/```json\n([^`]+)```/)!;
    return JSON.parse(
      json
        .replaceAll('REGION', ca.region)
        .replaceAll('ACCOUNT', ca.account)
        .replaceAll('BUCKET', 'reports')
        .replaceAll('/ID', `/${ca.id}`),
    ).Statement;
  };
  const use = (...statements: IamPolicy['Statement'][]) =>
    Object.assign(
      process.env,
      keysOf(
        aws.principals.lasting({
          arn: 'arn:aws:iam::123456789012:role/meshport',
          account: '123456789012',
          policy: { Version: '2012-10-17', Statement: statements.flat() },
        }),
      ),
      { AWS_ENDPOINT_URL_S3: aws.s3Url },
    );
  const issue = async (pathLength = 0) =>
    providerOf(aws).issueIntermediate(
      await intermediateRequest({
        pathLength,
        idempotencyKey: String(Math.random()).slice(2).padStart(32, '0'),
      }),
    );
  const revoke = async (certificate: string) =>
    providerOf(aws).revoke!({
      certificate,
      reference: '',
      reason: 'superseded',
      signal,
    });

  it('is enough to describe and issue, and for nothing else', async () => {
    use(documented('policy'));
    await expect(providerOf(aws).describe({ signal })).resolves.toMatchObject({
      tier: 'GENERAL_PURPOSE',
    });
    const { certificate } = await issue();
    await expect(issue(1)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('acm-pca:IssueCertificate'),
    });
    await expect(revoke(certificate)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('acm-pca:RevokeCertificate'),
    });
    await expect(
      providerOf(aws, { auditReportBucket: 'reports' }).find!({
        publicKey: '00',
        since: new Date().toISOString(),
        idempotencyKey: '',
        signal,
      }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('is enough to revoke and find with its optional part', async () => {
    use(documented('policy'), documented('optional policy'));
    const request = await intermediateRequest();
    const { certificate, reference } = await providerOf(aws).issueIntermediate(
      request,
    );
    await expect(
      providerOf(aws, { auditReportBucket: 'reports' }).find!({
        publicKey: readCsr(request.csr).publicKey,
        since: new Date().toISOString(),
        idempotencyKey: '',
        signal,
      }),
    ).resolves.toMatchObject([{ reference, revoked: false }]);
    await expect(revoke(certificate)).resolves.toBeUndefined();
  });
});
