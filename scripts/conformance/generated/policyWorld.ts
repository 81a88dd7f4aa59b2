/** Serves every request with 200, on the ports that it is given. */
export const SERVER = `
import http.server, sys, threading
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        length = int(self.headers.get('content-length') or 0)
        self.rfile.read(length)
        self.send_response(200)
        self.send_header('content-length', '0')
        self.end_headers()
    do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_GET
    def log_message(self, *rest): pass
for port in sys.argv[2:]:
    server = http.server.ThreadingHTTPServer(('', int(port)), Handler)
    threading.Thread(target=server.serve_forever).start()
http.server.ThreadingHTTPServer(('', int(sys.argv[1])), Handler).serve_forever()
`;

/** Namespaces of the world; in `plain` nothing is injected, in `edge` stands the gateway. */
export const NAMESPACES = ['alpha', 'beta', 'plain', 'edge'] as const;

/** Those who call and are called: a name, its namespace, and its version. */
export const WORKLOADS = [
  { name: 'web-v1', app: 'web', version: 'v1', namespace: 'alpha' },
  { name: 'web-v2', app: 'web', version: 'v2', namespace: 'alpha' },
  { name: 'shop', app: 'shop', version: 'v1', namespace: 'beta' },
  { name: 'raw', app: 'raw', version: 'v1', namespace: 'plain' },
] as const;

/** The virtual machine, by its WorkloadGroup. */
export const MACHINE = { name: 'legacy', namespace: 'beta' } as const;

/** The ingress gateway. */
export const GATE = { name: 'gate', namespace: 'edge' } as const;

/** The Services that are called. */
export const SERVICES = [
  { name: 'web', namespace: 'alpha', app: 'web' },
  { name: 'shop', namespace: 'beta', app: 'shop' },
  { name: 'raw', namespace: 'plain', app: 'raw' },
  { name: 'shop-pods', namespace: 'beta', app: 'shop', isHeadless: true },
  { name: 'legacy', namespace: 'beta', app: 'legacy' },
] as const;

/** Ports of each Service, and where the workload listens. */
export const PORTS = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'http-other', port: 8000, targetPort: 8081 },
  { name: 'tcp-raw', port: 9000, targetPort: 9090 },
  { name: 'guessed', port: 7000, targetPort: 7070 },
];

/** Ports of a Service: those of a headless one are the workload's own. */
export function portsOf(service: object): typeof PORTS {
  return 'isHeadless' in service && service.isHeadless
    ? PORTS.map(one => ({ ...one, port: one.targetPort }))
    : PORTS;
}

const served = PORTS.map(({ targetPort }) => String(targetPort));

/** What the machine serves with. */
export const MACHINE_COMMAND = ['python3', '-c', SERVER, ...served];

function workloadObjects({
  name,
  app,
  version,
  namespace,
}: (typeof WORKLOADS)[number]): object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: { app, version } },
        template: {
          metadata: { labels: { app, version } },
          spec: {
            serviceAccountName: name,
            containers: [
              {
                name: 'app',
                image: 'python',
                command: ['python3', '-c', SERVER, ...served],
                ports: [{ name: 'other', containerPort: 8081 }],
                readinessProbe: {
                  tcpSocket: { port: 8080 },
                  periodSeconds: 1,
                },
              },
            ],
          },
        },
      },
    },
  ];
}

function gateObjects(): object[] {
  const metadata = { ...GATE };
  const labels = { app: GATE.name };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 8080 }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
            annotations: { 'inject.istio.io/templates': 'gateway' },
          },
          spec: {
            serviceAccountName: GATE.name,
            containers: [{ name: 'istio-proxy', image: 'auto' }],
          },
        },
      },
    },
  ];
}

function machineObjects(): object[] {
  const { name, namespace } = MACHINE;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadGroup',
      metadata: { name, namespace },
      spec: {
        metadata: { labels: { app: name, version: 'v1' } },
        template: { serviceAccount: name },
        probe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
      },
    },
  ];
}

/** The objects of the world without any policy. */
export function worldObjects(): any[] {
  return [
    ...NAMESPACES.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: name === 'plain' ? {} : { 'istio-injection': 'enabled' },
      },
    })),
    ...WORKLOADS.flatMap(workloadObjects),
    ...gateObjects(),
    ...machineObjects(),
    ...SERVICES.map(({ name, namespace, app, ...more }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: {
        ...('isHeadless' in more ? { clusterIP: 'None' } : {}),
        selector: { app },
        ports: portsOf(more).map(port =>
          // Pods name one of their ports; a machine has numbers alone.
          port.port === 8000 && app !== MACHINE.name
            ? { ...port, targetPort: 'other' }
            : port,
        ),
      },
    })),
  ];
}
