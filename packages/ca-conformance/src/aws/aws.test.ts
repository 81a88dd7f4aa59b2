import {
  ACMPCAClient,
  CreateCertificateAuthorityAuditReportCommand,
  DescribeCertificateAuthorityCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
  IssueCertificateCommandInput,
  RevokeCertificateCommand,
} from '@aws-sdk/client-acm-pca';
import * as x509 from '@peculiar/x509';
import { createHierarchy, generateKeys } from '../core';
import { AwsPrivateCa, startAwsPrivateCa } from '.';

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000);

async function csr(): Promise<Buffer> {
  const keys = await generateKeys('P-256');
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=istiod, L=east',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return Buffer.from(request.toString('pem'));
}

describe('AWS Private CA on this machine', () => {
  let aws: AwsPrivateCa;
  let client: ACMPCAClient;
  const template = (name: string, partition = 'aws') =>
    `arn:${partition}:acm-pca:::template/${name}/V1`;

  const clientOf = (key: AwsPrivateCa['key']) =>
    new ACMPCAClient({
      endpoint: aws.url,
      region: aws.region,
      maxAttempts: 1,
      credentials: key,
    });

  beforeAll(async () => {
    const hierarchy = await createHierarchy({
      keys: ['P-256', 'P-384'],
      pathLengths: [undefined, 1],
      days: [3650, 400],
    });
    const rsa = await createHierarchy({ keys: ['RSA-2048'] });
    aws = await startAwsPrivateCa({
      authorities: [
        { hierarchy },
        { hierarchy: rsa, usageMode: 'SHORT_LIVED_CERTIFICATE' },
        { hierarchy, status: 'DISABLED' },
        { hierarchy, account: '999999999999' },
      ],
    });
    client = clientOf(aws.key);
  });
  afterAll(() => aws.stop());

  const input = async (
    change: Partial<IssueCertificateCommandInput> = {},
  ): Promise<IssueCertificateCommandInput> => ({
    CertificateAuthorityArn: aws.authorities[0].arn,
    Csr: await csr(),
    SigningAlgorithm: 'SHA384WITHECDSA',
    TemplateArn: template('SubordinateCACertificate_PathLen0'),
    Validity: { Type: 'ABSOLUTE', Value: seconds(inDays(90)) },
    ...change,
  });
  const issue = async (change: Partial<IssueCertificateCommandInput> = {}) =>
    client.send(new IssueCertificateCommand(await input(change)));

  it('issues for real, after a while, once for a token', async () => {
    const before = aws.ledger.count;
    const asked = await input({ IdempotencyToken: 'a'.repeat(32) });
    const send = () => client.send(new IssueCertificateCommand(asked));
    const [first, second] = await Promise.all([send(), send()]);
    expect(second.CertificateArn).toBe(first.CertificateArn);
    const get = () =>
      client.send(
        new GetCertificateCommand({
          CertificateAuthorityArn: aws.authorities[0].arn,
          CertificateArn: first.CertificateArn,
        }),
      );
    await expect(get()).rejects.toMatchObject({
      name: 'RequestInProgressException',
    });
    const got = await get();
    const certificate = new x509.X509Certificate(got.Certificate!);
    const basic = certificate.getExtension(x509.BasicConstraintsExtension);
    expect([basic?.ca, basic?.pathLength, basic?.critical]).toEqual([
      true,
      0,
      true,
    ]);
    expect(certificate.signatureAlgorithm).toMatchObject({
      hash: { name: 'SHA-384' },
    });
    expect(
      await certificate.verify({
        publicKey: new x509.X509Certificate(got.CertificateChain!).publicKey,
      }),
    ).toBe(true);
    expect(aws.ledger.count).toBe(before + 1);
    aws.clock.advance(301);
    const later = await send();
    expect(later.CertificateArn).not.toBe(first.CertificateArn);
    expect(aws.ledger.count).toBe(before + 2);
  });

  it.each<[string, string, Partial<IssueCertificateCommandInput>]>([
    [
      'another family',
      'InvalidArgsException',
      { SigningAlgorithm: 'SHA256WITHRSA' },
    ],
    [
      'more than the authority lives',
      'ValidationException',
      { Validity: { Type: 'YEARS', Value: 5 } },
    ],
    [
      'an end in the past',
      'ValidationException',
      { Validity: { Type: 'ABSOLUTE', Value: 1 } },
    ],
    [
      'a path length that does not fit',
      'InvalidArgsException',
      { TemplateArn: template('SubordinateCACertificate_PathLen1') },
    ],
    [
      'a template that is not known',
      'InvalidArgsException',
      { TemplateArn: template('SubordinateCACertificate_PathLen9') },
    ],
    [
      'a template of another partition',
      'InvalidArgsException',
      { TemplateArn: template('SubordinateCACertificate_PathLen0', 'aws-cn') },
    ],
    ['no request', 'MalformedCSRException', { Csr: Buffer.from('no request') }],
    [
      'a token that is too long',
      'ValidationException',
      { IdempotencyToken: 'a'.repeat(37) },
    ],
    [
      'an authority that is not there',
      'ResourceNotFoundException',
      {
        CertificateAuthorityArn:
          'arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/none',
      },
    ],
  ])('refuses %s', async (_what, name, change) => {
    const before = aws.ledger.count;
    await expect(issue(change)).rejects.toMatchObject({ name });
    expect(aws.ledger.count).toBe(before);
  });

  it('refuses what state, use and share of an authority do not allow', async () => {
    const [, short, disabled, shared] = aws.authorities.map(({ arn }) => arn);
    await expect(
      issue({ CertificateAuthorityArn: disabled }),
    ).rejects.toMatchObject({ name: 'InvalidStateException' });
    await expect(
      issue({
        CertificateAuthorityArn: short,
        SigningAlgorithm: 'SHA256WITHRSA',
      }),
    ).rejects.toThrow('seven days');
    await expect(issue({ CertificateAuthorityArn: shared })).rejects.toThrow(
      'shared with 123456789012 for other templates only',
    );
  });

  it('computes signatures again', async () => {
    const describe_ = (key: Partial<AwsPrivateCa['key']>) =>
      clientOf({ ...aws.key, ...key }).send(
        new DescribeCertificateAuthorityCommand({
          CertificateAuthorityArn: aws.authorities[0].arn,
        }),
      );
    await expect(describe_({})).resolves.toMatchObject({
      CertificateAuthority: { Type: 'SUBORDINATE' },
    });
    await expect(describe_({ secretAccessKey: 'wrong' })).rejects.toMatchObject(
      {
        name: 'InvalidSignatureException',
      },
    );
    await expect(describe_({ accessKeyId: 'AKIANONE' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(describe_({ sessionToken: 'forged' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const bare = await fetch(aws.url, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(403);
  });

  it('throttles what is more than the quota', async () => {
    const calls = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        client.send(
          new DescribeCertificateAuthorityCommand({
            CertificateAuthorityArn: aws.authorities[1].arn,
          }),
        ),
      ),
    );
    const refused = calls.filter(call => call.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    refused.forEach(({ reason }) =>
      expect(reason.name).toBe('ThrottlingException'),
    );
  });

  it('revokes once, by the serial in hex', async () => {
    const { CertificateArn } = await issue();
    const { serial } = aws.ledger.byReference(CertificateArn!)!;
    const revoke = (CertificateSerial: string) =>
      client.send(
        new RevokeCertificateCommand({
          CertificateAuthorityArn: aws.authorities[0].arn,
          CertificateSerial,
          RevocationReason: 'SUPERSEDED',
        }),
      );
    await expect(revoke('00')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await revoke(serial.match(/../g)!.join(':'));
    expect(aws.authorities[0].authority.isRevoked(serial)).toBe(true);
    await expect(revoke(serial)).rejects.toMatchObject({
      name: 'RequestAlreadyProcessedException',
    });
  });

  it('writes a report every 30 minutes', async () => {
    aws.objects.addBucket('reports');
    const create = () =>
      client.send(
        new CreateCertificateAuthorityAuditReportCommand({
          CertificateAuthorityArn: aws.authorities[0].arn,
          S3BucketName: 'reports',
          AuditReportResponseFormat: 'JSON',
        }),
      );
    const { S3Key } = await create();
    const rows = JSON.parse(String(await aws.objects.get('reports', S3Key!)));
    expect(rows).toHaveLength(
      aws.ledger.all.filter(
        ({ issuer }) => issuer === aws.authorities[0].authority,
      ).length,
    );
    await expect(create()).rejects.toThrow('every 30 minutes');
    aws.clock.advance(1801);
    await expect(create()).resolves.toMatchObject({
      S3Key: expect.stringContaining('audit-report/'),
    });
  });
});
