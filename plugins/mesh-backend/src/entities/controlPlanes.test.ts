import { fakeCluster } from '../__testUtils__/fakeCluster';
import { controlPlanesIn } from './controlPlanes';

function istiod(image: string, labels: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'istiod',
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'default', ...labels },
    },
    spec: { containers: [{ name: 'discovery', image }] },
  };
}

function webhook(revision: string) {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: `injector-${revision}`,
      labels: {
        'istio.io/rev': revision,
        'operator.istio.io/version': '1.29.6',
      },
    },
  };
}

describe('controlPlanesIn', () => {
  const chart = (version: string) => ({ 'app.kubernetes.io/version': version });

  it.each([
    ['its image', [istiod('pilot:1.30.2', chart('1.30.1'))], '1.30.2', 'image'],
    [
      'its labels',
      [istiod('pilot:latest', chart('1.30.1'))],
      '1.30.1',
      'label',
    ],
    [
      'its webhook, where its own label is a placeholder',
      [istiod('pilot:latest', chart('1.0.0')), webhook('default')],
      '1.29.6',
      'label',
    ],
    [
      'no other revision’s webhook',
      [istiod('pilot@sha256:0'), webhook('canary')],
      undefined,
      undefined,
    ],
    [
      'no label that is no version',
      [istiod('pilot:latest', chart('latest'))],
      undefined,
      undefined,
    ],
  ])('takes the version of %s', (_, objects, version, source) => {
    const cluster = fakeCluster({ name: 'east', objects });
    expect(controlPlanesIn(cluster)).toEqual([
      expect.objectContaining({ revision: 'default', version, source }),
    ]);
  });

  it('takes istiod’s own word first', () => {
    const cluster = fakeCluster({
      name: 'east',
      objects: [istiod('pilot:1.30.2')],
    });
    cluster.controlPlanes.versionOf = () => '1.30.3';
    expect(controlPlanesIn(cluster)[0]).toMatchObject({
      version: '1.30.3',
      source: 'istiod',
    });
  });
});
