import { KeyObject } from 'node:crypto';
import {
  createHierarchy,
  GoogleCas,
  GooglePool,
  hasOpenssl,
  poolOf,
  startGoogleCas,
  strictVerdict,
} from '@meshport/ca-conformance';
import { JsonObject } from '@backstage/types';
import {
  assembleBundle,
  CaKeyType,
  checkBundle,
  readCertificates,
  tryHandshake,
} from '@meshport/certificates';
import {
  ProviderProcess,
  RemoteProvider,
} from './__testUtils__/ProviderProcess';
import { DAY_MS, newRequest, POOL } from './__testUtils__/requests';

jest.setTimeout(60_000);

/** Three judges: OpenSSL, our own check, and a handshake below it. */
async function expectSound(
  answer: { certificate: string; chain: string[] },
  key: KeyObject,
) {
  expect(strictVerdict(answer.certificate, answer.chain)).toBe(
    hasOpenssl ? 'OK' : 'not installed',
  );
  const bundle = assembleBundle({
    certificate: answer.certificate,
    issuers: answer.chain,
  });
  expect(checkBundle(bundle, { key })).toEqual([]);
  expect(await tryHandshake(bundle, key)).toMatchObject({ passed: true });
}

const TEMPLATE =
  'projects/mesh/locations/europe-west1/certificateTemplates/istio';

describe('issuing through Google’s client', () => {
  let program: ProviderProcess;
  let cas: GoogleCas;
  const pools: GooglePool[] = [];

  const poolNamed = (id: string) => POOL.replace(/[^/]+$/, id);

  beforeAll(async () => {
    const two = await createHierarchy({ keys: ['P-256', 'P-384'] });
    const other = await createHierarchy({ keys: ['P-256'], name: 'Other' });
    const three = await createHierarchy({
      keys: ['RSA-2048', 'P-256', 'P-256'],
    });
    const one = await createHierarchy({ keys: ['RSA-2048'] });
    const short = await createHierarchy({
      keys: ['P-256', 'P-256'],
      days: [3650, 30],
    });
    pools.push(
      {
        ...poolOf(two),
        authorities: [
          { id: 'other', authority: other.issuing },
          { id: 'issuing', authority: two.issuing },
          { id: 'staged', authority: two.issuing, state: 'STAGED' },
        ],
      },
      poolOf(three, { name: poolNamed('three') }),
      poolOf(one, { name: poolNamed('one') }),
      poolOf(short, { name: poolNamed('short') }),
      poolOf(two, {
        name: poolNamed('strict'),
        issuancePolicy: {
          maximumLifetime: 30 * 86_400,
          allowedKeyTypes: [{ ellipticCurve: 'ECDSA_P256' }],
          passthroughExtensions: { knownExtensions: ['CA_OPTIONS'] },
          baselineValues: {
            keyUsage: { baseKeyUsage: { certSign: true, crlSign: true } },
          },
        },
      }),
      poolOf(two, { name: poolNamed('devops'), tier: 'DEVOPS' }),
      poolOf(two, {
        name: poolNamed('dated-back'),
        issuancePolicy: { backdateDuration: 86_400 },
      }),
    );
    cas = await startGoogleCas({
      pools,
      templates: [
        {
          name: TEMPLATE,
          predefinedValues: {
            caOptions: { isCa: true, maxIssuerPathLength: 0 },
            keyUsage: { baseKeyUsage: { certSign: true, crlSign: true } },
          },
        },
      ],
    });
    // A fast machine asks for more than seven certificates in a second.
    program = await ProviderProcess.start({
      tries: 12,
      firstWaitMs: 200,
      maxWaitMs: 400,
    });
    await program.setEnv(cas.metadata.env);
  });

  afterAll(async () => {
    await program.stop();
    await cas.stop();
  });

  const providerOf = (id = 'istio', gcp: JsonObject = {}) =>
    program.provider({
      pool: poolNamed(id),
      authority: 'issuing',
      endpoint: cas.url,
      ...gcp,
    });

  /** What is issued for a request, and what OpenSSL thinks of it. */
  async function issued(
    provider: RemoteProvider,
    options: Parameters<typeof newRequest>[0] = {},
  ) {
    const request = await newRequest(options);
    const answer = await provider.issue(request);
    const [facts] = readCertificates(answer.certificate);
    expect(facts.publicKey).toBe(request.publicKey);
    return { answer, facts, request };
  }

  it.each<[string, CaKeyType, number]>([
    ['one', 'P-256', 1],
    ['istio', 'P-256', 2],
    ['istio', 'P-384', 2],
    ['istio', 'RSA-2048', 2],
    ['three', 'P-256', 3],
    ['three', 'RSA-4096', 3],
  ])(
    'gives an intermediate with its chain, pool %s and key %s',
    async (pool, key, depth) => {
      const { answer, facts, request } = await issued(await providerOf(pool), {
        key,
      });
      expect(facts).toMatchObject({
        isCa: true,
        pathLength: 0,
        keyUsage: ['keyCertSign', 'cRLSign'],
        keyAlgorithm: key,
      });
      expect(answer.chain).toHaveLength(depth);
      expect(answer.notes).toEqual([]);
      expect(answer.reference).toMatch(
        new RegExp(`^${poolNamed(pool)}/certificates/meshport-[0-9a-f]{32}$`),
      );
      await expectSound(answer, request.key);
    },
  );

  it('keeps to the authority that is configured, of several', async () => {
    const provider = await providerOf();
    const issuers = new Set<string>();
    for (let time = 0; time < 4; time++) {
      issuers.add((await issued(provider)).facts.issuer);
    }
    expect([...issuers]).toEqual(['CN=Conformance Issuing, O=Meshport']);
    const other = await issued(
      await providerOf('istio', { authority: 'other' }),
    );
    expect(other.facts.issuer).toContain('CN=Other Root');
    const staged = await issued(
      await providerOf('istio', { authority: 'staged' }),
    );
    expect(staged.facts.issuer).toContain('CN=Conformance Issuing');
  });

  it('keeps the order of the subject, which the service would change', async () => {
    const { facts } = await issued(await providerOf(), {
      organization: ['Shop'],
    });
    expect(facts.subject).toBe('O=Shop, CN=Istio east');
  });

  it('ends when it was asked to', async () => {
    const { facts, request } = await issued(await providerOf(), { days: 12 });
    const early = +request.notAfter - Date.parse(facts.notAfter);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(180_000);
  });

  it('says when the service silently shortened the life', async () => {
    const { answer, facts, request } = await issued(await providerOf('short'), {
      days: 90,
    });
    expect(answer.notes).toEqual([
      expect.stringMatching(/earlier than the .* that was asked for/),
    ]);
    expect(Date.parse(facts.notAfter)).toBeLessThan(Date.now() + 31 * DAY_MS);
    await expectSound(answer, request.key);
    const back = await issued(await providerOf('dated-back'), { days: 30 });
    expect(back.answer.notes).toHaveLength(1);
  });

  it('uses a template', async () => {
    const { facts, answer, request } = await issued(
      await providerOf('istio', { template: TEMPLATE }),
    );
    expect(facts).toMatchObject({ isCa: true, pathLength: 0 });
    await expectSound(answer, request.key);
  });

  it('issues in the DevOps tier, where the service names certificates', async () => {
    const { answer, request } = await issued(await providerOf('devops'));
    expect(answer.reference).toContain(`${poolNamed('devops')}/certificates/`);
    await expectSound(answer, request.key);
  });

  it.each([
    [
      'strict',
      {},
      { key: 'P-384' as const, days: 20 },
      /refused by Google: The public key's type is not allowed/,
    ],
    [
      'strict',
      {},
      { days: 31 },
      /exceeds the maximum lifetime of 2592000s\. \(INVALID_ARGUMENT\)/,
    ],
    [
      'istio',
      { template: TEMPLATE.replace(/istio$/, 'none') },
      {},
      /knows no such resource: .*Check gcp\.pool, gcp\.authority and gcp\.template/,
    ],
    ['none', {}, {}, /knows no such resource/],
    ['istio', { authority: 'none' }, {}, /knows no such resource/],
    ['istio', {}, { days: -1 }, /would be over: ask for a later end/],
  ])(
    'is refused by pool %s with %j for %j, and nothing is issued',
    async (pool, gcp, options, why) => {
      const before = cas.ledger.count;
      const request = await newRequest(options);
      await expect(
        (await providerOf(pool, gcp)).issue(request),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(why),
      });
      expect(cas.ledger.count).toBe(before);
    },
  );

  it('is asked at most once for a key, by tries at the same time too', async () => {
    const provider = await providerOf();
    const request = await newRequest();
    const before = cas.ledger.count;
    const answers = await Promise.all([
      provider.issue(request),
      provider.issue(request),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await provider.issue(request)).toEqual(answers[0]);
    expect(cas.ledger.count).toBe(before + 1);
  });

  it('finds what was issued once the service has forgotten the request', async () => {
    const provider = await providerOf();
    const request = await newRequest();
    const first = await provider.issue(request);
    const before = cas.ledger.count;
    cas.clock.advance(61 * 60);
    await expect(provider.issue(request)).resolves.toEqual(first);
    expect(cas.ledger.count).toBe(before);
  });

  it('does not give the certificate of another key', async () => {
    const provider = await providerOf();
    const request = await newRequest();
    await provider.issue(request);
    const before = cas.ledger.count;
    const { csr } = await newRequest();
    cas.clock.advance(61 * 60);
    await expect(provider.issue({ ...request, csr })).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        'its public key is not the one that was sent',
      ),
    });
    expect(cas.ledger.count).toBe(before);
  });

  it('wants a key of the right form', async () => {
    const request = await newRequest();
    await expect(
      (await providerOf()).issue({ ...request, idempotencyKey: 'short' }),
    ).rejects.toThrow('not of 32 hex digits');
  });
});
