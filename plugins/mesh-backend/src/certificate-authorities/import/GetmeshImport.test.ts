import { ConfigReader } from '@backstage/config';
import { AuthoritySettings } from '../config/authoritySettings';
import { GetmeshImport } from './GetmeshImport';

const ARN =
  'arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012';
const LOCATION = 'projects/shop/locations/europe-west1';

const aws = (more = '', arn = ARN) =>
  `providerName: aws\nproviderConfig:\n  aws: {signingCAArn: "${arn}"}\n${more}`;
const gcp = (name: string) =>
  `providerName: gcp\nproviderConfig:\n  gcp: {casCAName: "${name}"}\n`;

const authority = (
  name: string,
  provider: string,
  config: object,
): AuthoritySettings => ({
  name,
  provider,
  clusters: ['east'],
  keys: ['P-256', 'RSA-2048'],
  defaultKey: 'P-256',
  validity: { default: 90, min: 1, max: 365 },
  pathLength: 0,
  listsRevoked: false,
  listsSpreadMs: 0,
  at: '',
  config: new ConfigReader(config as any),
});

const settings = [
  authority('aws', 'aws-pca', { aws: { arn: ARN } }),
  authority('google', 'gcp-cas', {
    gcp: { pool: `${LOCATION}/caPools/mesh`, authority: 'ca1' },
  }),
];

interface May {
  use?: boolean;
  readNamespace?: boolean;
  /** Beside those above. */
  others?: AuthoritySettings[];
}

function subject(may: May = {}) {
  const filter = (allowed: boolean) =>
    Object.assign(() => allowed, { deniedOutright: false, decision: '' });
  const east = {
    details: { name: 'east' },
    controlPlanes: { pods: () => [] },
  };
  return new GetmeshImport({
    settings: [...settings, ...(may.others ?? [])],
    inventory: {
      cluster: (name: string) => (name === 'east' ? east : undefined),
    } as any,
    authorizer: {
      readFilters: async () => ({
        cluster: filter(true),
        namespace: filter(may.readNamespace ?? true),
      }),
      authorityFilter: async () => filter(may.use ?? true),
      namespaceResource: () => ({}),
    } as any,
  });
}

const read = (file: string, may: May = {}, cluster = 'east') =>
  subject(may).read({ cluster, file }, {} as any);

describe('GetmeshImport', () => {
  it('fills the form from a file for AWS, within the bounds, and says what it left out', async () => {
    const { provider, values, notes } = await read(aws());
    expect(provider).toBe('aws-pca');
    expect(values).toEqual({
      authority: 'aws',
      cluster: 'east',
      namespace: 'istio-system',
      keyType: 'RSA-2048',
      // getmesh's ten years are out of bounds.
      validityDays: 90,
      commonName: 'Istio CA',
      organization: 'Istio',
    });
    expect(notes.map(({ code }) => code)).toContain('life-out-of-bounds');
  });

  it.each([
    ['with its pool', `${LOCATION}/caPools/mesh/certificateAuthorities/ca1`],
    [
      'without one, as getmesh had it',
      `${LOCATION}/certificateAuthorities/ca1`,
    ],
  ])('finds an authority of Google %s', async (_, name) => {
    expect((await read(gcp(name))).values.authority).toBe('google');
  });

  it('says that an authority is configured more than once', async () => {
    const others = [authority('aws-short', 'aws-pca', { aws: { arn: ARN } })];
    const { values, notes } = await read(aws(), { others });
    expect(values.authority).toBe('aws');
    expect(notes).toContainEqual(
      expect.objectContaining({
        code: 'several-authorities',
        field: 'providerConfig.aws.signingCAArn',
        text: 'It is configured more than once: as aws, aws-short.',
      }),
    );
  });

  it('chooses none of two pools when the file names no pool', async () => {
    const others = [
      authority('google-2', 'gcp-cas', {
        gcp: { pool: `${LOCATION}/caPools/other`, authority: 'ca1' },
      }),
    ];
    const short = `${LOCATION}/certificateAuthorities/ca1`;
    await expect(read(gcp(short), { others })).rejects.toThrow(
      /casCAName: it names no pool, and google, google-2 are of several/,
    );
    const full = `${LOCATION}/caPools/other/certificateAuthorities/ca1`;
    const { values } = await read(gcp(full), { others });
    expect(values.authority).toBe('google-2');
  });

  it('names nothing that is not configured', async () => {
    await expect(
      read(aws('', ARN.replace('1234-1234', '9999-9999'))),
    ).rejects.toThrow(/signingCAArn: no configured authority/);
    await expect(
      read(gcp(`${LOCATION}/caPools/mesh/certificateAuthorities/other`)),
    ).rejects.toThrow(/casCAName: no configured authority/);
  });

  it('names nothing that the caller may not choose or read', async () => {
    await expect(read(aws(), { use: false })).rejects.toThrow(
      /no configured authority of aws-pca that you may choose/,
    );
    await expect(read(aws(), { readNamespace: false })).rejects.toThrow(
      /istioCANamespace/,
    );
    await expect(read(aws(), {}, 'gone')).rejects.toThrow(
      'There is no cluster gone that you may see',
    );
  });

  it('takes no namespace without a control plane', async () => {
    const file = aws(
      'certificateParameters:\n  secretOptions: {istioCANamespace: kube-system}\n',
    );
    await expect(read(file)).rejects.toThrow(
      /istioCANamespace: kube-system is no control plane of east/,
    );
  });
});
