import { readCertificates, readCsr } from '@meshport/certificates';
import { AwsPrivateCa } from '@meshport/ca-conformance';
import {
  intermediateRequest,
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

const signal = AbortSignal.timeout(60_000);

describe('a certificate of AWS Private CA whose answer was lost', () => {
  useAwsEnvironment();
  let aws: AwsPrivateCa;
  beforeAll(async () => {
    aws = await startAws();
    aws.objects.addBucket('reports');
  });
  afterAll(() => aws.stop());
  beforeEach(() => {
    Object.assign(process.env, keysOf(aws.key), {
      AWS_ENDPOINT_URL_S3: aws.s3Url,
    });
    aws.clock.advance(1801);
  });

  const lost = async (idempotencyKey: string) => {
    const request = await intermediateRequest({ idempotencyKey });
    aws.faults.add({
      operation: 'IssueCertificate',
      fault: { type: 'reset-after' },
      times: 99,
    });
    const asked = providerOf(aws).issueIntermediate(request);
    await expect(asked).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    aws.faults.clear();
    return { request, record: aws.ledger.all[aws.ledger.count - 1] };
  };
  const find = (publicKey: string, settings: Record<string, string>) =>
    providerOf(aws, settings).find!({
      publicKey,
      since: new Date(aws.clock.now().getTime() - 60_000).toISOString(),
      idempotencyKey: '',
      signal,
    });
  const bucket = { auditReportBucket: 'reports' };

  it('is found by its key in an audit report, and revoked by its serial', async () => {
    const { request, record } = await lost('1'.repeat(32));
    await providerOf(aws).issueIntermediate(
      await intermediateRequest({ idempotencyKey: '2'.repeat(32) }),
    );
    const { publicKey } = readCsr(request.csr);
    const [found, ...others] = (await find(publicKey, bucket))!;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      reference: record.reference,
      revoked: false,
    });
    expect(readCertificates(found.certificate)[0].publicKey).toBe(publicKey);

    const { authority } = aws.authorities[0];
    const revoke = () =>
      providerOf(aws).revoke!({
        ...found,
        reason: 'cessationOfOperation',
        signal,
      });
    await revoke();
    expect(authority.isRevoked(record.serial)).toBe(true);
    await expect(revoke()).resolves.toBeUndefined();

    aws.clock.advance(1801);
    const since = new Date(aws.clock.now().getTime() - 3600_000).toISOString();
    await expect(
      providerOf(aws, bucket).find!({
        publicKey,
        since,
        idempotencyKey: '',
        signal,
      }),
    ).resolves.toMatchObject([{ revoked: true }]);
  });

  it('is not looked for among older ones', async () => {
    const { request } = await lost('3'.repeat(32));
    aws.clock.advance(7200);
    await expect(find(readCsr(request.csr).publicKey, bucket)).resolves.toEqual(
      [],
    );
  });

  it('is not known where no bucket is configured, and the description says why', async () => {
    await expect(find('00', {})).resolves.toBeUndefined();
    const { limits } = await providerOf(aws).describe({ signal });
    expect(limits.join()).toContain('aws.auditReportBucket is not set');
    const described = await providerOf(aws, bucket).describe({ signal });
    expect(described.limits.join()).not.toContain('auditReportBucket');
  });

  it('is looked for later when a report was just made, or the bucket is not there', async () => {
    await find('00', bucket);
    await expect(find('00', bucket)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('30 minutes'),
    });
    aws.clock.advance(1801);
    await expect(
      find('00', { auditReportBucket: 'none' }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('bucket none'),
    });
  });

  it('is not found in what is no report', async () => {
    const real = aws.objects.get.bind(aws.objects);
    const spy = jest
      .spyOn(aws.objects, 'get')
      .mockImplementation(async () => Buffer.from('<html>'));
    await expect(find('00', bucket)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('is no JSON'),
    });
    spy.mockImplementation(async () => Buffer.from('{"rows": []}'));
    aws.clock.advance(1801);
    await expect(find('00', bucket)).rejects.toThrow('unknown form');
    spy.mockImplementation(real);
    spy.mockRestore();
  });
});
