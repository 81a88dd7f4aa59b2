import { signingAlgorithm, subordinateTemplate } from './signing';

describe('how the authority signs', () => {
  it.each([
    ['RSA_2048', 'SHA512WITHRSA', 'SHA512WITHRSA'],
    ['RSA_3072', 'SHA256WITHRSA', 'SHA256WITHRSA'],
    ['EC_prime256v1', 'SHA256WITHECDSA', 'SHA256WITHECDSA'],
    ['EC_secp384r1', 'SHA384WITHECDSA', 'SHA384WITHECDSA'],
    // The family of the key decides, whatever else is told.
    ['EC_prime256v1', 'SHA256WITHRSA', 'SHA256WITHECDSA'],
    ['RSA_4096', undefined, 'SHA256WITHRSA'],
    ['ML_DSA_65', 'ML_DSA_65', undefined],
    ['SM2', 'SM3WITHSM2', undefined],
    [undefined, undefined, undefined],
  ])('with a key %s and its own %s is %s', (key, own, expected) => {
    expect(signingAlgorithm(key, own)).toBe(expected);
  });

  it('is told by the template of its partition', () => {
    expect(subordinateTemplate('aws-us-gov', 0)).toBe(
      'arn:aws-us-gov:acm-pca:::template/SubordinateCACertificate_PathLen0/V1',
    );
  });
});
