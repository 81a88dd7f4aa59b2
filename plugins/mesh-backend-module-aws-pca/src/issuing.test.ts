import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  assembleBundle,
  createIntermediateCsr,
  generateCaKey,
  readCertificates,
  tryHandshake,
} from '@meshport/certificates';
import {
  AuthorityKey,
  AwsPrivateCa,
  hasOpenssl,
  MovableClock,
  strictVerdict,
} from '@meshport/ca-conformance';
import {
  intermediateRequest,
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

const dayMs = 24 * 3600 * 1000;
const signal = AbortSignal.timeout(60_000);

describe('an intermediate of AWS Private CA', () => {
  useAwsEnvironment();
  let aws: AwsPrivateCa;
  afterEach(() => aws.stop());

  it.each<[AuthorityKey[], string]>([
    [['P-256'], 'SHA256WITHECDSA'],
    [['RSA-2048'], 'SHA256WITHRSA'],
    [['RSA-2048', 'P-384'], 'SHA384WITHECDSA'],
    [['P-384', 'RSA-2048'], 'SHA256WITHRSA'],
    [['P-256', 'P-384', 'P-256'], 'SHA256WITHECDSA'],
    [['RSA-4096', 'RSA-2048', 'P-384'], 'SHA384WITHECDSA'],
  ])('is signed under %p by %s', async (keys, algorithm) => {
    aws = await startAws({ keys, pathLengths: [undefined, 2, 1] });
    Object.assign(process.env, keysOf(aws.key));
    const provider = providerOf(aws);
    const description = await provider.describe({ signal });
    expect(description).toMatchObject({
      id: aws.authorities[0].arn,
      keyAlgorithm: keys[keys.length - 1],
      signatureAlgorithm: algorithm,
      tier: 'GENERAL_PURPOSE',
      certificate: aws.authorities[0].authority.pem,
    });
    expect(description.unable).toBeUndefined();
    expect(description.chain).toHaveLength(keys.length - 1);
    expect(description.pathLengthRoom).toBe([undefined, 2, 1][keys.length - 1]);

    const key = await generateCaKey('P-256');
    const request = await intermediateRequest({
      csr: createIntermediateCsr({
        key,
        subject: { commonName: 'Istio CA', locality: ['east'] },
        dnsNames: ['istiod.istio-system.svc'],
        pathLength: 0,
      }),
    });
    const issued = await provider.issueIntermediate(request);
    const [facts] = readCertificates(issued.certificate);
    expect(facts).toMatchObject({
      subject: 'L=east, CN=Istio CA',
      isCa: true,
      pathLength: 0,
      keyUsage: ['digitalSignature', 'keyCertSign', 'cRLSign'],
    });
    expect(Date.parse(facts.notAfter)).toBe(
      Math.floor(request.notAfter.getTime() / 1000) * 1000,
    );
    expect(new X509Certificate(issued.certificate).subjectAltName).toBe(
      'DNS:istiod.istio-system.svc',
    );
    expect(issued.notes).toEqual([]);
    expect(issued.chain).toEqual([
      description.certificate,
      ...description.chain,
    ]);
    expect(issued.reference).toContain(
      `${aws.authorities[0].arn}/certificate/`,
    );
    expect(aws.ledger.count).toBe(1);

    const bundle = assembleBundle({
      certificate: issued.certificate,
      issuers: issued.chain,
    });
    const trial = await tryHandshake(bundle, key);
    expect(trial).toMatchObject({ passed: true });
    expect(strictVerdict(issued.certificate, issued.chain)).toBe(
      hasOpenssl ? 'OK' : 'not installed',
    );
  });

  it('ends with its authority, and says so', async () => {
    aws = await startAws({ keys: ['P-256', 'P-256'], days: [3650, 30] });
    Object.assign(process.env, keysOf(aws.key));
    const issued = await providerOf(aws).issueIntermediate(
      await intermediateRequest(),
    );
    const [facts] = readCertificates(issued.certificate);
    const left = Date.parse(facts.notAfter) - Date.now();
    expect(left).toBeGreaterThan(30 * dayMs - 5 * 60_000);
    expect(left).toBeLessThan(30 * dayMs);
    expect(issued.notes.join()).toContain('earlier than');
  });

  it('never begins before its authority', async () => {
    const clock = new MovableClock();
    clock.advance(1800);
    // It began half an hour ago, and the service dates back by an hour.
    aws = await startAws({ keys: ['P-256', 'P-256'], clock });
    Object.assign(process.env, keysOf(aws.key));
    const issued = await providerOf(aws).issueIntermediate(
      await intermediateRequest(),
    );
    const [own, issuer] = readCertificates(
      [issued.certificate, ...issued.chain].join('\n'),
    );
    expect(own.notBefore).toBe(issuer.notBefore);
  });

  it('uses the template of the authority’s partition', async () => {
    aws = await startAws(undefined, { partition: 'aws-us-gov' });
    Object.assign(process.env, keysOf(aws.key));
    await expect(
      providerOf(aws).issueIntermediate(await intermediateRequest()),
    ).resolves.toMatchObject({ notes: [] });
  });

  it('may have authorities below it where there is room', async () => {
    aws = await startAws({ keys: ['P-256'], pathLengths: [2] });
    Object.assign(process.env, keysOf(aws.key));
    const provider = providerOf(aws);
    const issued = await provider.issueIntermediate(
      await intermediateRequest({ pathLength: 1 }),
    );
    expect(readCertificates(issued.certificate)[0].pathLength).toBe(1);
    await expect(
      provider.issueIntermediate(
        await intermediateRequest({
          pathLength: 2,
          idempotencyKey: 'f'.repeat(32),
        }),
      ),
    ).rejects.toThrow('Ask for 1 or less');
    expect(aws.ledger.count).toBe(1);
  });

  it.each([
    [{ status: 'DISABLED' }, { keys: ['P-256'] }, 'in the state DISABLED'],
    [
      { usageMode: 'SHORT_LIVED_CERTIFICATE' },
      { keys: ['P-256'] },
      'seven days at most',
    ],
    [{}, { keys: ['P-256', 'P-256'], pathLengths: [1, 0] }, 'path length of 0'],
  ] as [any, any, string][])(
    'is not asked of an authority with %p %p',
    async (authority, hierarchy, why) => {
      aws = await startAws(hierarchy, authority);
      Object.assign(process.env, keysOf(aws.key));
      const provider = providerOf(aws);
      await expect(
        provider.issueIntermediate(await intermediateRequest()),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(why),
      });
      expect(aws.wire.countOf('IssueCertificate')).toBe(0);
      const { unable } = await provider.describe({ signal });
      expect(unable).toContain(why);
    },
  );

  it('is not asked of an authority without a certificate', async () => {
    aws = await startAws(undefined, { status: 'PENDING_CERTIFICATE' });
    Object.assign(process.env, keysOf(aws.key));
    await expect(
      providerOf(aws).issueIntermediate(await intermediateRequest()),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('no certificate yet'),
    });
    expect(aws.ledger.count).toBe(0);
  });

  it('is refused by the service with its words', async () => {
    aws = await startAws();
    Object.assign(process.env, keysOf(aws.key));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(
      providerOf(aws).issueIntermediate(
        await intermediateRequest({
          csr: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        }),
      ),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('MalformedCSRException'),
    });
    await expect(
      providerOf(aws, {
        arn: `${aws.authorities[0].arn.slice(0, -4)}0000`,
      }).describe({ signal }),
    ).rejects.toThrow(
      /^AWS refuses acm-pca:DescribeCertificateAuthority on arn:.*Could not find/,
    );
  });
});
