import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { doubleReach } from './sameReach';

const at = (name: string, server: string): MeshClusterDetails => ({
  name,
  endpoint: { server, caFile: 'ca', token: name },
});
const by = (name: string, file: string, context?: string) => ({
  name,
  kubeconfig: { file, context },
});

describe('doubleReach', () => {
  it.each<[string, MeshClusterDetails[]]>([
    [
      'the address',
      [
        at('a', 'https://api:443/'),
        at('b', 'https://API'),
        at('c', 'https://b'),
      ],
    ],
    [
      'the kubeconfig',
      [by('a', 'f', 'one'), by('b', 'f', 'one'), by('c', 'f', 'two')],
    ],
    [
      'the cluster around the backend',
      [
        { name: 'a', inCluster: true },
        { name: 'b', inCluster: true },
        by('c', 'f'),
      ],
    ],
  ])('names two that share %s', (_, clusters) => {
    expect(doubleReach(clusters)).toEqual([
      "clusters 'a' and 'b' are reached in the same way, so that what runs there is shown twice; keep one of them",
    ]);
  });

  it('is silent about clusters of their own', () => {
    expect(
      doubleReach([
        at('a', 'https://api/k8s/a'),
        at('b', 'https://api/k8s/b'),
        at('c', 'https://api:6443/k8s/a'),
        by('d', 'f'),
        by('e', 'g'),
      ]),
    ).toEqual([]);
  });
});
