import { stringify } from 'yaml';
import { remoteSecretFacts } from './remoteSecretFacts';

const SENTINEL = 'never-tell-this';

const jwt = (claims: object) =>
  ['{"alg":"RS256"}', JSON.stringify(claims), SENTINEL]
    .map(part => Buffer.from(part).toString('base64url'))
    .join('.');

function kubeconfig(user: object, cluster: object = {}, more: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'west',
        cluster: { server: 'https://west.example:6443', ...cluster },
      },
    ],
    contexts: [{ name: 'west', context: { cluster: 'west', user: 'west' } }],
    'current-context': 'west',
    users: [{ name: 'west', user }],
    ...more,
  };
}

function factsOf(value: object | string, key = 'west') {
  const text = typeof value === 'string' ? value : stringify(value);
  const facts = remoteSecretFacts({
    data: { [key]: Buffer.from(text).toString('base64') },
  });
  expect(facts).toHaveLength(1);
  expect(JSON.stringify(facts)).not.toContain(SENTINEL);
  return facts[0];
}

describe('remoteSecretFacts', () => {
  it('tells of a token whom it is of, and when it ends', () => {
    const token = jwt({
      sub: 'system:serviceaccount:istio-system:istio-reader-service-account',
      iat: 1_800_000_000,
      exp: 1_800_003_600,
      'kubernetes.io': { secret: { name: 'reader-abc', uid: 'u' } },
    });
    expect(
      factsOf(kubeconfig({ token }, { 'tls-server-name': 'api.west' })),
    ).toEqual({
      clusterId: 'west',
      auth: 'token',
      server: 'https://west.example:6443',
      tlsServerName: 'api.west',
      tokenKind: 'rotating',
      serviceAccount: 'istio-system/istio-reader-service-account',
      tokenIssued: '2027-01-15T08:00:00.000Z',
      tokenExpires: '2027-01-15T09:00:00.000Z',
      boundSecret: { name: 'reader-abc', uid: 'u' },
    });
  });

  it('says that a token without an end lives long', () => {
    const token = jwt({
      sub: 'system:serviceaccount:istio-system:reader',
      'kubernetes.io/serviceaccount/secret.name': 'reader-token',
    });
    expect(factsOf(kubeconfig({ token }))).toMatchObject({
      tokenKind: 'long-lived',
      serviceAccount: 'istio-system/reader',
      boundSecret: { name: 'reader-token' },
    });
  });

  it.each<[object, string, RegExp | undefined]>([
    [{ exec: { command: 'aws' }, token: 't' }, 'exec', /by a command \(exec\)/],
    [
      { 'auth-provider': { name: 'gcp' } },
      'authProvider',
      /earlier Kubernetes/,
    ],
    [{ 'auth-provider': { name: 'oidc' } }, 'oidc', undefined],
    [{ tokenFile: '/var/run/token' }, 'tokenFile', /names files/],
    [{ 'client-key': '/key.pem' }, 'tokenFile', /names files/],
    [{ 'client-certificate-data': 'eA==' }, 'clientCertificate', undefined],
    [{ username: 'admin', password: SENTINEL }, 'basic', undefined],
    [{ token: SENTINEL }, 'token', undefined],
    [{}, 'none', /holds no credential/],
  ])('tells how %j lets istiod in', (user, auth, problem) => {
    const facts = factsOf(kubeconfig(user));
    expect(facts.auth).toBe(auth);
    expect(facts.problem ?? '').toMatch(problem ?? /^$/);
  });

  it.each<[object | string, RegExp]>([
    ['{{', /no YAML/],
    ['just words', /no kubeconfig/],
    ['', /no kubeconfig/],
    ['[1, 2]', /no kubeconfig/],
    ['a: &a [x]\nb: [*a, *a]', /no YAML/],
    ['x'.repeat(600_000), /too long/],
    [
      kubeconfig({ token: 't' }, {}, { 'current-context': 'other' }),
      /no cluster/,
    ],
    [kubeconfig({ token: 't' }, { server: 'no url' }), /names no server/],
    [
      kubeconfig({ token: 't' }, { 'insecure-skip-tls-verify': true }),
      /does not check/,
    ],
  ])('says what is wrong with %.40j', (value, words) => {
    expect(factsOf(value).problem).toMatch(words);
  });

  it('refuses servers that are no API servers, and tells no password of one', () => {
    expect(
      factsOf(
        kubeconfig({ token: 't' }, { server: 'https://169.254.169.254/' }),
      ),
    ).toMatchObject({
      server: 'https://169.254.169.254',
      refusedServer: expect.stringMatching(/metadata/),
    });
    expect(
      factsOf(
        kubeconfig(
          { token: 't' },
          {
            server: `https://me:${SENTINEL}@west.example:6443`,
            'proxy-url': `http://me:${SENTINEL}@proxy.example:3128`,
          },
        ),
      ),
    ).toMatchObject({
      server: 'https://west.example:6443',
      proxyUrl: 'http://proxy.example:3128',
    });
  });

  it('has an entry for each data key, and none for an empty Secret', () => {
    const one = Buffer.from(stringify(kubeconfig({ token: 't' }))).toString(
      'base64',
    );
    expect(
      remoteSecretFacts({ data: { west: one, north: one } }).map(
        ({ clusterId }) => clusterId,
      ),
    ).toEqual(['north', 'west']);
    expect(remoteSecretFacts({})).toEqual([]);
  });
});
