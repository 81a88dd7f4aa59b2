/** Mesh configurations; each has proxyMetadata, without which istioctl may panic. */
export const MESHES = [
  'defaultConfig: {proxyMetadata: {FROM_MESH: "1"}, meshId: mesh1, discoveryAddress: "a.b:1"}\ntrustDomain: cluster.local\nrootNamespace: istio-system',
  '',
  'trustDomain: "y"\ndefaultConfig:\n  proxyMetadata: {A: "off", B: null}\n  statusPort: 15021\n  readinessProbe: {exec: {command: [a]}}\n  tracing: {zipkin: {address: "z:9411"}}\n  nonsense: 1\n',
  'defaultConfig:\n  proxyMetadata: {X: "0x1"}\n  drain_duration: 1m0.5s\n  concurrency: 0x10\n  holdApplicationUntilProxyStarts: on\n  statusPort: 0o17\n  serviceCluster: sc\n  image: {imageType: distroless}\n',
];
