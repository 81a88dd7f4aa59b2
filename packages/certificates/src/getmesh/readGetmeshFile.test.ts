import { readGetmeshFile } from './readGetmeshFile';

const ARN =
  'arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012';
const CAS =
  'projects/shop/locations/europe-west1/caPools/mesh/certificateAuthorities/ca1';

const aws = (more = '') =>
  `providerName: aws\nproviderConfig:\n  aws: {signingCAArn: "${ARN}"}\n${more}`;
const gcp = (more = '', name = CAS) =>
  `providerName: gcp\nproviderConfig:\n  gcp: {casCAName: "${name}"}\n${more}`;

function codesOf(yaml: string): string[] {
  return readGetmeshFile(yaml).notes.map(({ code }) => code);
}

it('fills in the defaults of getmesh', () => {
  expect(readGetmeshFile(aws())).toMatchObject({
    provider: 'aws',
    authority: ARN,
    templateArn:
      'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1',
    signingAlgorithm: 'SHA256WITHRSA',
    namespace: 'istio-system',
    validityDays: 3650,
    keyLength: 2048,
    keyType: 'RSA-2048',
    subject: {
      commonName: 'Istio CA',
      country: ['US'],
      province: ['California'],
      locality: ['Sunnyvale'],
      organization: ['Istio'],
    },
    dnsNames: ['ca.istio.io'],
  });
});

it('takes what the file says over the defaults', () => {
  expect(
    readGetmeshFile(
      gcp(`certificateParameters:
  secretOptions: {istioCANamespace: mesh-system}
  caOptions:
    validityDays: 90
    keyLength: 4096
    certSigningRequestParams:
      subject: {commonname: Shop CA, country: [GB], organizationalunit: [Platform]}
      dnsnames: [ca.shop.example]
`),
    ),
  ).toMatchObject({
    provider: 'gcp',
    authority: CAS,
    maxIssuerPathLength: 0,
    namespace: 'mesh-system',
    validityDays: 90,
    keyType: 'RSA-4096',
    subject: {
      commonName: 'Shop CA',
      country: ['GB'],
      organizationalUnit: ['Platform'],
      organization: ['Istio'],
    },
    dnsNames: ['ca.shop.example'],
  });
});

describe('names what getmesh does wrong', () => {
  it('on AWS', () => {
    expect(codesOf(aws())).toEqual(
      expect.arrayContaining([
        'signing-algorithm',
        'long-life',
        'plain-key-file',
      ]),
    );
    expect(codesOf(aws())).not.toContain('days-as-years');
  });

  it('on Google', () => {
    const file = 'certificateParameters: {caOptions: {validityDays: 90}}';
    const { notes } = readGetmeshFile(gcp(file));
    expect(notes.map(({ code }) => code)).toEqual([
      'wide-usages',
      'issuing-ca-as-root',
      'days-as-years',
      'plain-key-file',
    ]);
    expect(notes[2].text).toContain('90 years in place of 90 days');
  });

  it.each([
    [
      'both-providers',
      `providerName: gcp\nproviderConfig: {aws: {signingCAArn: "${ARN}"}, gcp: {casCAName: "${CAS}"}}`,
    ],
    [
      'provider-name-ignored',
      `providerName: gcp\nproviderConfig: {aws: {signingCAArn: "${ARN}"}}`,
    ],
    [
      'authority-without-pool',
      gcp('', 'projects/p/locations/l/certificateAuthorities/ca'),
    ],
    [
      'template-partition',
      `providerName: aws\nproviderConfig: {aws: {signingCAArn: "${ARN.replace(
        'arn:aws',
        'arn:aws-cn',
      )}"}}`,
    ],
    [
      'template-not-taken',
      `providerName: aws\nproviderConfig: {aws: {signingCAArn: "${ARN}", templateArn: "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen3/V1"}}`,
    ],
    ['secret-creation-ignored', aws('disableSecretCreation: true')],
    [
      'delete-and-create',
      aws(
        'certificateParameters: {secretOptions: {overrideExistingCACertsSecret: true}}',
      ),
    ],
    [
      'secret-file',
      aws(
        'certificateParameters: {secretOptions: {secretFilePath: /srv/ca.yaml}}',
      ),
    ],
    [
      'key-length',
      aws('certificateParameters: {caOptions: {keyLength: 3072}}'),
    ],
    [
      'organization-unit-dropped',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {subject: {organizationunit: [Platform]}}}}',
      ),
    ],
    [
      'subject-emptied',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {subject: {country: [GB]}}}}',
      ),
    ],
    [
      'names-not-taken',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {emailaddresses: [a@b.example]}}}',
      ),
    ],
    [
      'unknown-field',
      aws('certificateParameters: {secretOptions: {namespace: istio-system}}'),
    ],
  ])('%s', (code, yaml) => {
    expect(codesOf(yaml)).toContain(code);
    expect(codesOf(aws())).not.toContain(code);
  });

  it('takes AWS where both are configured, as getmesh does', () => {
    expect(
      readGetmeshFile(
        `providerName: gcp\nproviderConfig: {aws: {signingCAArn: "${ARN}"}, gcp: {casCAName: "${CAS}"}}`,
      ).provider,
    ).toBe('aws');
  });

  it('keeps the unit that getmesh drops', () => {
    expect(
      readGetmeshFile(
        aws(
          'certificateParameters: {caOptions: {certSigningRequestParams: {subject: {organizationunit: [Platform]}}}}',
        ),
      ).subject.organizationalUnit,
    ).toEqual(['Platform']);
  });
});

describe('refuses, by its field,', () => {
  it.each([
    ['no provider', 'providerConfig: {}', 'providerName: is missing'],
    ['another provider', 'providerName: azure', 'providerName: azure is none'],
    ['capital letters', 'providerName: AWS', 'providerName: AWS is none'],
    [
      'no authority',
      'providerName: aws',
      'providerConfig.aws.signingCAArn: is not',
    ],
    [
      'an authority that is none',
      `providerName: gcp\nproviderConfig: {gcp: {casCAName: "../x"}}`,
      'providerConfig.gcp.casCAName: is not',
    ],
    [
      'a template that is none',
      `providerName: aws\nproviderConfig: {aws: {signingCAArn: "${ARN}", templateArn: x}}`,
      'providerConfig.aws.templateArn: is not',
    ],
    [
      'days that are none',
      aws('certificateParameters: {caOptions: {validityDays: "90"}}'),
      'certificateParameters.caOptions.validityDays: is no whole number',
    ],
    [
      'no days',
      aws('certificateParameters: {caOptions: {validityDays: 0}}'),
      'validityDays: is no whole number of 1',
    ],
    [
      'a list in place of a mapping',
      aws('certificateParameters: [1]'),
      'certificateParameters: is no mapping',
    ],
    [
      'a country in words',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {subject: {country: [Britain]}}}}',
      ),
      'country: Britain is no code',
    ],
    [
      'a name that is no text',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {subject: {commonname: 7}}}}',
      ),
      'commonname: is no text',
    ],
    [
      'a name of two lines',
      aws(
        'certificateParameters: {caOptions: {certSigningRequestParams: {dnsnames: ["a\\nb"]}}}',
      ),
      'dnsnames: is no list of texts of one line',
    ],
    ['something else', '- 1', 'is no configuration of getmesh'],
    ['no YAML', 'a: [', 'is no YAML'],
    ['a book', `# ${'x'.repeat(70_000)}`, 'more than 64 KB'],
  ])('%s', (_, yaml, message) => {
    expect(() => readGetmeshFile(yaml)).toThrow(message);
  });

  it('each field once, all of them in one answer', () => {
    expect(() =>
      readGetmeshFile('providerName: aws\ncertificateParameters: [1]'),
    ).toThrow(
      /^providerConfig\.aws\.signingCAArn: .*\ncertificateParameters: is no mapping[^\n]*$/,
    );
  });
});
