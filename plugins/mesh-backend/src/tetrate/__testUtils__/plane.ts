/** Objects of a cluster where onboarding can be turned on. */
export const PLANE_OBJECTS: object[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system' },
  },
  {
    apiVersion: 'install.tetrate.io/v1alpha1',
    kind: 'ControlPlane',
    metadata: { name: 'controlplane', namespace: 'istio-system' },
    spec: {
      hub: 'registry.example.org/tsb',
      telemetryStore: { elastic: { host: 'elastic.example.org', port: 9200 } },
    },
  },
];

/** The Service of the gateway for machines, at an address. */
export function vmGateway(ingress: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'vmgateway', namespace: 'istio-system' },
    spec: { type: 'LoadBalancer', ports: [{ name: 'tls', port: 15443 }] },
    status: { loadBalancer: { ingress: [ingress] } },
  };
}

/** A Deployment of the plane. */
export function deployment(name: string): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'istio-system' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: 'registry.example.org/x:1' }] },
      },
    },
  };
}

/** What a person asks machines with. */
export const MACHINES = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
  service: { kind: 'Service', name: 'ratings-vm' },
  withoutCapture: {
    dependencies: [{ host: 'details.bookinfo.svc.cluster.local', port: 9080 }],
  },
};

/** A rule that names a role. */
export const NARROW = {
  workloads: [
    { aws: { accounts: ['123456789012'], ec2: { iamRoleNames: ['web'] } } },
  ],
};

/** A rule for every instance of an account. */
export const BROAD = {
  workloads: [{ aws: { accounts: ['123456789012'], ec2: {} } }],
};
