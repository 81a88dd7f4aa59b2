/** Serves every request with 200, on the ports that it is given. */
const SERVER = `
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

/** Namespaces of the world; in the last one nothing is injected. */
export const NAMESPACES = ['alpha', 'beta', 'plain'] as const;

/** Those who call and are called: a name, its namespace, and its version. */
export const WORKLOADS = [
  { name: 'web-v1', app: 'web', version: 'v1', namespace: 'alpha' },
  { name: 'web-v2', app: 'web', version: 'v2', namespace: 'alpha' },
  { name: 'shop', app: 'shop', version: 'v1', namespace: 'beta' },
  { name: 'raw', app: 'raw', version: 'v1', namespace: 'plain' },
] as const;

/** The Services that are called. */
export const SERVICES = [
  { name: 'web', namespace: 'alpha' },
  { name: 'shop', namespace: 'beta' },
  { name: 'raw', namespace: 'plain' },
] as const;

/** Ports of each Service, and where the workload listens. */
export const PORTS = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'http-other', port: 8000, targetPort: 8081 },
  { name: 'tcp-raw', port: 9000, targetPort: 9090 },
];

/** The objects of the world without any policy. */
export function worldObjects(): object[] {
  return [
    ...NAMESPACES.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: name === 'plain' ? {} : { 'istio-injection': 'enabled' },
      },
    })),
    ...WORKLOADS.flatMap(({ name, app, version, namespace }) => [
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
                  command: [
                    'python3',
                    '-c',
                    SERVER,
                    ...PORTS.map(({ targetPort }) => String(targetPort)),
                  ],
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
    ]),
    ...SERVICES.map(({ name, namespace }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: PORTS },
    })),
  ];
}
