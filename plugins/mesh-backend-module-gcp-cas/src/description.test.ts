import {
  createHierarchy,
  GoogleCas,
  GooglePool,
  GoogleTemplate,
  Hierarchy,
  poolOf,
  Principal,
  startGoogleCas,
} from '@meshport/ca-conformance';
import { JsonObject } from '@backstage/types';
import { ProviderProcess } from './__testUtils__/ProviderProcess';
import { POOL } from './__testUtils__/requests';

jest.setTimeout(60_000);

const poolNamed = (id: string) => POOL.replace(/[^/]+$/, id);
const templateNamed = (id: string) =>
  `projects/mesh/locations/europe-west1/certificateTemplates/${id}`;
const ca = { caOptions: { isCa: true, maxIssuerPathLength: 0 } };
const signing = {
  keyUsage: { baseKeyUsage: { certSign: true, crlSign: true } },
};

const TEMPLATES: GoogleTemplate[] = [
  {
    name: templateNamed('istio'),
    predefinedValues: { ...ca, ...signing },
    maximumLifetime: 90 * 86_400,
  },
  {
    name: templateNamed('leaf'),
    predefinedValues: { caOptions: { isCa: false } },
  },
];

/** Pools, and why nothing can be issued there; undefined where it can. */
const POOLS: [string, Partial<GooglePool>, JsonObject, RegExp | undefined][] = [
  ['plain', {}, {}, undefined],
  [
    'no-csr',
    {
      issuancePolicy: {
        allowedIssuanceModes: { allowConfigBasedIssuance: true },
      },
    },
    {},
    /forbids CSRs.*allowCsrBasedIssuance/,
  ],
  [
    'csr',
    {
      issuancePolicy: { allowedIssuanceModes: { allowCsrBasedIssuance: true } },
    },
    {},
    undefined,
  ],
  [
    'drops-ca',
    {
      issuancePolicy: {
        passthroughExtensions: { knownExtensions: ['BASE_KEY_USAGE'] },
      },
    },
    {},
    /none of an authority.*CA_OPTIONS/,
  ],
  [
    'drops-usage',
    {
      issuancePolicy: {
        passthroughExtensions: { knownExtensions: ['CA_OPTIONS'] },
      },
    },
    {},
    /may not sign others.*BASE_KEY_USAGE/,
  ],
  [
    'passes',
    {
      issuancePolicy: {
        passthroughExtensions: {
          knownExtensions: ['CA_OPTIONS', 'BASE_KEY_USAGE'],
        },
      },
    },
    {},
    undefined,
  ],
  [
    'leaves-alone',
    { issuancePolicy: { baselineValues: { caOptions: { isCa: false } } } },
    {},
    /none of an authority/,
  ],
  [
    'any-depth',
    {
      issuancePolicy: {
        baselineValues: { caOptions: { isCa: true }, ...signing },
      },
    },
    {},
    /any number of others.*maxIssuerPathLength 0/,
  ],
  [
    'no-depth',
    { issuancePolicy: { baselineValues: { ...ca, ...signing } } },
    {},
    undefined,
  ],
  ['template', {}, { template: templateNamed('istio') }, undefined],
  [
    'leaf-template',
    {},
    { template: templateNamed('leaf') },
    /none of an authority.*in the template/,
  ],
];

describe('what the service says of an authority', () => {
  let program: ProviderProcess;
  let cas: GoogleCas;
  let two: Hierarchy;
  const may: Principal & { permissions: Set<string> } = {
    name: 'meshport@mesh.iam.gserviceaccount.com',
    permissions: new Set(),
  };
  const everything = [
    'certificateAuthorities.get',
    'caPools.get',
    'certificateTemplates.get',
    'certificates.create',
  ].map(name => `privateca.${name}`);

  beforeEach(() => everything.forEach(one => may.permissions.add(one)));

  beforeAll(async () => {
    two = await createHierarchy({
      keys: ['P-384', 'P-256'],
      pathLengths: [3, 2],
    });
    const tight = await createHierarchy({
      keys: ['P-256', 'P-256'],
      pathLengths: [1, 0],
    });
    const over = await createHierarchy({
      keys: ['P-256', 'P-256'],
      days: [3650, -1],
    });
    const states = [
      'ENABLED',
      'STAGED',
      'DISABLED',
      'AWAITING_USER_ACTIVATION',
      'DELETED',
    ] as const;
    cas = await startGoogleCas({
      principal: may,
      templates: TEMPLATES,
      pools: [
        poolOf(two, {
          name: poolNamed('states'),
          authorities: states.map(state => ({
            id: state,
            authority: two.issuing,
            state,
          })),
        }),
        poolOf(tight, { name: poolNamed('tight') }),
        poolOf(over, { name: poolNamed('over') }),
        poolOf(two, { name: poolNamed('devops'), tier: 'DEVOPS' }),
        poolOf(two, {
          name: poolNamed('limits'),
          issuancePolicy: {
            maximumLifetime: 30 * 86_400,
            allowedKeyTypes: [
              { ellipticCurve: 'ECDSA_P256' },
              { rsa: { minModulusSize: 3072, maxModulusSize: 4096 } },
            ],
          },
        }),
        ...POOLS.map(([id, pool]) =>
          poolOf(two, { ...pool, name: poolNamed(id) }),
        ),
      ],
    });
    program = await ProviderProcess.start();
    await program.setEnv(cas.metadata.env);
  });

  afterAll(async () => {
    await program.stop();
    await cas.stop();
  });

  const described = async (id: string, gcp: JsonObject = {}) =>
    (
      await program.provider({
        pool: poolNamed(id),
        authority: 'issuing',
        endpoint: cas.url,
        ...gcp,
      })
    ).describe();

  it('is who it is, with its chain and what is left of it', async () => {
    const { certificate, chain, notAfter, ...rest } = await described('plain');
    expect(rest).toEqual({
      id: `${poolNamed('plain')}/certificateAuthorities/issuing`,
      subject: 'CN=Conformance Issuing, O=Meshport',
      keyAlgorithm: 'P-256',
      signatureAlgorithm: 'EC_P256_SHA256',
      pathLengthRoom: 2,
      tier: 'ENTERPRISE',
      limits: [],
    });
    expect([certificate, ...chain]).toEqual([two.issuing.pem, two.root.pem]);
    expect(Date.parse(notAfter)).toBe(+two.issuing.certificate.notAfter);
  });

  it.each(POOLS)(
    'tells whether pool %s lets one out',
    async (id, _, gcp, why) => {
      const { unable } = await described(id, gcp);
      expect(unable ?? 'able').toMatch(why ?? /^able$/);
    },
  );

  it.each([
    ['ENABLED', undefined],
    ['STAGED', undefined],
    ['DISABLED', /It is disabled\. Enable it/],
    ['DELETED', /It is deleted\. Undelete it/],
  ])('tells of the state %s', async (authority, why) => {
    const { unable, certificate } = await described('states', { authority });
    expect(unable ?? 'able').toMatch(why ?? /^able$/);
    expect(certificate).toBe(two.issuing.pem);
  });

  it('cannot tell of an authority that has no certificate yet', async () => {
    await expect(
      described('states', { authority: 'AWAITING_USER_ACTIVATION' }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(
        /has no certificate\. It waits for its certificate\. Sign its request/,
      ),
    });
  });

  it('tells that there is no room below, and that its chain ended', async () => {
    expect(await described('tight')).toMatchObject({
      pathLengthRoom: 0,
      unable: expect.stringMatching(/leave no room.*gcp\.authority/),
    });
    expect(await described('over')).toMatchObject({
      unable: expect.stringMatching(/^Its chain ended 20/),
    });
  });

  it('tells what the tier and the policy limit', async () => {
    expect(await described('devops')).toMatchObject({
      tier: 'DEVOPS',
      limits: [
        expect.stringContaining('cannot be found again'),
        expect.stringContaining('cannot revoke'),
      ],
    });
    expect(await described('limits')).toMatchObject({
      limits: [
        'It refuses certificates of more than 30 days.',
        'It takes keys of these kinds alone: ECDSA_P256, RSA of 3072 to 4096 bits.',
      ],
    });
    const { limits } = await described('template', {
      template: templateNamed('istio'),
    });
    expect(limits).toEqual(['It refuses certificates of more than 90 days.']);
  });

  it('tells what could not be read for want of rights', async () => {
    may.permissions.delete('privateca.caPools.get');
    expect(await described('plain')).toMatchObject({
      limits: [
        expect.stringMatching(
          /known only when one is issued: .*Grant privateca\.caPools\.get on projects/,
        ),
      ],
    });
    may.permissions.delete('privateca.certificateAuthorities.get');
    await expect(described('plain')).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(
        `Grant privateca.certificateAuthorities.get on ${poolNamed('plain')}`,
      ),
    });
  });
});
