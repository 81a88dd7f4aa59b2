/** The ConfigMaps of a generated control plane. */
export interface GeneratedControlPlane {
  revision: string;
  /** Key `mesh` of ConfigMap `istio-REVISION`; undefined for a map without it. */
  mesh?: string;
  /** Key `values` of ConfigMap `istio-sidecar-injector-REVISION`. */
  values?: string;
}

/** Namespaces that have the control planes; the real one is in the first. */
export const ISTIO_NAMESPACES = ['istio-system', 'istio-two'];

const clusterName = (name: unknown) =>
  JSON.stringify({ global: { multiCluster: { clusterName: name } } });

/**
 * Control planes in the forms that people write them, also without
 * `proxyMetadata`, where istioctl panics once an annotation sets some.
 */
export const CONTROL_PLANES: readonly GeneratedControlPlane[] = [
  {
    revision: 'plain',
    mesh: 'defaultConfig: {proxyMetadata: {FROM_MESH: "1"}, meshId: mesh1, discoveryAddress: "a.b:1"}\ntrustDomain: cluster.local\nrootNamespace: istio-system',
    values: clusterName('east'),
  },
  { revision: 'empty', mesh: '', values: clusterName('') },
  {
    revision: 'odd',
    mesh: 'trustDomain: "y"\ndefaultConfig:\n  proxyMetadata: {A: "off", B: null}\n  statusPort: 15021\n  readinessProbe: {exec: {command: [a]}}\n  tracing: {zipkin: {address: "z:9411"}}\n  nonsense: 1\n',
    values: clusterName("it's y"),
  },
  {
    revision: '1-30-3',
    mesh: 'defaultConfig:\n  proxyMetadata: {X: "0x1"}\n  drain_duration: 1m0.5s\n  concurrency: 0x10\n  holdApplicationUntilProxyStarts: on\n  statusPort: 0o17\n  serviceCluster: sc\n  image: {imageType: distroless}\n',
    values: '{}',
  },
  { revision: 'bare', mesh: 'defaultConfig: {}\n', values: clusterName(7) },
  {
    revision: 'usual',
    mesh: 'defaultConfig:\n  discoveryAddress: istiod-usual.istio-system.svc:15012\nenablePrometheusMerge: true\nrootNamespace: istio-system\ntrustDomain: mesh.example.org\n',
    values: clusterName('usual'),
  },
  { revision: 'keyless', values: clusterName('k') },
  { revision: 'unnamed', mesh: 'trustDomain: t\n', values: 'not: json' },
];

/** Revisions behind tags. */
export const TAGS: Readonly<Record<string, string>> = {
  stable: '1-30-3',
  old: 'usual',
};

/** The revision behind the default tag of the second namespace; that of the first is the real one's. */
export const DEFAULT_TAG = 'odd';

/** Gateways before istiod: Services with their namespace and addresses. */
export const GATEWAYS: readonly {
  name: string;
  namespace: string;
  externalIPs?: string[];
  balancer?: { ip?: string; hostname?: string };
}[] = [
  {
    name: 'istio-eastwestgateway',
    namespace: 'istio-system',
    externalIPs: ['10.9.9.9'],
  },
  {
    name: 'balanced',
    namespace: 'vm-gateways',
    externalIPs: ['10.9.9.1'],
    balancer: { ip: '10.8.8.8' },
  },
  { name: 'six', namespace: 'vm-gateways', balancer: { ip: 'fd00:8::8' } },
  {
    name: 'by-name',
    namespace: 'vm-gateways',
    externalIPs: ['10.9.9.2'],
    balancer: { hostname: 'gateway.example.org' },
  },
  { name: 'pending', namespace: 'vm-gateways' },
];
