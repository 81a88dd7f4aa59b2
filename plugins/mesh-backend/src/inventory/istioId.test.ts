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

describe('istioIdOf', () => {
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
