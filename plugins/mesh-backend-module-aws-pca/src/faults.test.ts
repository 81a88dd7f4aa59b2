import {
  AwsPrivateCa,
  createHierarchy,
  FaultRule,
  startAwsPrivateCa,
} from '@meshport/ca-conformance';
import {
  intermediateRequest,
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

interface FaultCase {
  rule: FaultRule;
  /** `issued`, or the error's name and a part of its message. */
  outcome: 'issued' | [string, string];
  certificates: number;
}

const on = (
  operation: string,
  type: string,
  times = 1,
  more: object = {},
): FaultRule => ({ operation, fault: { type, ...more } as any, times });

const unavailable = (part: string): [string, string] => [
  'ServiceUnavailableError',
  part,
];

/** Faults by what comes of them and how many certificates there are then. */
const cases: Record<string, FaultCase> = {
  'two throttled calls for the issue': {
    rule: on('IssueCertificate', 'throttle', 2),
    outcome: 'issued',
    certificates: 1,
  },
  'throttling without an end': {
    rule: on('IssueCertificate', 'throttle', 99),
    outcome: unavailable('ThrottlingException'),
    certificates: 0,
  },
  'two failures of the service': {
    rule: on('IssueCertificate', 'server-error', 2, { status: 500 }),
    outcome: 'issued',
    certificates: 1,
  },
  'failures without an end': {
    rule: on('IssueCertificate', 'server-error', 99),
    outcome: unavailable('was not answered in 5 tries'),
    certificates: 0,
  },
  'a connection that ends before': {
    rule: on('IssueCertificate', 'reset-before', 2),
    outcome: 'issued',
    certificates: 1,
  },
  'a lost answer': {
    rule: on('IssueCertificate', 'reset-after', 1),
    outcome: 'issued',
    certificates: 1,
  },
  'three lost answers': {
    rule: on('IssueCertificate', 'reset-after', 3),
    outcome: 'issued',
    certificates: 1,
  },
  'answers that are always lost': {
    rule: on('IssueCertificate', 'reset-after', 99),
    outcome: unavailable('IssueCertificate'),
    certificates: 1,
  },
  'a slow answer': {
    rule: on('IssueCertificate', 'slow', 1, { milliseconds: 300 }),
    outcome: 'issued',
    certificates: 1,
  },
  'an answer that is slower than a try may be': {
    rule: on('IssueCertificate', 'slow', 1, { milliseconds: 3000 }),
    outcome: 'issued',
    certificates: 1,
  },
  'throttled looks': {
    rule: on('GetCertificate', 'throttle', 3),
    outcome: 'issued',
    certificates: 1,
  },
  'a lost look': {
    rule: on('GetCertificate', 'reset-after', 2),
    outcome: 'issued',
    certificates: 1,
  },
  'looks that never succeed': {
    rule: on('GetCertificate', 'server-error', 999),
    outcome: unavailable('/certificate/'),
    certificates: 1,
  },
  'a throttled description': {
    rule: on('DescribeCertificateAuthority', 'throttle', 2),
    outcome: 'issued',
    certificates: 1,
  },
  'a certificate for another key, once': {
    rule: { ...on('GetCertificate', 'wrong-key'), after: 1 },
    outcome: 'issued',
    certificates: 1,
  },
  'a certificate for another key': {
    rule: { ...on('GetCertificate', 'wrong-key', 2), after: 1 },
    outcome: unavailable('its public key is not the one that was sent'),
    certificates: 1,
  },
  'a chain from the root down': {
    rule: { ...on('GetCertificate', 'reversed-chain'), after: 1 },
    outcome: 'issued',
    certificates: 1,
  },
  'an issuer that is over, once': {
    rule: { ...on('GetCertificate', 'expired-issuer'), after: 1 },
    outcome: 'issued',
    certificates: 1,
  },
  'an issuer that is over': {
    rule: { ...on('GetCertificate', 'expired-issuer', 2), after: 1 },
    outcome: unavailable('ended'),
    certificates: 1,
  },
  'PEM without a certificate, once': {
    rule: { ...on('GetCertificate', 'garbage'), after: 1 },
    outcome: 'issued',
    certificates: 1,
  },
  'PEM without a certificate': {
    rule: { ...on('GetCertificate', 'garbage', 2), after: 1 },
    outcome: unavailable('the new certificate is no certificate'),
    certificates: 1,
  },
};

function expected(outcome: FaultCase['outcome'], aws: AwsPrivateCa) {
  const { authority } = aws.authorities[0];
  return outcome === 'issued'
    ? { chain: [authority.pem, ...authority.chain] }
    : { name: outcome[0], message: expect.stringContaining(outcome[1]) };
}

describe('faults of AWS Private CA', () => {
  useAwsEnvironment();
  let aws: AwsPrivateCa;
  beforeEach(async () => {
    aws = await startAws({ keys: ['P-256', 'P-384', 'P-256'] });
    Object.assign(process.env, keysOf(aws.key));
  });
  afterEach(() => aws.stop());

  it.each(Object.entries(cases))(
    '%s',
    async (_name, { rule, outcome, certificates }) => {
      aws.faults.add(rule);
      const got = await providerOf(aws)
        .issueIntermediate(await intermediateRequest())
        .catch(error => error);
      expect(got).toMatchObject(expected(outcome, aws));
      expect(aws.ledger.count).toBe(certificates);
    },
  );

  it.each([
    ['reset-after', 'ServiceUnavailableError', 1],
    ['throttle', 'InputError', 0],
  ] as const)(
    'after a try that failed with %s, takes a refusal for %s with %d issued',
    async (type, name, certificates) => {
      aws.faults.add(on('IssueCertificate', type));
      aws.faults.add(
        on('IssueCertificate', 'server-error', 1, { status: 400 }),
      );
      await expect(
        providerOf(aws).issueIntermediate(await intermediateRequest()),
      ).rejects.toMatchObject({ name });
      expect(aws.ledger.count).toBe(certificates);
    },
  );

  it('names the certificate whose answer cannot be used', async () => {
    aws.faults.add({
      operation: 'GetCertificate',
      fault: { type: 'wrong-key' },
      after: 1,
      times: 2,
    });
    const failure = await providerOf(aws)
      .issueIntermediate(await intermediateRequest())
      .catch(error => error);
    expect(failure.message).toContain(aws.ledger.all[0].reference);
  });

  it('gives one certificate to several calls with one key, and another when AWS has forgotten it', async () => {
    const request = await intermediateRequest();
    const provider = providerOf(aws);
    const [first, second] = await Promise.all([
      provider.issueIntermediate(request),
      provider.issueIntermediate(request),
    ]);
    expect(second.reference).toBe(first.reference);
    aws.clock.advance(provider.remembersSeconds - 1);
    const third = await provider.issueIntermediate(request);
    expect(third.reference).toBe(first.reference);
    expect(aws.ledger.count).toBe(1);
    aws.clock.advance(2);
    const late = await provider.issueIntermediate(request);
    expect(late.reference).not.toBe(first.reference);
    expect(aws.ledger.count).toBe(2);
  });

  it('refuses the certificate of another request with the same key', async () => {
    const provider = providerOf(aws);
    await provider.issueIntermediate(await intermediateRequest());
    await expect(
      provider.issueIntermediate(await intermediateRequest()),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('its public key is not the one'),
    });
    expect(aws.ledger.count).toBe(1);
  });

  it('gives each authority its own certificate for one key', async () => {
    const options = { hierarchy: await createHierarchy({ keys: ['P-256'] }) };
    const two = await startAwsPrivateCa({ authorities: [options, options] });
    Object.assign(process.env, keysOf(two.key));
    try {
      const request = await intermediateRequest();
      const [first, second] = await Promise.all(
        two.authorities.map(({ arn }) =>
          providerOf(two, { arn }).issueIntermediate(request),
        ),
      );
      expect(first.reference).toContain(two.authorities[0].arn);
      expect(second.reference).toContain(two.authorities[1].arn);
      expect(two.ledger.count).toBe(2);
    } finally {
      await two.stop();
    }
  });

  it('gives up when it is called off', async () => {
    aws.faults.add(on('IssueCertificate', 'throttle', 999));
    const controller = new AbortController();
    const asked = providerOf(aws).issueIntermediate(
      await intermediateRequest({ signal: controller.signal }),
    );
    controller.abort();
    await expect(asked).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(aws.ledger.count).toBe(0);
  });

  it('knows when there is nobody at the address', async () => {
    await expect(
      providerOf(aws, { endpoint: 'http://127.0.0.1:1' }).describe({
        signal: AbortSignal.timeout(30_000),
      }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
