import { ConfigReader } from '@backstage/config';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { checkClusters } from './checkClusters';
import {
  controlPlaneNamespace,
  readClusters,
  readRefreshSeconds,
} from './config';

const kubeconfig = { file: 'kubeconfig' };

function check(...clusters: MeshClusterDetails[]) {
  checkClusters(
    clusters.map((details, index) => ({
      details,
      source: `mesh.clusters[${index}]`,
    })),
  );
}

describe('readClusters', () => {
  it('reads every field', () => {
    const entry = {
      name: 'west',
      title: 'West',
      kubeconfig: { file: '/etc/kubeconfig', context: 'w' },
      istioClusterId: 'cluster-w',
      controlPlaneNamespace: 'istio-w',
      network: 'net-w',
      tokenAudience: 'mesh.example',
      primary: 'east',
      readOnly: true,
    };
    const config = new ConfigReader({ mesh: { clusters: [entry] } });
    expect(readClusters(config)).toEqual([entry]);
  });

  it('refuses an audience that is none', () => {
    const cluster = { name: 'east', kubeconfig };
    for (const tokenAudience of ['', ' ', 'a b']) {
      expect(() => check({ ...cluster, tokenAudience })).toThrow(
        /^mesh\.clusters\[0\]\.tokenAudience: /,
      );
    }
  });

  it('has no cluster when none is configured', () => {
    expect(readClusters(new ConfigReader({}))).toEqual([]);
  });

  it('names the field that is missing', () => {
    const config = new ConfigReader({ mesh: { clusters: [{ name: 'east' }] } });
    expect(() => readClusters(config)).toThrow(
      /mesh\.clusters\[0\]\.kubeconfig\.file/,
    );
  });
});

describe('readClusters without kubeconfig', () => {
  const read = (entry: object) =>
    readClusters(
      new ConfigReader({ mesh: { clusters: [{ name: 'east', ...entry }] } }),
    )[0];
  const server = 'https://east.example.com:6443';
  const caFile = '/etc/east/ca.crt';

  it.each([
    [{ server, caFile, token: 'a-token' }],
    [{ server, caData: 'Y2E=', tokenFile: '/etc/east/token' }],
    [{ server, skipTLSVerify: true, token: 'a-token' }],
    [
      {
        server,
        caFile,
        clientCertificate: { certFile: '/etc/c.crt', keyFile: '/etc/c.key' },
      },
    ],
    [
      {
        server,
        caFile,
        clientCertificate: { certData: 'Y2VydA==', keyData: 'a2V5' },
      },
    ],
  ])('reads an address with %p', endpoint => {
    expect(read(endpoint)).toEqual({ name: 'east', endpoint });
  });

  it('reads the cluster around the backend', () => {
    expect(read({ inCluster: true })).toEqual({
      name: 'east',
      inCluster: true,
    });
  });

  it.each([
    ['no way', { inCluster: false }, /\[0\]\.kubeconfig\.file is missing/],
    [
      'two ways',
      { inCluster: true, kubeconfig },
      /\[0\]: 'east' is described in more than one way/,
    ],
    [
      'a kubeconfig and a token',
      { kubeconfig, token: 'secret-words' },
      /\[0\]: 'east' is described in more than one way/,
    ],
    [
      'no address',
      { caFile, token: 'secret-words' },
      /\[0\]\.server is missing/,
    ],
    [
      'an address without TLS',
      { server: 'http://secret-words@e', caFile, token: 't' },
      /\[0\]\.server is not an https URL/,
    ],
    ['no CA', { server, token: 'secret-words' }, /\[0\]\.caFile is missing/],
    [
      'two CAs',
      { server, caFile, caData: 'Y2E=', token: 't' },
      /\[0\]\.caFile: caData is given as well/,
    ],
    [
      'a CA that is not looked at',
      { server, caFile, skipTLSVerify: true, token: 't' },
      /\[0\]\.skipTLSVerify: 'east' has a CA as well/,
    ],
    ['no credential', { server, caFile }, /\[0\]\.token is missing/],
    [
      'metadata without its strategy',
      { server, caFile, token: 'secret-words', authMetadata: { a: 'b' } },
      /\[0\]\.authStrategy is missing/,
    ],
    [
      'metadata that is no text',
      { server, caFile, authStrategy: 'aws', authMetadata: { 'a.b/c': 1 } },
      /authMetadata\['a\.b\/c'\] of cluster 'east' is not a text/,
    ],
    [
      'a strategy beside a token',
      { server, caFile, token: 'secret-words', authStrategy: 'aws' },
      /has more than one credential/,
    ],
    [
      'two credentials',
      { server, caFile, token: 'secret-words', tokenFile: '/t' },
      /\[0\]: 'east' has more than one credential/,
    ],
    [
      'half a certificate',
      { server, caFile, clientCertificate: { certFile: '/c' } },
      /\[0\]\.clientCertificate\.keyFile is missing/,
    ],
    [
      'a key twice',
      {
        server,
        caFile,
        clientCertificate: {
          certFile: '/c',
          keyFile: '/k',
          keyData: 'secret-words',
        },
      },
      /\[0\]\.clientCertificate\.keyFile: keyData is given as well/,
    ],
  ])('refuses %s', (_, entry, message) => {
    expect(() => read(entry)).toThrow(message);
    expect(() => read(entry)).not.toThrow('secret-words');
  });
});

describe('readRefreshSeconds', () => {
  const read = (seconds?: number) =>
    readRefreshSeconds(
      new ConfigReader({ mesh: { clusterRefreshSeconds: seconds } }),
    );

  it('is a minute unless configured', () => {
    expect([read(), read(5)]).toEqual([60, 5]);
  });

  it.each([0, -1, 0.5, 86_401])('refuses %p', seconds => {
    expect(() => read(seconds)).toThrow('mesh.clusterRefreshSeconds');
  });
});

describe('checkClusters', () => {
  it('accepts a primary and its remote', () => {
    expect(() =>
      check(
        { name: 'west', kubeconfig, primary: 'east' },
        { name: 'east', kubeconfig },
      ),
    ).not.toThrow();
  });

  it('accepts two meshes that both keep the ID which Istio gives by default', () => {
    expect(() =>
      check(
        { name: 'east', kubeconfig, istioClusterId: 'Kubernetes' },
        { name: 'west', kubeconfig, istioClusterId: 'Kubernetes' },
      ),
    ).not.toThrow();
  });

  it.each([
    [
      'a name that is no label',
      [{ name: 'East_1', kubeconfig }],
      "mesh.clusters[0].name: 'East_1' is not a DNS-1123 label",
    ],
    [
      'a name used twice',
      [
        { name: 'east', kubeconfig },
        { name: 'east', kubeconfig },
      ],
      "mesh.clusters[1].name: 'east' is already the name of mesh.clusters[0]",
    ],
    [
      'no kubeconfig file',
      [{ name: 'east', kubeconfig: { file: '' } }],
      'mesh.clusters[0].kubeconfig.file is missing',
    ],
    [
      'a namespace that is none',
      [{ name: 'east', kubeconfig, controlPlaneNamespace: 'a/b' }],
      "mesh.clusters[0].controlPlaneNamespace: 'a/b'",
    ],
    [
      'a primary that does not exist',
      [{ name: 'west', kubeconfig, primary: 'east' }],
      "mesh.clusters[0].primary: there is no cluster 'east'",
    ],
    [
      'itself as primary',
      [{ name: 'west', kubeconfig, primary: 'west' }],
      "mesh.clusters[0].primary: 'west' cannot be the remote of itself",
    ],
    [
      'a remote as primary',
      [
        { name: 'a', kubeconfig },
        { name: 'b', kubeconfig, primary: 'a' },
        { name: 'c', kubeconfig, primary: 'b' },
      ],
      "mesh.clusters[2].primary: 'b' is itself a remote of 'a'",
    ],
    [
      'a circle of primaries',
      [
        { name: 'a', kubeconfig, primary: 'b' },
        { name: 'b', kubeconfig, primary: 'a' },
      ],
      "mesh.clusters[0].primary: 'b' is itself a remote of 'a'",
    ],
    [
      "a remote with its primary's Istio ID",
      [
        { name: 'east', kubeconfig, istioClusterId: 'one' },
        { name: 'west', kubeconfig, istioClusterId: 'one', primary: 'east' },
      ],
      "mesh.clusters[0].istioClusterId: 'one' is the ID of 'west' as well",
    ],
    [
      'two remotes of one primary with one Istio ID',
      [
        { name: 'east', kubeconfig },
        { name: 'west', kubeconfig, primary: 'east' },
        { name: 'north', kubeconfig, istioClusterId: 'west', primary: 'east' },
      ],
      "mesh.clusters[1].istioClusterId: 'west' is the ID of 'north' as well",
    ],
  ])('refuses %s', (_, clusters, message) => {
    expect(() => check(...(clusters as MeshClusterDetails[]))).toThrow(message);
  });
});

describe('controlPlaneNamespace', () => {
  it('is istio-system unless configured', () => {
    expect(controlPlaneNamespace({ name: 'a', kubeconfig })).toBe(
      'istio-system',
    );
    expect(
      controlPlaneNamespace({
        name: 'a',
        kubeconfig,
        controlPlaneNamespace: 'mesh',
      }),
    ).toBe('mesh');
  });
});
