/** Where the machines' groups are. */
export const NAMESPACE = 'bookinfo';

/** Key `mesh` of the control plane's ConfigMap, as an installation writes it. */
export const MESH_CONFIG = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
  proxyMetadata: {}
  tracing:
    zipkin: {address: "zipkin.istio-system:9411"}
enablePrometheusMerge: true
rootNamespace: istio-system
trustDomain: cluster.local
`;

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

const named = (kind: string, name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(namespace ? { namespace } : {}) },
});

/** What a bundle is read from, beside its group. */
export const CONTROL_PLANE = [
  named('Namespace', 'istio-system'),
  named('Namespace', NAMESPACE),
  named('ServiceAccount', 'ratings-vm', NAMESPACE),
  configMap('istio-system', 'istio', { mesh: MESH_CONFIG }),
  configMap('istio-system', 'istio-sidecar-injector', {
    values: '{"global":{"multiCluster":{"clusterName":"east"}}}',
  }),
  configMap(NAMESPACE, 'istio-ca-root-cert', { 'root-cert.pem': 'root\n' }),
  {
    ...named('Service', 'istio-eastwestgateway', 'istio-system'),
    spec: {
      externalIPs: ['192.0.2.10'],
      ports: [{ name: 'tls-istiod', port: 15012 }],
    },
  },
];

/** A group of machines with ports, labels and a probe. */
export function workloadGroup(name: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      metadata: {
        labels: { app: 'ratings', version: 'v2', class: 'vm' },
        annotations: {
          'proxy.istio.io/config': '{"proxyMetadata":{"A":"on","B":"0x10"}}',
        },
      },
      template: {
        serviceAccount: 'ratings-vm',
        network: 'vm-net',
        ports: { http: 9080, mysql: 3306 },
      },
      probe: { httpGet: { path: '/ready', port: 9080 }, periodSeconds: 5 },
    },
  };
}
