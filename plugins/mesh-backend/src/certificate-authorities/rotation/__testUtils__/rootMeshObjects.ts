import { TestRoot } from './testRoot';

/** A control plane of two istiods that sign by an authority of their own, and two workloads. */
export function rootMeshObjects(
  { certificate, key }: TestRoot,
  {
    objects = [],
    env = [],
  }: { objects?: object[]; env?: { name: string; value: string }[] },
): object[] {
  const file = (text: string) => Buffer.from(text).toString('base64');
  const namespace = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  return [
    namespace('istio-system'),
    namespace('shop'),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'istio-ca-secret', namespace: 'istio-system' },
      type: 'istio.io/ca-root',
      data: {
        'ca-cert.pem': file(certificate),
        'ca-key.pem': file(key),
        'root-cert.pem': file(certificate),
        'cert-chain.pem': '',
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'istiod',
        namespace: 'istio-system',
        labels: { app: 'istiod' },
      },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'istiod' } },
        template: {
          metadata: {
            labels: {
              app: 'istiod',
              'istio.io/rev': 'default',
              'sidecar.istio.io/inject': 'false',
            },
          },
          spec: {
            containers: [
              {
                name: 'discovery',
                image: 'istio/pilot:1.29.1',
                env: [{ name: 'ENABLE_DEBUG_ON_HTTP', value: 'true' }, ...env],
              },
            ],
          },
        },
      },
    },
    ...['one', 'two'].map(name => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels: { app: name } },
      spec: {
        containers: [
          { name: 'app', image: 'app:1' },
          { name: 'istio-proxy', image: 'istio/proxyv2:1.29.1' },
        ],
      },
      status: { phase: 'Running' },
    })),
    ...objects,
  ];
}
