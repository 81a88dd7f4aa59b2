/** How much there is in a cluster. */
export interface FleetSize {
  pods: number;
  workloadEntries: number;
  /** Objects of Istio's other kinds. */
  istioObjects: number;
  /** Applications that pods and WorkloadEntries are spread over evenly. */
  applications: number;
}

const ISTIO_VERSION = '1.29.2';

/** Name of an application; it is its catalog entity's as well. */
export function applicationName(index: number): string {
  return `app-${index}`;
}

/** Five applications share a namespace. */
export function namespaceOf(index: number): string {
  return `team-${Math.floor(index / 5)}`;
}

/** A control plane, and pods, WorkloadEntries and Istio objects of many applications. */
export function fleetObjects(size: FleetSize): object[] {
  const applications = [...Array(size.applications).keys()];
  const spread = <T>(count: number, make: (app: number, n: number) => T) =>
    [...Array(count).keys()].map(n => make(n % size.applications, n));
  return [
    namespace('istio-system'),
    ...[...new Set(applications.map(namespaceOf))].map(name =>
      namespace(name, { 'istio-injection': 'enabled' }),
    ),
    injector,
    meshConfig,
    istiod,
    ...applications.map(service),
    ...applications.map(workloadGroup),
    ...spread(size.pods, pod),
    ...spread(size.workloadEntries, workloadEntry),
    ...spread(size.istioObjects, istioObject),
  ];
}

function labelsOf(app: number) {
  const name = applicationName(app);
  return {
    app: name,
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': namespaceOf(app),
    'backstage.io/kubernetes-id': name,
    version: 'v1',
  };
}

function namespace(name: string, labels = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

const injector = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {
    name: 'istio-sidecar-injector',
    labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
  },
  webhooks: [
    {
      name: 'namespace.sidecar-injector.istio.io',
      namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: 'https://127.0.0.1:1/inject' },
      // The pods are written as they are to be.
      rules: [],
    },
  ],
};

const meshConfig = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh: 'rootNamespace: istio-system\ntrustDomain: cluster.local\n' },
};

const istiod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'istiod-1',
    namespace: 'istio-system',
    labels: { app: 'istiod', 'istio.io/rev': 'default' },
  },
  spec: {
    containers: [
      { name: 'discovery', image: `docker.io/istio/pilot:${ISTIO_VERSION}` },
    ],
  },
  status: { phase: 'Running' },
};

function service(app: number) {
  const name = applicationName(app);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: namespaceOf(app), labels: labelsOf(app) },
    spec: {
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
  };
}

function workloadGroup(app: number) {
  const name = applicationName(app);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name, namespace: namespaceOf(app), labels: labelsOf(app) },
    spec: {
      metadata: { labels: { app: name } },
      template: { serviceAccount: name, ports: { http: 8080 } },
    },
  };
}

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
function pod(app: number, n: number) {
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

function workloadEntry(app: number, n: number) {
  const application = applicationName(app);
  const address = `172.${16 + (n >> 16)}.${(n >> 8) % 256}.${n % 256}`;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: `${application}-${address}`,
      namespace: namespaceOf(app),
      labels: labelsOf(app),
      annotations: {
        'istio.io/autoRegistrationGroup': application,
        'istio.io/connectedAt': '2026-11-01T08:00:00.000000001Z',
        'istio.io/workloadController': 'istiod-1',
      },
      managedFields: managedFields('pilot-discovery'),
    },
    spec: {
      address,
      labels: { app: application, version: 'v1' },
      serviceAccount: application,
      network: 'vms',
    },
  };
}

function istioObject(app: number, n: number) {
  const host = `${applicationName(app)}.${namespaceOf(app)}.svc.cluster.local`;
  const selector = { matchLabels: { app: applicationName(app) } };
  const [group, kind, spec] = [
    [
      'networking',
      'VirtualService',
      {
        hosts: [host],
        http: [{ route: [{ destination: { host, subset: 'v1' } }] }],
      },
    ],
    [
      'networking',
      'DestinationRule',
      { host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
    ],
    ['security', 'PeerAuthentication', { selector, mtls: { mode: 'STRICT' } }],
    [
      'security',
      'AuthorizationPolicy',
      {
        selector,
        rules: [{ from: [{ source: { namespaces: [namespaceOf(app)] } }] }],
      },
    ],
  ][Math.floor(n / 7) % 4] as [string, string, object];
  return {
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: {
      name: `${applicationName(app)}-${n}`,
      namespace: namespaceOf(app),
      labels: labelsOf(app),
      managedFields: managedFields('kubectl'),
    },
    spec,
  };
}

/** A live object is never without them. */
function managedFields(manager: string) {
  const fields = [
    'app',
    'app.kubernetes.io/name',
    'app.kubernetes.io/part-of',
    'backstage.io/kubernetes-id',
    'version',
  ];
  return [
    {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-11-01T08:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': {
          'f:labels': Object.fromEntries(
            ['.', ...fields.map(field => `f:${field}`)].map(key => [key, {}]),
          ),
        },
      },
    },
  ];
}
