import { listsTokenSecrets, newTokenSecret } from './tokenSecret';

describe('listsTokenSecrets', () => {
  it.each<[string, string, boolean]>([
    ['1', '23', true],
    ['1', '23+', true],
    ['1', '9', true],
    ['1', '24', false],
    ['1', '35', false],
    ['2', '0', false],
    ['', '', false],
  ])('knows Kubernetes %s.%s', (major, minor, old) => {
    expect(listsTokenSecrets({ major, minor })).toBe(old);
  });

  it('takes a version that cannot be read for one of today', () => {
    expect(listsTokenSecrets(undefined)).toBe(false);
  });
});

describe('newTokenSecret', () => {
  it('is of the type that the token controller fills', () => {
    expect(newTokenSecret('mesh', 'reader')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'reader-istio-remote-secret-token',
        namespace: 'mesh',
        annotations: { 'kubernetes.io/service-account.name': 'reader' },
      },
      type: 'kubernetes.io/service-account-token',
    });
  });
});
