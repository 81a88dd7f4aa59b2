import { ConfigReader } from '@backstage/config';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { checkClusters, controlPlaneNamespace, readClusters } from './config';

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
      primary: 'east',
      readOnly: true,
    };
    const config = new ConfigReader({ mesh: { clusters: [entry] } });
    expect(readClusters(config)).toEqual([entry]);
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

describe('checkClusters', () => {
  it('accepts a primary and its remote', () => {
    expect(() =>
      check(
        { name: 'west', kubeconfig, primary: 'east' },
        { name: 'east', kubeconfig },
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
