import { ConfigReader } from '@backstage/config';
import { AuthStrategies } from './AuthStrategies';
import { readLocatedClusters } from './kubernetesLocator';

const strategies = new AuthStrategies();
strategies.addStrategy('aws', {
  getCredential: async () => ({ type: 'anonymous' }),
});

function read(...clusterLocatorMethods: any[]) {
  return readLocatedClusters(
    new ConfigReader({ kubernetes: { clusterLocatorMethods } }),
    strategies,
  );
}

function readCluster(cluster: object) {
  return read({ type: 'config', clusters: [cluster] });
}

const east = {
  name: 'east',
  url: 'https://east.example.com',
  authProvider: 'serviceAccount',
  serviceAccountToken: 'secret-words',
};

describe('readLocatedClusters', () => {
  it('has none without the kubernetes plugin', () => {
    expect(readLocatedClusters(new ConfigReader({}), strategies)).toEqual({
      clusters: [],
      problems: [],
    });
  });

  it.each([
    [{ caData: 'Y2E=' }, { caData: 'Y2E=' }],
    [{ caFile: '/ca', caData: 'Y2E=' }, { caFile: '/ca' }],
    [{ skipTLSVerify: true }, { skipTLSVerify: true }],
    [{ skipTLSVerify: false }, {}],
  ])('takes a ServiceAccount with %p', (trust, expected) => {
    expect(readCluster({ ...east, title: 'East', ...trust })).toEqual({
      clusters: [
        {
          name: 'east',
          title: 'East',
          endpoint: {
            server: 'https://east.example.com',
            token: 'secret-words',
            ...expected,
          },
        },
      ],
      problems: [],
    });
  });

  it('takes a strategy that a module adds, with what it is told', () => {
    const { name, url } = east;
    expect(
      readCluster({
        name,
        url,
        caFile: '/ca.crt',
        authProvider: 'aws',
        assumeRole: 'arn:aws:iam::1:role/reader',
        authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'east-id' },
      }),
    ).toEqual({
      clusters: [
        {
          name: 'east',
          title: undefined,
          endpoint: {
            server: 'https://east.example.com',
            authStrategy: 'aws',
            authMetadata: {
              'kubernetes.io/aws-assume-role': 'arn:aws:iam::1:role/reader',
              'kubernetes.io/x-k8s-aws-id': 'east-id',
            },
            caFile: '/ca.crt',
          },
        },
      ],
      problems: [],
    });
  });

  it('takes provider and token from authMetadata', () => {
    const { name, url } = east;
    const authMetadata = {
      'kubernetes.io/auth-provider': 'serviceAccount',
      serviceAccountToken: 'secret-words',
    };
    expect(readCluster({ name, url, authMetadata }).clusters).toHaveLength(1);
  });

  it.each([
    [{ authProvider: 'google' }, /'google' uses the token of the person/],
    [{ authProvider: 'oidc' }, /'oidc' uses the token of the person/],
    [{ authProvider: 'azure' }, /'azure' takes its token .*kubernetes-auth/],
    [{ authProvider: 'localKubectlProxy' }, /kubectl proxy/],
    [{ authProvider: 'own' }, /'own' is not known to Meshport/],
    [{ serviceAccountToken: undefined }, /no serviceAccountToken/],
    [{ name: 'East_1' }, /'East_1' .*not a DNS-1123 label/],
    [{ url: 'http://east' }, /its url is not https/],
    [{ url: undefined }, /Missing required config value.*url/],
  ])('says why %p is not usable and what to do', (change, reason) => {
    const other = { ...east, name: 'other' };
    const { clusters, problems } = read({
      type: 'config',
      clusters: [{ ...east, ...change }, other],
    });
    expect(clusters.map(({ name }) => name)).toEqual(['other']);
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(problems[0]).toContain(
      'kubernetes.clusterLocatorMethods[0].clusters[0]',
    );
    expect(problems[0]).not.toContain('secret-words');
  });

  it('names other ways of finding clusters, and goes on', () => {
    const { clusters, problems } = read(
      { type: 'gke', projectId: 'p' },
      { type: 'config', clusters: [east] },
      { type: 'config' },
    );
    expect(clusters).toHaveLength(1);
    expect(problems).toEqual([
      "kubernetes.clusterLocatorMethods[0]: type 'gke' is not usable for Meshport; add its clusters to mesh.clusters",
      expect.stringContaining('kubernetes.clusterLocatorMethods[2]'),
    ]);
  });
});
