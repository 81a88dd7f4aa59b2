import {
  applicationName,
  ISTIO_VERSION,
  labelsOf,
  managedFields,
  namespaceOf,
} from './applications';
import { pod } from './injectedPod';

/** How much there is in a cluster. */
export interface FleetSize {
  pods: number;
  workloadEntries: number;
  /** Objects of Istio's other kinds. */
  istioObjects: number;
  /** Applications that pods and WorkloadEntries are spread over evenly. */
  applications: number;
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

function namespace(name: string, labels = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

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
