const NAMESPACE = 'demo';

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: NAMESPACE },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 8080 }] },
};

function deployment(name: string, container: object): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'app', image: 'any', ...container }] },
      },
    },
  };
}

function namespace(labels: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE, labels },
  };
}

const list = (items: object[]) => ({ apiVersion: 'v1', kind: 'List', items });

/** Who calls, with a sidecar, and a Service without pods. */
export const CALLER = list([
  namespace({ 'istio-injection': 'enabled' }),
  SERVICE,
  deployment('client', {}),
]);

/** Who is called; without a sidecar, since the meshes have no root in common. */
export const CALLED = list([
  namespace({}),
  SERVICE,
  deployment('web', {
    command: ['python3', '-m', 'http.server', '8080'],
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
  }),
]);
