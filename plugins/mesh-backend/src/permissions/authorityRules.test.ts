import {
  hasAuthorityProvider,
  isAuthorityForCluster,
  isCertificateAuthority,
  registerAuthorityPermissions,
} from './authorityRules';

const corp = { name: 'corp', provider: 'aws-pca', cluster: 'east' };

describe('rules of certificate authorities', () => {
  it.each([
    [['corp'], true],
    [['other', 'corp'], true],
    [['other'], false],
    [[], false],
  ])('IS_CERTIFICATE_AUTHORITY %j is %s', (names, expected) => {
    expect(isCertificateAuthority.apply(corp, { names })).toBe(expected);
  });

  it.each([
    [['east'], true],
    [['west'], false],
  ])('IS_AUTHORITY_FOR_CLUSTER %j is %s', (names, expected) => {
    expect(isAuthorityForCluster.apply(corp, { names })).toBe(expected);
  });

  it.each([
    [['aws-pca', 'gcp-cas'], true],
    [['local'], false],
  ])('HAS_AUTHORITY_PROVIDER %j is %s', (providers, expected) => {
    expect(hasAuthorityProvider.apply(corp, { providers })).toBe(expected);
  });

  it('finds an authority with its cluster, and nothing else', async () => {
    let type: any;
    registerAuthorityPermissions(
      { addResourceType: (added: any) => (type = added) } as any,
      (name, cluster) => (name === 'corp' ? { ...corp, cluster } : undefined),
    );
    expect(
      await type.getResources(['corp/east', 'other/east', 'corp', 'a/b/c']),
    ).toEqual([corp, undefined, undefined, undefined]);
    expect(type.permissions.map(({ name }: any) => name)).toEqual([
      'mesh.certificateAuthority.use',
    ]);
  });
});
