import { SERVER } from '../generated/policyWorld';

/** Namespace of the workloads and Services that cases written by hand add to the world. */
export const CASE_NAMESPACE = 'gamma';

const PORTS = [
  ['8080', 'web'],
  ['8081', 'other'],
  ['9090', 'raw'],
];

/**
 * The last part of an address that is asked for: of those that Kubernetes gives
 * to nobody by chance while others are left (the lower part of the range).
 */
const FIXED = 12;

function deployment(
  app: string,
  annotations: Record<string, string> = {},
): object[] {
  const metadata = { name: app, namespace: CASE_NAMESPACE };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: { app } },
        template: {
          metadata: {
            labels: {
              app,
              version: 'v1',
              ...(app === 'bare' ? { 'sidecar.istio.io/inject': 'false' } : {}),
            },
            annotations,
          },
          spec: {
            serviceAccountName: app,
            containers: [
              {
                name: 'app',
                image: 'python',
                command: ['python3', '-c', SERVER, ...PORTS.map(one => one[0])],
                ports: PORTS.map(([number, name]) => ({
                  name,
                  containerPort: Number(number),
                })),
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
  ];
}

function service(name: string, app: string, ports: object[], more = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: CASE_NAMESPACE },
    spec: { selector: { app }, ports, ...more },
  };
}

const http = { name: 'http', port: 80, targetPort: 'web' };

/**
 * Workloads and Services for cases written by hand.
 *
 * @param cidr - where the pods are, `10.N.0.0/24`; Services are in `10.(100+N).0.0/24`
 */
export function caseWorld(cidr: string): any[] {
  const services = `10.${100 + Number(cidr.split('.')[1])}.0`;
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: CASE_NAMESPACE,
        labels: { 'istio-injection': 'enabled' },
      },
    },
    ...deployment('multi'),
    ...deployment('bare'),
    ...deployment('strange'),
    ...deployment('aside', {
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': `${services}.${FIXED}/32`,
      'traffic.sidecar.istio.io/excludeInboundPorts': '8081',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '8000',
    }),
    service('multi', 'multi', [
      http,
      { name: 'http-admin', port: 8000, targetPort: 8081 },
      { name: 'tcp', port: 9000, targetPort: 'raw' },
      { name: 'api', port: 8500, targetPort: 8080, appProtocol: 'http' },
      { name: 'plainly', port: 8600, targetPort: 8080, appProtocol: 'tcp' },
    ]),
    service('fixed', 'multi', [http], { clusterIP: `${services}.${FIXED}` }),
    // Of Services of one age the first by name says what a port of a workload speaks.
    service('as-http', 'multi', [
      { name: 'http', port: 80, targetPort: 'raw' },
    ]),
    service('as-tcp', 'strange', [{ ...http, name: 'tcp' }]),
    service('strange', 'strange', [http]),
    service('pods', 'multi', [http, { name: 'same', port: 8080 }], {
      clusterIP: 'None',
    }),
    service('bare', 'bare', [http]),
    service('aside', 'aside', [
      http,
      { name: 'http-admin', port: 8000, targetPort: 'other' },
    ]),
  ];
}
