import { istioIdOf } from './istioId';
import { StoredObject } from './ObjectStore';

const DETAILS = { name: 'east', kubeconfig: { file: 'unused' } };

function istiod(value?: string): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'istiod' },
    spec: {
      containers: [
        { name: 'discovery', env: value && [{ name: 'CLUSTER_ID', value }] },
      ],
    },
  };
}

function webhooks(...clientConfigs: object[]): StoredObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'istio-sidecar-injector' },
    webhooks: clientConfigs.map(clientConfig => ({ clientConfig })),
  };
}

const at = (path: string) => webhooks({ service: { path } });

/** An istiod that has another name for its cluster, as it is kept. */
function renaming(value: string, ...clusterAliases: string[]): StoredObject {
  const pod = istiod(value);
  pod.spec.containers[0].clusterAliases = clusterAliases;
  return pod;
}

describe('istioIdOf', () => {
  it('finds the configured ID under the name that istiod has for it', () => {
    const details = { ...DETAILS, istioClusterId: 'a' };
    expect(istioIdOf(details, [renaming('a', 'a=b')], [])).toEqual({
      id: 'b',
      told: 'b',
    });
    expect(
      istioIdOf(
        { ...details, istioClusterId: 'b' },
        [renaming('a', 'a=b')],
        [],
      ),
    ).toEqual({ id: 'b', told: 'b' });
  });

  it.each<[string, StoredObject[], StoredObject[], string | undefined]>([
    ['nothing tells it', [istiod()], [], undefined],
    ['istiod tells it', [istiod('Kubernetes')], [], 'Kubernetes'],
    ['two istiods agree', [istiod('a'), istiod('a')], [at('/inject')], 'a'],
    ['revisions do not agree', [istiod('a'), istiod('b')], [], undefined],
    ['the injector is told it', [], [at('/inject/cluster/w/net/n')], 'w'],
    ['it is no first word', [], [at('/inject/net/cluster/cluster/w/')], 'w'],
    ['a slash is in it', [], [at('/inject/cluster/a--slash--b')], 'a/b'],
    [
      'the injector is elsewhere',
      [],
      [webhooks({ url: 'https://istiod:15017/inject/cluster/w/net/n?x' })],
      'w',
    ],
    ['istiod has another name for it', [renaming('a', 'x=y,a=b')], [], 'b'],
    [
      'it renames what the injector is told',
      [renaming('a', 'w=b')],
      [at('/inject/cluster/w')],
      'b',
    ],
    [
      'istiods do not agree on another name',
      [renaming('a', 'a=b'), istiod('a')],
      [],
      'a',
    ],
    ['the path wins', [istiod('a')], [at('/inject/cluster/w')], 'w'],
    [
      'injectors do not agree',
      [istiod('a')],
      [at('/inject/cluster/w'), at('/inject')],
      undefined,
    ],
    [
      'webhooks are of others',
      [istiod('a')],
      [at('/injection/cluster/w'), webhooks({}), at('/mutate/cluster/w')],
      'a',
    ],
  ])('where %s', (_, istiods, configurations, told) => {
    expect(istioIdOf(DETAILS, istiods, configurations)).toEqual({
      id: told ?? 'east',
      told,
      conflict: undefined,
    });
  });

  it('says when another one is configured', () => {
    const details = { ...DETAILS, istioClusterId: 'x' };
    expect(istioIdOf(details, [istiod('x')], []).conflict).toBeUndefined();
    expect(istioIdOf(details, [], []).conflict).toBeUndefined();
    expect(istioIdOf(details, [istiod('a')], [])).toEqual({
      id: 'x',
      told: 'a',
      conflict: expect.stringContaining("'x', but its Istio says 'a'"),
    });
  });

  it('does not take an istiod in a remote cluster for its own', () => {
    const details = { ...DETAILS, primary: 'west' };
    expect(istioIdOf(details, [istiod('a')], []).told).toBeUndefined();
  });
});
