/** Version of the control plane. */
export const ISTIO_VERSION = '1.30.2';

const configMap = (
  namespace: string,
  name: string,
  data: Record<string, string>,
) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

/** A control plane without a revision, its injector's values, its istiod and a gateway. */
export const CONTROL_PLANE = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system' },
  },
  configMap('istio-system', 'istio', {
    mesh: 'defaultConfig:\n  discoveryAddress: istiod.istio-system.svc:15012\n',
  }),
  configMap('istio-system', 'istio-sidecar-injector', {
    values: '{"global":{"multiCluster":{"clusterName":"east-1"}}}',
  }),
  ...['bookinfo', 'shop'].map(namespace =>
    configMap(namespace, 'istio-ca-root-cert', {
      'root-cert.pem': 'THE ROOTS\n',
    }),
  ),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'istiod-1',
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'default' },
    },
    spec: {
      containers: [
        { name: 'discovery', image: `istio/pilot:${ISTIO_VERSION}` },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'istio-eastwestgateway', namespace: 'istio-system' },
    spec: {
      externalIPs: ['192.0.2.10'],
      ports: [{ name: 'tls-istiod', port: 15012 }],
    },
  },
];
