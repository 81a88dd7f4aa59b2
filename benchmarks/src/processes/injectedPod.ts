import {
  applicationName,
  ISTIO_VERSION,
  labelsOf,
  managedFields,
  namespaceOf,
} from './applications';

/** What an API server fills in. */
const POD_DEFAULTS = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  serviceAccount: 'default',
  serviceAccountName: 'default',
  terminationGracePeriodSeconds: 30,
};
const CONTAINER_DEFAULTS = {
  imagePullPolicy: 'IfNotPresent',
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

/** As large as an injected pod usually is: about 6 KB of JSON. */
export function pod(app: number, n: number) {
  const application = applicationName(app);
  const mounts = [
    { name: 'workload-socket', mountPath: '/var/run/secrets/workload-uds' },
    { name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' },
    { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' },
    { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
    { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
  ];
  const resources = {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '2', memory: '1Gi' },
  };
  const image = `registry.example.com/shop/${application}:2.4.1`;
  const proxyImage = `docker.io/istio/proxyv2:${ISTIO_VERSION}`;
  const startedAt = '2026-11-01T08:00:00Z';
  const running = (name: string, its: string) => ({
    name,
    image: its,
    imageID: `${its}@sha256:${'ab12cd34'.repeat(8)}`,
    containerID: `containerd://${'0f1e2d3c'.repeat(8)}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt } },
  });
  const address = `10.${1 + (n >> 16)}.${(n >> 8) % 256}.${n % 256}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${application}-7d9c6b5f4-${n.toString(36).padStart(5, '0')}`,
      namespace: namespaceOf(app),
      labels: {
        ...labelsOf(app),
        'pod-template-hash': '7d9c6b5f4',
        'security.istio.io/tlsMode': 'istio',
        'service.istio.io/canonical-name': application,
        'service.istio.io/canonical-revision': 'v1',
      },
      annotations: {
        'kubectl.kubernetes.io/default-container': 'app',
        'prometheus.io/port': '15020',
        'prometheus.io/scrape': 'true',
        'sidecar.istio.io/status': JSON.stringify({
          initContainers: ['istio-init'],
          containers: ['istio-proxy'],
          volumes: mounts.map(({ name }) => name),
          revision: 'default',
        }),
      },
      managedFields: managedFields('kubelet'),
    },
    spec: {
      ...POD_DEFAULTS,
      nodeName: `node-${n % 200}`,
      containers: [
        {
          ...CONTAINER_DEFAULTS,
          name: 'app',
          image,
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          resources,
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'DATABASE_HOST', value: `db.${application}.internal` },
          ],
        },
        {
          ...CONTAINER_DEFAULTS,
          name: 'istio-proxy',
          image: proxyImage,
          args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.local'],
          ports: [
            { name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' },
          ],
          resources,
          env: [
            { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
            { name: 'CA_ADDR', value: 'istiod.istio-system.svc:15012' },
            { name: 'ISTIO_META_CLUSTER_ID', value: 'Kubernetes' },
            { name: 'ISTIO_META_MESH_ID', value: 'cluster.local' },
            { name: 'TRUST_DOMAIN', value: 'cluster.local' },
            { name: 'ISTIO_META_WORKLOAD_NAME', value: application },
          ],
          volumeMounts: mounts,
        },
      ],
      initContainers: [
        {
          ...CONTAINER_DEFAULTS,
          name: 'istio-init',
          image: proxyImage,
          args: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337'],
          resources,
        },
      ],
      volumes: mounts.map(({ name }) => ({ name, emptyDir: {} })),
    },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      hostIP: `192.168.0.${n % 200}`,
      startTime: startedAt,
      qosClass: 'Burstable',
      conditions: [
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map(type => ({ type, status: 'True', lastTransitionTime: startedAt })),
      containerStatuses: [
        running('app', image),
        running('istio-proxy', proxyImage),
      ],
    },
  };
}
